package dev.muster.mobilize;

import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for responses whose next step was due and did not run: a lost timer, a pump that stood still. Says so loudly and runs
/// the step. A healthy house never hears of it.
final class Auditor implements Pump {
  private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);

  /// Timers fire within a fraction of a second; this is far outside of that and short against a level's minutes.
  static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final int BATCH = 100;

  private final ResponseRepository responses;
  private final Mobilizer mobilizer;
  private final MeterRegistry meters;
  private @Nullable Instant lookedAt;

  Auditor(ResponseRepository responses, Mobilizer mobilizer, MeterRegistry meters) {
    this.responses = responses;
    this.mobilizer = mobilizer;
    this.meters = meters;
  }

  @Override
  public String name() {
    return "mobilize.auditor";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone
  }

  @Override
  public int poll(Instant now) {
    if (lookedAt != null && lookedAt.plus(EVERY).isAfter(now)) {
      return 0;
    }
    lookedAt = now;
    Instant before = now.minus(GRACE);
    List<String> late = responses.overdue(before, BATCH).stream().map(ResponseState::id).toList();
    if (late.isEmpty()) {
      return 0;
    }
    Map<String, String> repaired = mobilizer.repair(late, before, now);
    repaired.forEach((id, what) ->
        LOG.error("Escalation auditor: incident {} stood still and was moved on: {}", id, what));
    meters.counter("muster.escalation.late").increment(repaired.size());
    return repaired.size();
  }
}
