package dev.muster.detect.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SloTest {
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
  private static final List<Matcher> ALL =
      List.of(Matcher.of("__name__", Matcher.Op.EQUAL, "requests_total"));

  private static Slo slo(double target, double leastBad) {
    return new Slo(
        "S",
        "Checkout",
        "SVC",
        new Slo.Indicator.Ratio(ALL, false, ALL),
        target,
        Duration.ofDays(30),
        leastBad,
        true,
        "u",
        NOW,
        NOW);
  }

  /// A thousand events a minute, with that share of bad ones for so long before now.
  private static Ledger ledger(double share, Duration bad) {
    var ledger = new Ledger();
    for (int minute = 1; minute <= 30 * 1_440; minute++) {
      Instant at = NOW.minus(Duration.ofMinutes(minute));
      boolean isBad = minute <= bad.toMinutes();
      ledger.add(at.toEpochMilli(), isBad ? 1_000 * share : 0, 1_000);
    }
    return ledger;
  }

  private static List<String> firing(double share, Duration bad, double leastBad) {
    return Burn.firing(ledger(share, bad), slo(0.999, leastBad), NOW).stream()
        .map(firing -> firing.pair().alarm().wire() + " " + firing.pair().longer().toHours() + "h")
        .toList();
  }

  @Test
  void the_pairs_use_the_published_shares_of_a_30_day_budget() {
    Slo slo = slo(0.999, 1);
    assertThat(Burn.used(14.4, Duration.ofHours(1), slo)).isCloseTo(0.02, within(1e-12));
    assertThat(Burn.used(6, Duration.ofHours(6), slo)).isCloseTo(0.05, within(1e-12));
    assertThat(Burn.used(1, Duration.ofDays(3), slo)).isCloseTo(0.10, within(1e-12));
  }

  @Test
  void each_pair_fires_at_its_rate_and_not_below() {
    assertThat(firing(0.0145, Duration.ofHours(1), 1)).containsExactly("page 1h");
    assertThat(firing(0.0143, Duration.ofHours(1), 1)).isEmpty();
    assertThat(firing(0.0061, Duration.ofHours(6), 1)).containsExactly("page 6h");
    assertThat(firing(0.0059, Duration.ofHours(6), 1)).isEmpty();
    assertThat(firing(0.00101, Duration.ofDays(3), 1)).containsExactly("ticket 72h");
    assertThat(firing(0.00099, Duration.ofDays(3), 1)).isEmpty();
  }

  @Test
  void what_is_over_does_not_fire_although_the_long_window_still_remembers() {
    var ledger = ledger(0, Duration.ZERO);
    for (int minute = 10; minute <= 60; minute++) {
      ledger.add(NOW.minus(Duration.ofMinutes(minute)).toEpochMilli(), 500, 0);
    }
    assertThat(Burn.firing(ledger, slo(0.999, 1), NOW))
        .noneMatch(firing -> firing.pair().longer().equals(Duration.ofHours(1)));
  }

  @Test
  void one_failure_of_fifty_is_no_page() {
    var ledger = new Ledger();
    ledger.add(NOW.minusSeconds(120).toEpochMilli(), 1, 50);
    assertThat(Burn.rate(ledger.last(Duration.ofHours(1), NOW), slo(0.999, 10)))
        .isCloseTo(20, within(1e-9));
    assertThat(Burn.firing(ledger, slo(0.999, 10), NOW)).isEmpty();
    assertThat(Burn.firing(ledger, slo(0.999, 1), NOW)).isNotEmpty();
    assertThat(Burn.tooFew(ledger, slo(0.999, 10), NOW))
        .isEqualTo(
            "It burns 20.0 times as fast as it may, but 1 bad event within 1 h may be chance; from"
                + " 10 on somebody is told.");
    assertThat(Burn.tooFew(ledger, slo(0.999, 1), NOW)).as("somebody is told").isEmpty();
    assertThat(Burn.tooFew(new Ledger(), slo(0.999, 10), NOW)).isEmpty();
  }

  @Test
  void the_budget_is_what_is_left_of_the_window() {
    // 0.05 % bad over the whole month is half of a budget of 0.1 %
    assertThat(Burn.left(ledger(0.0005, Duration.ofDays(30)), slo(0.999, 1), NOW))
        .isCloseTo(0.5, within(0.001));
    assertThat(Burn.left(new Ledger(), slo(0.999, 1), NOW)).isEqualTo(1);
  }

  @Test
  void an_objective_that_is_younger_than_its_window_has_the_budget_of_the_whole_window() {
    // nothing but failures for ten minutes is ten minutes of 30 days, of which 43.2 may be bad
    assertThat(Burn.left(ledger(1, Duration.ofMinutes(10)), slo(0.999, 1), NOW))
        .isCloseTo(1 - 10 / 43.2, within(0.03));
    assertThat(Burn.left(ledger(0.01, Duration.ofDays(3)), slo(0.999, 1), NOW))
        .isCloseTo(0, within(0.01));
  }

  @Test
  void what_burnt_for_some_minutes_has_not_taken_the_budget_of_days() {
    var young = new Ledger();
    for (int minute = 1; minute <= 10; minute++) {
      young.add(NOW.minus(Duration.ofMinutes(minute)).toEpochMilli(), 500, 1_000);
    }
    double spent = 1 - Burn.left(young, slo(0.999, 1), NOW);
    assertThat(Burn.gravest(Burn.firing(young, slo(0.999, 1), NOW)))
        .as("one alert, not a ticket beside the page")
        .hasValueSatisfying(
            told -> assertThat(told.pair().longer()).isEqualTo(Duration.ofHours(1)));
    assertThat(Burn.firing(young, slo(0.999, 1), NOW))
        .hasSize(3)
        .allSatisfy(firing -> assertThat(firing.used()).isCloseTo(spent, within(0.001)));
  }

  @Test
  void good_and_total_of_rates_become_bad_events() {
    var book = new SloBook();
    var slo =
        new Slo(
            "S",
            "n",
            "SVC",
            new Slo.Indicator.Ratio(
                Selector.parse("sum(rate(requests_total{code!~\"5..\"}[5m])) by (job)"),
                true,
                Selector.parse("requests_total")),
            0.99,
            Duration.ofDays(30),
            1,
            true,
            "u",
            NOW,
            NOW);
    book.set(List.of(slo), Map.of());
    long at = NOW.minusSeconds(60).toEpochMilli();
    for (Map.Entry<String, Double> code : Map.of("200", 9.0, "500", 1.0).entrySet()) {
      SeriesName name = SeriesName.of("requests_total", Map.of("code", code.getKey()));
      book.wants("I", name).forEach(sink -> sink.step(at, 60, code.getValue()));
    }
    Ledger.Count count = book.ledger(slo).last(Duration.ofMinutes(5), NOW);
    assertThat(count.bad()).isCloseTo(60, within(1e-9));
    assertThat(count.total()).isCloseTo(600, within(1e-9));
  }

  @Test
  void openslo_is_read() {
    OpenSlo.Read read =
        OpenSlo.parse(
            """
            apiVersion: openslo/v1
            kind: SLO
            metadata:
              name: checkout-availability
              displayName: Checkout works
            spec:
              service: checkout
              indicator:
                metadata: {name: good-requests}
                spec:
                  ratioMetric:
                    counter: true
                    good:
                      metricSource:
                        type: Prometheus
                        spec: {query: 'sum(rate(http_requests_total{job="checkout",code!~"5.."}[5m]))'}
                    total:
                      metricSource:
                        type: Prometheus
                        spec: {query: 'http_requests_total{job="checkout"}'}
              timeWindow:
                - duration: 28d
                  isRolling: true
              budgetingMethod: Occurrences
              objectives:
                - target: 0.995
            ---
            apiVersion: openslo/v1
            kind: SLI
            metadata: {name: latency, displayName: How long it takes}
            spec:
              thresholdMetric:
                metricSource:
                  spec: {query: 'http_request_duration_seconds{quantile="0.99"}'}
            ---
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: fast}
            spec:
              service: checkout
              indicatorRef: latency
              timeWindow: [{duration: 4w, isRolling: true}]
              budgetingMethod: Timeslices
              objectives:
                - {op: lte, value: 0.4, target: 0.99}
            ---
            apiVersion: openslo/v1
            kind: AlertPolicy
            metadata: {name: burn}
            """);
    assertThat(read.faults()).isEmpty();
    assertThat(read.passedOver()).containsExactly("AlertPolicy 'burn'");
    assertThat(read.slos()).hasSize(2);
    OpenSlo.Found first = read.slos().getFirst();
    assertThat(first.name()).isEqualTo("Checkout works");
    assertThat(first.target()).isEqualTo(0.995);
    assertThat(first.window()).isEqualTo(Duration.ofDays(28));
    assertThat(((Slo.Indicator.Ratio) first.indicator()).part())
        .extracting(Matcher::toString)
        .containsExactly("__name__=\"http_requests_total\"", "job=\"checkout\"", "code!~\"5..\"");
    assertThat(read.slos().get(1).indicator()).isInstanceOf(Slo.Indicator.Slices.class);
  }

  @Test
  void what_cannot_be_read_is_named() {
    assertThat(OpenSlo.parse("- a\n---\nx: 1\n---\n{apiVersion: openslo/v1, kind: SLO}").faults())
        .containsExactly(
            "Document 1 is no object",
            "Object without a name: 'apiVersion' must be openslo/v1",
            "SLO without a name: 'metadata.name' is missing");
    assertThat(OpenSlo.parse("{apiVersion: openslo/v1, metadata: {name: x}}").faults())
        .containsExactly("Object 'x': 'kind' is missing");
    assertThat(OpenSlo.parse("{apiVersion: openslo/v1, kind: SLO, metadata: {name: x}}").faults())
        .contains("SLO 'x': 'spec.service' is missing");
    assertThat(
            OpenSlo.parse(
                    "{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: x, displayName:"
                        + " ''}}")
                .passedOver())
        .containsExactly("AlertPolicy 'x'");
    assertThat(OpenSlo.parse("").faults()).containsExactly("The body holds no OpenSLO object");
    assertThat(OpenSlo.parse("a: [").faults()).singleElement().asString().contains("YAML");
    assertThat(OpenSlo.parse("kind: SLO\nmetadata: {name: x}").faults())
        .containsExactly("SLO 'x': 'apiVersion' must be openslo/v1");
    String objective =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: x}
        spec:
          service: s
          indicator: {spec: {ratioMetric: {good: {metricSource: {spec: {query: a}}}, total: {metricSource: {spec: {query: b}}}}}}
          budgetingMethod: %s
          timeWindow: [{duration: 4w, %s}]
          objectives: [{target: 0.99}]
        """;
    assertThat(OpenSlo.parse(objective.formatted("Occurrences", "isRolling: true")).slos())
        .hasSize(1);
    assertThat(OpenSlo.parse(objective.formatted("Timeslices", "isRolling: true")).faults())
        .singleElement()
        .asString()
        .contains("must be Occurrences");
    assertThat(OpenSlo.parse(objective.formatted("Occurrences", "isRolling: false")).faults())
        .singleElement()
        .asString()
        .contains("must roll");
    for (String duration : List.of("400d", "36h", "0d")) {
      String window = objective.formatted("Occurrences", "isRolling: true").replace("4w", duration);
      assertThat(OpenSlo.parse(window).faults())
          .containsExactly("SLO 'x': 'timeWindow.duration' must be of whole days, 1 to 90");
    }
    assertThatThrownBy(() -> Selector.parse("a / b")).hasMessageContaining("one metric");
    assertThatThrownBy(() -> Selector.parse("a{b}")).hasMessageContaining("cannot be read");
  }

  @Test
  void a_canary_with_few_requests_says_that_it_cannot_tell() {
    assertThat(Cohorts.compare(1, 40, 20, 2_000, 0.01).verdict())
        .isEqualTo(Cohorts.Verdict.NOT_ENOUGH_DATA);
    assertThat(Cohorts.compare(0, 0, 20, 2_000, 0.01).verdict())
        .isEqualTo(Cohorts.Verdict.NOT_ENOUGH_DATA);
    assertThat(Cohorts.compare(150, 5_000, 1_000, 95_000, 0.01).verdict())
        .isEqualTo(Cohorts.Verdict.HIGHER);
    assertThat(Cohorts.compare(50, 5_000, 1_000, 95_000, 0.01).verdict())
        .isEqualTo(Cohorts.Verdict.NO_DIFFERENCE);
    assertThat(Cohorts.compare(5, 5_000, 1_000, 95_000, 0.01).words("errors"))
        .startsWith("Fewer errors in the canary: 0.100 %");
  }

  @Test
  void an_interval_says_what_is_certain_and_matters() {
    assertThat(Cohorts.verdict(0.001, 0.04, 0.05)).isEqualTo(Cohorts.Verdict.NO_DIFFERENCE);
    assertThat(Cohorts.verdict(0.001, 0.06, 0.05)).isEqualTo(Cohorts.Verdict.HIGHER);
    assertThat(Cohorts.verdict(-0.06, -0.001, 0.05)).isEqualTo(Cohorts.Verdict.LOWER);
    assertThat(Cohorts.verdict(-0.001, 0.06, 0.05)).isEqualTo(Cohorts.Verdict.NOT_ENOUGH_DATA);
    assertThat(Cohorts.compare(11_000, 1_000_000, 10_000, 1_000_000, 0.01).verdict())
        .isEqualTo(Cohorts.Verdict.NO_DIFFERENCE);
  }

  @Test
  void a_slower_canary_is_told_whatever_moves_both() {
    var random = new SplittableRandom(5);
    var baseline = new TreeMap<Long, Double>();
    var canary = new TreeMap<Long, Double>();
    var slower = new TreeMap<Long, Double>();
    for (long minute = 0; minute < 120; minute++) {
      double both = 200 + 80 * Math.sin(minute / 20.0);
      baseline.put(minute, both + random.nextDouble(-10, 10));
      canary.put(minute, both + random.nextDouble(-10, 10));
      slower.put(minute, 1.1 * both + random.nextDouble(-10, 10));
    }
    assertThat(Levels.compare(canary, baseline, 0.05).verdict())
        .isEqualTo(Cohorts.Verdict.NO_DIFFERENCE);
    Levels.Compared compared = Levels.compare(slower, baseline, 0.05);
    assertThat(compared.verdict()).isEqualTo(Cohorts.Verdict.HIGHER);
    assertThat(compared.difference()).isBetween(15.0, 25.0);
    assertThat(compared.words("latency")).startsWith("Higher latency in the canary: ");
    assertThat(Levels.compare(baseline, slower, 0.05).verdict()).isEqualTo(Cohorts.Verdict.LOWER);
    assertThat(Levels.compare(slower.headMap(9L), baseline, 0.05).verdict())
        .isEqualTo(Cohorts.Verdict.NOT_ENOUGH_DATA);
    assertThat(Levels.compare(new TreeMap<>(), baseline, 0.05).words("latency"))
        .startsWith("Not enough data to tell: 0 steps");
  }

  @Test
  void the_interval_of_levels_is_students() {
    var canary = new TreeMap<Long, Double>();
    var baseline = new TreeMap<Long, Double>();
    double[] differences = {1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 5.5};
    for (int i = 0; i < differences.length; i++) {
      baseline.put((long) i, 10.0);
      canary.put((long) i, 10 + differences[i]);
    }
    // neighbours differ, so that eleven steps count as eleven; 2.2281 stands in the table of
    // Student's distribution for ten
    Levels.Compared compared = Levels.compare(canary, baseline, 0.05);
    assertThat(compared.difference()).isCloseTo(0.5, within(1e-9));
    assertThat(compared.high() - compared.low())
        .isCloseTo(2 * 2.2281 * 3.70810 / Math.sqrt(11), within(0.005));
    assertThat(compared.verdict()).isEqualTo(Cohorts.Verdict.NOT_ENOUGH_DATA);
  }

  @Test
  void the_interval_is_newcombes() {
    // the first example of his table II: 56/70 against 48/80, interval 0.0524 to 0.3339
    Cohorts.Compared compared = Cohorts.compare(56, 70, 48, 80, 0.01);
    assertThat(compared.low()).isCloseTo(0.0524, within(0.0001));
    assertThat(compared.high()).isCloseTo(0.3339, within(0.0001));
  }
}
