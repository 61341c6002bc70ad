package dev.muster.detect.check;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs checks and journeys when they are due, and tells when they turn. How long they take becomes a series of its own, so that
/// detectors and objectives can use it.
final class Checker implements Pump {
  /// Taken at a time; each waits on a virtual thread of its own.
  private static final int AT_ONCE = 50;

  private static final Duration IDLE = Duration.ofMillis(500);

  private final PostgresChecks store;
  private final HttpProber prober;
  private final Conditions conditions;
  private final MetricDesk metrics;
  private final Catalog catalog;
  private final Transactions transactions;
  private final Engine engine;
  private final InstantSource clock;
  private Instant next = Instant.MIN;

  Checker(
      PostgresChecks store,
      HttpProber prober,
      Conditions conditions,
      MetricDesk metrics,
      Catalog catalog,
      Transactions transactions,
      Engine engine,
      InstantSource clock) {
    this.store = store;
    this.prober = prober;
    this.conditions = conditions;
    this.metrics = metrics;
    this.catalog = catalog;
    this.transactions = transactions;
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "detect.checks";
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    List<Check> checks = store.dueChecks(now, AT_ONCE);
    for (Check check : checks) {
      engine.aside(() -> run(check));
    }
    List<Journey> journeys = store.dueJourneys(now, AT_ONCE);
    for (Journey journey : journeys) {
      engine.aside(() -> run(journey));
    }
    int done = checks.size() + journeys.size();
    if (done == 0) {
      next = now.plus(IDLE);
    }
    return done;
  }

  /// Runs a check now.
  void run(Check check) {
    Probe.Result result = prober.ask(check.probe());
    Instant now = clock.instant();
    measure("check", check.name(), check.serviceId(), result.well(), result.millis(), now);
    transactions.run(
        () -> store.ran(check, result, now).ifPresent(after -> turn(check, after, result, now)));
  }

  private void turn(Check before, Check after, Probe.Result result, Instant now) {
    String key = condition(after);
    if (after.state() == Check.State.DOWN && before.state() != Check.State.DOWN) {
      var details = new LinkedHashMap<String, @Nullable Object>();
      details.put("check", after.name());
      details.put("target", after.probe().target());
      details.put("result", result.word());
      details.put("expires_at", result.expiresAt());
      details.put(
          "reasons",
          List.of(
              "%d of the last %d runs failed; the check asks for %d."
                  .formatted(
                      Long.bitCount(after.history() & ((1L << after.of()) - 1)),
                      after.of(),
                      after.points())));
      conditions.open(
          key,
          after.serviceId(),
          after.severity(),
          "Check '" + after.name() + "' fails: " + result.word(),
          after.probe().target(),
          "check",
          details,
          now);
    } else if (after.state() == Check.State.UP && before.state() == Check.State.DOWN) {
      conditions.close(key, now);
    }
  }

  static String condition(Check check) {
    return "check/" + check.id();
  }

  static String condition(Journey journey) {
    return "journey/" + journey.id();
  }

  /// Runs a journey now.
  void run(Journey journey) {
    List<Journey.StepResult> results = journey.walk(prober::ask);
    Instant now = clock.instant();
    boolean well = results.stream().allMatch(Journey.StepResult::well);
    double millis = results.stream().mapToDouble(Journey.StepResult::millis).sum();
    measure("journey", journey.name(), journey.serviceId(), well, millis, now);
    transactions.run(() ->
        store.ran(journey, results, now).ifPresent(after -> turn(journey, after, results, now)));
  }

  private void turn(Journey before, Journey after, List<Journey.StepResult> results, Instant now) {
    if (after.state() == Check.State.DOWN && before.state() != Check.State.DOWN) {
      Journey.StepResult failed = results.getLast();
      var details = new LinkedHashMap<String, @Nullable Object>();
      details.put("journey", after.name());
      details.put("step", failed.step());
      details.put("steps", results);
      // it belongs to the service that carries the step, where the incident of its trouble is
      conditions.open(
          condition(after),
          failed.serviceId().isEmpty() ? after.serviceId() : failed.serviceId(),
          after.severity(),
          "Journey '%s' fails at step '%s' (%s): %s"
              .formatted(after.name(), failed.step(), service(failed.serviceId()), failed.word()),
          "journey " + after.name(),
          "journey",
          details,
          now);
    } else if (after.state() == Check.State.UP && before.state() == Check.State.DOWN) {
      conditions.close(condition(after), now);
    }
  }

  private String service(String id) {
    return catalog.service(id).map(Service::name).orElse("no service");
  }

  private void measure(
      String kind, String name, String serviceId, boolean well, double millis, Instant now) {
    Map<String, String> labels = Map.of(kind, name, "service", service(serviceId));
    long at = now.toEpochMilli();
    metrics.take(
        PostgresConditions.SENDER,
        List.of(
            new Reading.Sample(
                SeriesName.of("muster_" + kind + "_up", labels),
                Reading.Kind.GAUGE,
                at,
                well ? 1 : 0,
                null),
            new Reading.Sample(
                SeriesName.of("muster_" + kind + "_duration_seconds", labels),
                Reading.Kind.GAUGE,
                at,
                millis / 1_000,
                "s")));
  }
}
