package dev.muster.detect.rule;

import static dev.muster.detect.rule.RuleSamples.UNUSUAL;
import static dev.muster.detect.rule.RuleSamples.rule;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.LimitForecast;
import dev.muster.detect.series.NamedDays;
import dev.muster.detect.series.Season;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rules, gates, previews and words: everything that decides without a clock or a database.
class RuleLogicTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final NamedDays NO_DAYS = new NamedDays(ZoneOffset.UTC, List.of());

  private static Subject subject(String host) {
    return new Subject(SeriesName.of("m", Map.of("host", host)), Meter.Shown.LEVEL, "GiB");
  }

  private static Verdict verdict(double actual, double score, double abnormality, double expected) {
    return new Verdict(
        0,
        actual,
        score,
        abnormality,
        expected,
        expected - 1,
        expected + 1,
        Season.NONE,
        1,
        Verdict.State.JUDGED,
        List.of());
  }

  @Test
  void a_gate_opens_on_enough_hits_and_closes_on_enough_calm() {
    Rule rule = rule(new Criterion.Beyond(10), Rule.Direction.UP, 2, 3, 2);
    var gate = new Gate(rule);
    long at = 0;
    var turns = new StringBuilder();
    for (double value : new double[] {11, 5, 5, 11, 11, 5, 11, 5, 5, 5}) {
      turns.append(gate.step(at += 60_000, value, null).name().charAt(0));
    }
    assertThat(turns).hasToString("NNNNONNNCN");
  }

  @Test
  void a_score_that_fades_still_counts_while_the_value_stays_unusual() {
    Rule rule = rule(UNUSUAL, Rule.Direction.UP, 3, 3, 2);
    var gate = new Gate(rule);
    assertThat(gate.step(0, 9, verdict(9, 0.9, 0.9, 1))).isEqualTo(Gate.Turn.NOTHING);
    assertThat(gate.step(0, 9, verdict(9, 0.1, 0.9, 1))).isEqualTo(Gate.Turn.NOTHING);
    assertThat(gate.step(0, 9, verdict(9, 0.0, 0.9, 1))).isEqualTo(Gate.Turn.OPENED);
    assertThat(gate.step(0, 1, verdict(1, 0, 0, 1))).isEqualTo(Gate.Turn.NOTHING);
    assertThat(gate.step(0, 1, verdict(1, 0, 0, 1))).isEqualTo(Gate.Turn.CLOSED);
  }

  @Test
  void the_other_side_does_not_count() {
    Rule rule = rule(UNUSUAL, Rule.Direction.UP, 1, 1, 1);
    assertThat(new Gate(rule).step(0, -9, verdict(-9, 0.9, 0.9, 1))).isEqualTo(Gate.Turn.NOTHING);
    assertThat(new Gate(rule).step(0, 9, verdict(9, 0.9, 0.9, 1))).isEqualTo(Gate.Turn.OPENED);
  }

  @Test
  void matchers_are_those_of_promql() {
    SeriesName name = SeriesName.of("http_total", Map.of("code", "500"));
    assertThat(Matcher.of("__name__", Matcher.Op.MATCHES, "http_.*").holds("I", name)).isTrue();
    assertThat(Matcher.of("code", Matcher.Op.MATCHES, "5").holds("I", name)).isFalse();
    assertThat(Matcher.of("code", Matcher.Op.MATCHES_NOT, "4..").holds("I", name)).isTrue();
    assertThat(Matcher.of("missing", Matcher.Op.EQUAL, "").holds("I", name)).isTrue();
    assertThat(Matcher.of("__source__", Matcher.Op.EQUAL, "I").holds("I", name)).isTrue();
  }

  @Test
  void golden_signals_are_found_by_their_names() {
    var found =
        Suggestions.of(
            List.of(
                SeriesName.of("http_request_duration_seconds", Map.of("quantile", "0.99")),
                SeriesName.of("http_request_duration_seconds", Map.of("quantile", "0.5")),
                SeriesName.of("http_requests_total", Map.of("code", "200")),
                SeriesName.of("http_requests_total", Map.of("code", "500")),
                SeriesName.of("payment_errors_total", Map.of()),
                SeriesName.of("queue_length", Map.of()),
                SeriesName.of("temperature", Map.of())));
    assertThat(found)
        .containsExactly(
            new Suggestions.Suggestion(
                Suggestions.Signal.LATENCY, "http_request_duration_seconds", "0.99", 1),
            new Suggestions.Suggestion(Suggestions.Signal.TRAFFIC, "http_requests_total", "", 2),
            new Suggestions.Suggestion(Suggestions.Signal.ERRORS, "payment_errors_total", "", 1),
            new Suggestions.Suggestion(Suggestions.Signal.SATURATION, "queue_length", "", 1));
  }

  @Test
  void at_the_limit_is_not_beyond_it() {
    Rule above = rule(new Criterion.Beyond(0), Rule.Direction.UP, 1, 1, 1);
    var gate = new Gate(above);
    assertThat(gate.step(0, 0, null)).isEqualTo(Gate.Turn.NOTHING);
    assertThat(gate.step(1, 1e-9, null)).isEqualTo(Gate.Turn.OPENED);
    assertThat(gate.step(2, 0, null)).isEqualTo(Gate.Turn.CLOSED);
    Rule below = rule(new Criterion.Beyond(5), Rule.Direction.DOWN, 1, 1, 1);
    assertThat(new Gate(below).step(0, 5, null)).isEqualTo(Gate.Turn.NOTHING);
    assertThat(new Gate(below).step(0, 4.9, null)).isEqualTo(Gate.Turn.OPENED);
  }

  @Test
  void a_series_that_moves_too_fast_opens_until_it_has_settled() {
    var criterion = new Criterion.Moving(20, Duration.ofMinutes(10));
    Rule rule = rule(criterion, Rule.Direction.UP, 2, 3, 2);
    var points = new ArrayList<Sample>();
    for (int minute = 0; minute < 120; minute++) {
      // flat, then three a minute for twenty minutes, then flat again; and a slow fall
      double value =
          minute < 40 ? 100 : minute < 60 ? 100 + 3 * (minute - 40) : 160 - (minute - 60) * 0.5;
      points.add(new Sample(START.plusSeconds(60L * minute).toEpochMilli(), value));
    }
    List<Preview.Would> would =
        Preview.play(rule, subject("a"), ZoneOffset.UTC, NO_DAYS, points, START, minutes(120));
    assertThat(would).hasSize(1);
    Preview.Would alert = would.getFirst();
    assertThat(alert.from()).isBetween(minutes(44), minutes(52));
    assertThat(alert.until()).isBetween(minutes(60), minutes(68));
    assertThat(alert.words()).contains("m{host=\"a\"} rose by").contains("within 10 min, to");
  }

  private static Finding.Compared compared(
      Criterion.Apart criterion, Map<String, Double> group, String member) {
    return requireNonNull(Peers.compare(criterion, group).get(member));
  }

  private static Instant minutes(int minutes) {
    return START.plusSeconds(60L * minutes);
  }

  @Test
  void a_disk_that_fills_is_told_as_many_days_ahead_as_asked() {
    var criterion = new Criterion.Reaching(90, Duration.ofDays(5));
    Rule rule = rule(criterion, Rule.Direction.UP, 3, 5, 5);
    var random = new SplittableRandom(7);
    var hours = new ArrayList<Sample>();
    for (int hour = 0; hour < 40 * 24; hour++) {
      // two a day with a wave of the day: at 90 after 30 days, cleaned up to 20 on day 27
      double day = hour / 24.0;
      double level = day < 27 ? 30 + 2 * day : 20;
      double wave = 3 * Math.sin(2 * Math.PI * day) + random.nextGaussian() * 0.3;
      hours.add(new Sample(START.plusSeconds(3_600L * hour).toEpochMilli(), level + wave));
    }
    List<Preview.Would> would =
        Preview.play(
            rule,
            subject("a"),
            ZoneOffset.UTC,
            NO_DAYS,
            hours,
            START.plus(Duration.ofDays(15)),
            START.plus(Duration.ofDays(40)));
    assertThat(would).hasSize(1);
    Preview.Would alert = would.getFirst();
    assertThat(Duration.between(START, alert.from()).toHours() / 24.0).isBetween(24.0, 26.0);
    assertThat(alert.until()).isNotNull();
    assertThat(alert.words())
        .startsWith("m{host=\"a\"} reaches the limit of 90 GiB in about 5.0 days (");
  }

  @Test
  void days_that_end_now_do_not_mind_the_hour_of_the_day() {
    var hours = new ArrayList<Sample>();
    for (int hour = 0; hour < 20 * 24; hour++) {
      hours.add(
          new Sample(
              START.plusSeconds(3_600L * hour).toEpochMilli(),
              hour / 24.0 + 5 * Math.sin(2 * Math.PI * hour / 24.0)));
    }
    for (int hour = 0; hour < 24; hour++) {
      Instant now = START.plus(Duration.ofDays(15)).plusSeconds(3_600L * hour);
      LimitForecast.Outlook outlook = Outlooks.of(hours, now, 30, true);
      assertThat(outlook).isNotNull();
      assertThat(outlook.days())
          .isCloseTo(15 - hour / 24.0, org.assertj.core.data.Offset.offset(0.1));
    }
    assertThat(Outlooks.of(hours.subList(0, 60), START.plusSeconds(60 * 3_600), 30, true)).isNull();
  }

  @Test
  void the_one_that_is_not_as_its_peers_is_told_and_no_other() {
    var criterion = new Criterion.Apart(5, 1, List.of("pool"));
    Rule rule = rule(criterion, Rule.Direction.BOTH, 3, 5, 5);
    var random = new SplittableRandom(3);
    var subjects = new HashMap<String, Subject>();
    var points = new HashMap<String, List<Sample>>();
    for (String pool : List.of("x", "y")) {
      for (int host = 0; host < 6; host++) {
        String id = pool + host;
        subjects.put(
            id,
            new Subject(
                SeriesName.of("m", Map.of("pool", pool, "host", id)), Meter.Shown.LEVEL, null));
        var samples = new ArrayList<Sample>();
        for (int minute = 0; minute < 300; minute++) {
          // both pools have their own level, and all rise and fall together
          double level = (pool.equals("x") ? 100 : 500) + 40 * Math.sin(minute / 30.0);
          boolean odd = id.equals("y2") && minute >= 100 && minute < 160;
          samples.add(
              new Sample(
                  minutes(minute).toEpochMilli(),
                  level + random.nextGaussian() * 2 + (odd ? 60 : 0)));
        }
        points.put(id, samples);
      }
    }
    Map<String, List<Preview.Would>> would =
        Preview.compare(rule, criterion, subjects, points, START);
    assertThat(would.get("y2")).hasSize(1);
    assertThat(would.get("y2").getFirst().from()).isBetween(minutes(100), minutes(104));
    assertThat(would.get("y2").getFirst().until()).isBetween(minutes(160), minutes(166));
    assertThat(would.get("y2").getFirst().words()).contains("while its 5 peers have about");
    would.remove("y2");
    assertThat(would.values()).allMatch(List::isEmpty);
  }

  @Test
  void too_few_peers_say_nothing_and_end_what_is_open() {
    var criterion = new Criterion.Apart(5, 0, List.of());
    Rule rule = rule(criterion, Rule.Direction.BOTH, 1, 1, 1);
    var gate = new Gate(rule);
    var group = new HashMap<>(Map.of("a", 1.0, "b", 1.1, "c", 0.9, "d", 1.0, "e", 50.0));
    assertThat(gate.compared(compared(criterion, group, "e"))).isEqualTo(Gate.Turn.OPENED);
    group.keySet().removeAll(List.of("a", "b"));
    assertThat(gate.compared(compared(criterion, group, "e"))).isEqualTo(Gate.Turn.CLOSED);
    assertThat(Wording.over(subject("e"), requireNonNull(gate.finding()), null, null))
        .isEqualTo("There are only 3 peers left, too few to compare with.");
  }

  @Test
  void a_preview_knows_the_calendar_as_the_rule_itself_does() {
    Rule rule = rule(UNUSUAL, Rule.Direction.UP, 2, 3, 3);
    var random = new SplittableRandom(11);
    var points = new ArrayList<Sample>();
    for (int minute = 0; minute < 10 * 1_440; minute += 5) {
      boolean sale = minute >= 9 * 1_440 + 600 && minute < 9 * 1_440 + 700;
      points.add(
          new Sample(
              minutes(minute).toEpochMilli(), (sale ? 180 : 100) + random.nextGaussian() * 3));
    }
    var sale =
        new NamedDays.NamedDay(
            "Sale",
            new NamedDays.When.Dates(List.of(LocalDate.of(2026, 3, 11))),
            LocalTime.MIN,
            LocalTime.MAX,
            2);
    var since = START.plus(Duration.ofDays(9));
    assertThat(
            Preview.play(
                rule, subject("a"), ZoneOffset.UTC, NO_DAYS, points, since, minutes(14_400)))
        .isNotEmpty();
    assertThat(
            Preview.play(
                rule,
                subject("a"),
                ZoneOffset.UTC,
                new NamedDays(ZoneOffset.UTC, List.of(sale)),
                points,
                since,
                minutes(14_400)))
        .isEmpty();
  }

  @Test
  void silence_is_told_and_over_with_the_next_value() {
    Rule rule = rule(new Criterion.Silent(Duration.ofMinutes(5)), Rule.Direction.BOTH, 1, 1, 1);
    var points =
        List.of(
            new Sample(minutes(0).toEpochMilli(), 1), new Sample(minutes(20).toEpochMilli(), 1));
    List<Preview.Would> would =
        Preview.play(rule, subject("a"), ZoneOffset.UTC, NO_DAYS, points, START, minutes(60));
    assertThat(would)
        .extracting(Preview.Would::from, Preview.Would::until)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(minutes(5), minutes(20)),
            org.assertj.core.groups.Tuple.tuple(minutes(25), null));
  }

  @Test
  void every_criterion_survives_storage() {
    for (Criterion criterion :
        List.of(
            UNUSUAL,
            new Criterion.Beyond(-3.5),
            new Criterion.Silent(Duration.ofMinutes(7)),
            new Criterion.Moving(0.25, Duration.ofMinutes(30)),
            new Criterion.Reaching(0.9, Duration.ofHours(60)),
            new Criterion.Apart(6.5, 0.1, List.of("cluster", "job")),
            new Criterion.Unseen(
                List.of(Matcher.of("outcome", Matcher.Op.EQUAL, "error")),
                List.of("browser"),
                Duration.ofHours(36),
                2.5))) {
      Rule rule = rule(criterion, Rule.Direction.DOWN, 2, 5, 4);
      assertThat(
              RuleJson.read(
                  "R", "Rule", true, RuleJson.write(rule), "u", Instant.EPOCH, Instant.EPOCH))
          .isEqualTo(rule);
    }
  }
}
