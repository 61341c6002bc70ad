package dev.muster.detect.check;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs checks and journeys when they are due, and tells when they turn. How long they take becomes a series of its own, so that
/// detectors and objectives can use it.
final class Checker implements Pump {
  /// Taken at a time; each waits on a virtual thread of its own.
  private static final int AT_ONCE = 50;

  private static final Duration IDLE = Duration.ofMillis(500);

  private final PostgresChecks store;
  private final PostgresSites sites;
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
      PostgresSites sites,
      HttpProber prober,
      Conditions conditions,
      MetricDesk metrics,
      Catalog catalog,
      Transactions transactions,
      Engine engine,
      InstantSource clock) {
    this.store = store;
    this.sites = sites;
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
      if (check.places().here()) {
        engine.aside(() -> run(check));
      }
    }
    List<Journey> journeys = store.dueJourneys(now, AT_ONCE);
    for (Journey journey : journeys) {
      if (journey.places().here()) {
        engine.aside(() -> run(journey));
      }
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
    ran(check, Places.HERE, Places.HERE, result, clock.instant());
  }

  /// Takes how a check went.
  ///
  /// @param site id of the site that it ran at, or {@link Places#HERE}
  /// @param siteName as people call it
  /// @param at when it ended there
  void ran(Check check, String site, String siteName, Probe.Result result, Instant at) {
    Instant now = clock.instant();
    measure(
        "check",
        check.name(),
        check.serviceId(),
        site,
        siteName,
        result.well(),
        result.millis(),
        at);
    transactions.run(() -> {
      // the run took its time, in which the check may have been changed, switched off or deleted
      Check held = store.held(check.id()).orElse(null);
      if (held == null) {
        return;
      }
      if (!held.enabled()) {
        store.ran(held, result, held.state(), now);
        return;
      }
      if (held.places().onlyHere()) {
        store
            .ran(held, result, now)
            .ifPresent(after -> turn(held, after, result, result.word(), failures(after), now));
        return;
      }
      if (!sites.ran(
          check.id(),
          site,
          result.well(),
          result.millis(),
          result.word(),
          at,
          held.points(),
          held.of())) {
        return;
      }
      List<Places.Seen> failing = held.places().failing(sites.seen(check.id()), held.every(), now);
      boolean down = failing.size() >= held.places().agree();
      Check.State state = down ? Check.State.DOWN : Check.State.UP;
      store
          .ran(held, result, state, now)
          .ifPresent(after ->
              turn(held, after, result, words(failing), agreement(held.places(), failing), now));
    });
  }

  private static String failures(Check after) {
    return "%d of the last %d runs failed; the check asks for %d."
        .formatted(
            Long.bitCount(after.history() & ((1L << after.of()) - 1)), after.of(), after.points());
  }

  /// `Paris: It answers 500; here: ...`.
  private String words(List<Places.Seen> failing) {
    return failing.stream()
        .map(one -> siteName(one.site()) + ": " + one.word())
        .collect(Collectors.joining("; "));
  }

  private String siteName(String site) {
    return site.equals(Places.HERE)
        ? Places.HERE
        : sites.find(site).map(PostgresSites.Site::name).orElse(site);
  }

  private static String agreement(Places places, List<Places.Seen> failing) {
    return "%d of %d sites say so; %d must agree."
        .formatted(failing.size(), places.sites().size(), places.agree());
  }

  private void turn(
      Check before, Check after, Probe.Result result, String words, String reason, Instant now) {
    String key = condition(after);
    if (after.state() == Check.State.DOWN && before.state() != Check.State.DOWN) {
      var details = new LinkedHashMap<String, @Nullable Object>();
      details.put("check", after.name());
      details.put("target", after.probe().target());
      details.put("result", words);
      details.put("expires_at", result.expiresAt());
      details.put("reasons", List.of(reason));
      conditions.open(
          key,
          after.serviceId(),
          after.severity(),
          "Check '" + after.name() + "' fails: " + words,
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

  /// The condition of a journey that works, but slowly.
  static String slowness(Journey journey) {
    return condition(journey) + "/slow";
  }

  /// Runs a journey now.
  void run(Journey journey) {
    ran(journey, Places.HERE, Places.HERE, journey.walk(prober::ask), clock.instant());
  }

  /// Takes how a journey went; see the same for checks.
  void ran(
      Journey journey, String site, String siteName, List<Journey.StepResult> results, Instant at) {
    Instant now = clock.instant();
    boolean well = results.stream().allMatch(Journey.StepResult::well);
    double millis = results.stream().mapToDouble(Journey.StepResult::millis).sum();
    measure("journey", journey.name(), journey.serviceId(), site, siteName, well, millis, at);
    transactions.run(() -> {
      Journey held = store.heldJourney(journey.id()).orElse(null);
      if (held == null) {
        return;
      }
      if (!held.enabled()) {
        store.ran(held, results, results, held.state(), now);
        return;
      }
      if (held.places().onlyHere()) {
        store.ran(held, results, now).ifPresent(after -> turn(held, after, results, now));
        return;
      }
      String word = results.isEmpty() ? "It has no step to try" : results.getLast().word();
      if (!sites.ran(journey.id(), site, well, millis, word, at, held.points(), held.of())) {
        return;
      }
      List<Places.Seen> failing =
          held.places().failing(sites.seen(journey.id()), held.every(), now);
      boolean down = failing.size() >= held.places().agree();
      // one site that still fails must not show its step as everybody's
      List<Journey.StepResult> shown = well || down ? results : held.results();
      store
          .ran(held, results, shown, down ? Check.State.DOWN : Check.State.UP, now)
          .ifPresent(after -> turn(held, after, results, now));
    });
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
    Journey.Slow slowest = after.slowest(results);
    if (after.pace().slow() && !before.pace().slow() && slowest != null) {
      degraded(after, slowest, results, now);
    } else if (!after.pace().slow() && before.pace().slow()) {
      conditions.close(slowness(after), now);
    }
  }

  /// Tells of a journey that works, but slowly: less grave than one that fails.
  private void degraded(
      Journey journey, Journey.Slow slowest, List<Journey.StepResult> results, Instant now) {
    Journey.StepResult step = slowest.result();
    var details = new LinkedHashMap<String, @Nullable Object>();
    details.put("journey", journey.name());
    details.put("step", step.step());
    details.put("steps", results);
    details.put("slow_milliseconds", slowest.limit());
    details.put(
        "reasons",
        List.of(
            "%d of the last %d runs were slow; the journey asks for %d."
                .formatted(
                    Long.bitCount(journey.pace().history() & ((1L << journey.of()) - 1)),
                    journey.of(),
                    journey.points())));
    conditions.open(
        slowness(journey),
        step.serviceId().isEmpty() ? journey.serviceId() : step.serviceId(),
        journey.severity() == Severity.INFO ? Severity.INFO : Severity.WARNING,
        "Journey '%s' is degraded at step '%s' (%s): %s"
            .formatted(journey.name(), step.step(), service(step.serviceId()), slowest.words()),
        "journey " + journey.name(),
        "journey",
        details,
        now);
  }

  private String service(String id) {
    return catalog.service(id).map(Service::name).orElse("no service");
  }

  private void measure(
      String kind,
      String name,
      String serviceId,
      String site,
      String siteName,
      boolean well,
      double millis,
      Instant now) {
    var labels = new HashMap<>(Map.of(kind, name, "service", service(serviceId)));
    if (!site.equals(Places.HERE)) {
      labels.put("site", siteName);
    }
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
