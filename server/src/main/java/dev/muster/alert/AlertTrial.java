package dev.muster.alert;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.kernel.Ids;
import dev.muster.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The life of alerts on a tape that is played again: the same pure steps as in the running house, with everything in memory. Not for
/// several threads.
public final class AlertTrial {
  private final Ids ids;
  private final BiFunction<String, Instant, @Nullable String> quiet;
  private final Gate gate;
  private final Map<AlertKey, AlertState> states = new HashMap<>();

  /// Facts of alerts that are kept quiet, in order of opening.
  private final Map<AlertKey, AlertOpened> kept = new java.util.LinkedHashMap<>();

  private Instant looked = Instant.MIN;

  /// @param quiet why a service pages nobody at some moment; null when it does
  /// @param gate what it thinks of noise
  public AlertTrial(Ids ids, BiFunction<String, Instant, @Nullable String> quiet, Gate gate) {
    this.ids = ids;
    this.quiet = quiet;
    this.gate = gate;
  }

  /// Lets time pass up to the signal, and then the signal come in.
  public List<AlertEvent> on(Signal signal) {
    var events = new ArrayList<>(pass(signal.receivedAt()));
    var key = new AlertKey(signal.integrationId(), signal.dedupKey());
    AlertStep.Outcome outcome = AlertStep.on(states.get(key), signal, ids, gate);
    if (outcome.state() != null) {
      states.put(key, outcome.state());
    }
    for (AlertEvent event : outcome.facts()) {
      if (event instanceof AlertOpened opened && opened.suppressed()) {
        kept.put(key, opened);
      } else if (event instanceof AlertReleased) {
        kept.remove(key);
      }
    }
    events.addAll(outcome.facts());
    return events;
  }

  /// Releases what has waited long enough, and what maintenance kept quiet and is over. Looks every ten seconds of the tape.
  public List<AlertEvent> pass(Instant now) {
    if (now.isBefore(looked.equals(Instant.MIN) ? looked : looked.plus(Duration.ofSeconds(10)))) {
      return List.of();
    }
    looked = now;
    var events = new ArrayList<AlertEvent>();
    var entries = kept.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<AlertKey, AlertOpened> entry = entries.next();
      AlertState state = states.get(entry.getKey());
      if (state == null
          || !state.open()
          || !state.id().equals(entry.getValue().alertId())
          || state.suppressedWhy() == null) {
        entries.remove();
        continue;
      }
      String why = due(state, now);
      if (why != null) {
        AlertStep.Outcome outcome = AlertStep.release(state, entry.getValue(), why, now);
        if (outcome.state() != null) {
          states.put(entry.getKey(), outcome.state());
        }
        events.addAll(outcome.facts());
        entries.remove();
      }
    }
    return events;
  }

  private @Nullable String due(AlertState state, Instant now) {
    Instant until = state.heldUntil();
    if (until != null) {
      return now.isBefore(until) ? null : "It has not cleared by itself in time.";
    }
    return "maintenance".equals(state.suppressedBy()) && quiet.apply(state.serviceId(), now) == null
        ? "The maintenance of its service is over and the trouble is still there."
        : null;
  }
}
