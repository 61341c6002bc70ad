package dev.muster.detect.rule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Values that were never seen before and fail.
class NoveltyTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofDays(30));
  private static final Instant FRESH = NOW.minus(Duration.ofMinutes(20));
  private static final Criterion.Unseen BROWSERS = criterion(List.of("browser"));

  private static Criterion.Unseen criterion(List<String> labels) {
    return new Criterion.Unseen(
        List.of(Matcher.of("code", Matcher.Op.MATCHES, "5..")), labels, Duration.ofDays(1), 2);
  }

  private static Novelty.Counted counted(String browser, String code, Instant first, double count) {
    return new Novelty.Counted(
        browser + code,
        SeriesName.of("requests_total", Map.of("browser", browser, "code", code)),
        first,
        count);
  }

  private static List<Novelty.Counted> site(Instant since, double good, double bad) {
    return List.of(
        counted("A 1", "200", OLD, 3_000),
        counted("A 1", "500", OLD, 12),
        counted("B 7", "200", OLD, 1_000),
        counted("B 8", "200", since, good),
        counted("B 8", "500", since, bad));
  }

  private static Finding.Unseen found(
      Criterion.Unseen criterion, List<Novelty.Counted> series, String carrier) {
    return requireNonNull(Novelty.look(criterion, series, NOW).get(carrier));
  }

  @Test
  void a_new_value_that_fails_more_often_than_the_others_is_found_and_put_into_words() {
    Finding.Unseen found = found(BROWSERS, site(FRESH, 172, 38), "B 8500");
    assertThat(found.raised()).isTrue();
    assertThat(found.errors()).isEqualTo(38);
    assertThat(found.events()).isEqualTo(210);
    var subject = new Subject(SeriesName.of("requests_total", Map.of()), Meter.Shown.RATE, null);
    assertThat(Wording.summary(subject, found))
        .isEqualTo("New: browser=\"B 8\" fails in 18 % of its events, all others in 0.30 %");
    Rule rule = RuleSamples.rule(BROWSERS, Rule.Direction.UP, 3, 5, 5);
    assertThat(Wording.reasons(subject, rule, found))
        .contains(
            "browser=\"B 8\" was first seen at 2026-03-02T11:40:00Z and never before; the rule"
                + " takes it for new for 24 h.",
            "38 of its 210 events of the last 15 min are errors; chance would give as many less"
                + " than once in 10,000 times.");
    assertThat(Wording.over(subject, found.settled(), null, null))
        .isEqualTo("browser=\"B 8\" is not new any more.");
  }

  @Test
  void an_old_value_a_healthy_one_and_a_few_errors_are_not_told() {
    assertThat(found(BROWSERS, site(OLD, 172, 38), "B 8500").raised()).isFalse();
    assertThat(found(BROWSERS, site(FRESH, 172, 0), "B 8500").raised()).isFalse();
    assertThat(found(BROWSERS, site(FRESH, 10, 4), "B 8500").raised()).isFalse();
    // in a house that has just begun everything is new
    assertThat(
            Novelty.look(
                    BROWSERS,
                    site(FRESH, 172, 38).stream()
                        .map(one -> new Novelty.Counted(one.id(), one.name(), FRESH, one.count()))
                        .toList(),
                    NOW)
                .values())
        .noneMatch(Finding.Unseen::raised);
  }

  @Test
  void chance_alone_is_hardly_ever_told() {
    var random = new SplittableRandom(7);
    int told = 0;
    for (int i = 0; i < 2_000; i++) {
      double share = random.nextDouble(0.001, 0.2);
      int events = random.nextInt(20, 2_000);
      int errors = 0;
      for (int event = 0; event < events; event++) {
        errors += random.nextDouble() < share ? 1 : 0;
      }
      int others = random.nextInt(100, 5_000);
      int theirs = 0;
      for (int event = 0; event < others; event++) {
        theirs += random.nextDouble() < share ? 1 : 0;
      }
      var series =
          List.of(
              counted("A", "200", OLD, others - theirs),
              counted("A", "500", OLD, theirs),
              counted("B", "200", FRESH, events - errors),
              counted("B", "500", FRESH, errors));
      told += found(BROWSERS, series, "B500").raised() ? 1 : 0;
    }
    assertThat(told).isLessThanOrEqualTo(1);
  }

  @Test
  void errors_that_are_a_metric_of_their_own_are_not_counted_twice() {
    var criterion =
        new Criterion.Unseen(
            List.of(Matcher.of("__name__", Matcher.Op.EQUAL, "errors_total")),
            List.of(),
            Duration.ofDays(1),
            2);
    var series = new ArrayList<Novelty.Counted>();
    for (String version : List.of("1", "2")) {
      Instant first = version.equals("1") ? OLD : FRESH;
      var labels = Map.of("version", version);
      series.add(
          new Novelty.Counted("r" + version, SeriesName.of("requests_total", labels), first, 500));
      series.add(
          new Novelty.Counted(
              "e" + version,
              SeriesName.of("errors_total", labels),
              first,
              version.equals("1") ? 1 : 60));
    }
    Finding.Unseen found = found(criterion, series, "e2");
    assertThat(found.events()).isEqualTo(500);
    assertThat(found.share()).isEqualTo(0.12);
    assertThat(found.raised()).isTrue();
  }

  @Test
  void the_past_is_played_and_the_sentence_is_the_same() {
    Rule rule = RuleSamples.rule(criterion(List.of()), Rule.Direction.UP, 3, 5, 5);
    var past = new LinkedHashMap<String, Preview.Past>();
    for (Novelty.Counted one : site(FRESH, 20, 8)) {
      var samples = new ArrayList<Sample>();
      Instant first = one.firstSeen().equals(OLD) ? NOW.minus(Duration.ofHours(3)) : FRESH;
      for (Instant at = first; at.isBefore(NOW); at = at.plusSeconds(60)) {
        samples.add(new Sample(at.toEpochMilli(), one.count() / 15));
      }
      past.put(
          one.id(),
          new Preview.Past(
              new Subject(one.name(), Meter.Shown.RATE, null), one.firstSeen(), samples));
    }
    var would = played(rule, past, NOW.minus(Duration.ofHours(3)));
    assertThat(would.get("B 8500")).hasSize(1);
    assertThat(would.get("B 8500").getFirst().words()).startsWith("New: browser=\"B 8\" fails in");
    assertThat(would.get("B 8500").getFirst().from()).isAfter(FRESH);
    would.forEach((id, alerts) -> {
      if (!id.equals("B 8500")) {
        assertThat(alerts).as(id).isEmpty();
      }
    });
  }

  @Test
  void what_is_left_out_of_a_preview_would_have_said_nothing() {
    Rule rule = RuleSamples.rule(criterion(List.of()), Rule.Direction.UP, 3, 5, 5);
    var criterion = (Criterion.Unseen) rule.criterion();
    Instant since = NOW.minus(Duration.ofHours(60));
    int told = 0;
    for (int seed = 0; seed < 6; seed++) {
      var random = new SplittableRandom(seed);
      var past = new LinkedHashMap<String, Preview.Past>();
      for (int i = 0; i < 7; i++) {
        Instant first = i < 3 ? OLD : since.plusSeconds(60L * random.nextInt(-200, 60 * 60));
        for (String code : List.of("200", "500")) {
          var samples = new ArrayList<Sample>();
          double share = code.equals("200") ? 1 : random.nextDouble(0, 0.3) * (i < 3 ? 0.1 : 1);
          for (Instant at = first.isBefore(since) ? since : first;
              at.isBefore(NOW);
              at = at.plusSeconds(300)) {
            samples.add(new Sample(at.toEpochMilli(), random.nextInt(0, 20) * share));
          }
          Novelty.Counted one = counted("N " + i, code, first, 0);
          var subject = new Subject(one.name(), Meter.Shown.RATE, null);
          past.put(one.id(), new Preview.Past(subject, first, samples));
        }
      }
      Map<String, List<Preview.Would>> would = played(rule, past, since);
      Map<String, List<Instant>> opened = everyStep(rule, criterion, past);
      past.keySet()
          .forEach(id ->
              assertThat(requireNonNull(would.get(id)).stream().map(Preview.Would::from))
                  .as(id)
                  .isEqualTo(opened.getOrDefault(id, List.of())));
      told += opened.values().stream().mapToInt(List::size).sum();
    }
    assertThat(told).isGreaterThan(5);
  }

  private static Map<String, List<Preview.Would>> played(
      Rule rule, Map<String, Preview.Past> past, Instant since) {
    var criterion = (Criterion.Unseen) rule.criterion();
    return Preview.unseen(rule, criterion, Novelty.Known.of(criterion, counted(past)), past, since);
  }

  private static List<Novelty.Counted> counted(Map<String, Preview.Past> past) {
    var all = new ArrayList<Novelty.Counted>();
    past.forEach(
        (id, one) -> all.add(new Novelty.Counted(id, one.subject().name(), one.firstSeen(), 0)));
    return all;
  }

  /// A week of a house to which a version comes every hour, on three hosts, in one country that is known from before.
  private static Map<String, Preview.Past> releases(Instant since, int bad, Duration step) {
    var past = new LinkedHashMap<String, Preview.Past>();
    int hours = (int) Duration.between(since, NOW).toHours();
    for (int version = -10; version < hours; version++) {
      Instant first = version < 0 ? OLD : since.plus(Duration.ofHours(version));
      for (String code : List.of("200", "404", "500", "503")) {
        for (String host : List.of("a", "b", "c")) {
          var name =
              SeriesName.of(
                  "requests_total",
                  Map.of(
                      "version",
                      "v" + version,
                      "code",
                      code,
                      "host",
                      host,
                      "country",
                      version % 2 == 0 ? "no" : "se"));
          double count = code.startsWith("5") ? version == bad ? 3 : 0.05 : 5;
          var samples = new ArrayList<Sample>();
          Instant end = version < 0 ? NOW : first.plus(Duration.ofHours(3));
          for (Instant at = first.isBefore(since) ? since : first;
              at.isBefore(end) && at.isBefore(NOW);
              at = at.plus(step)) {
            samples.add(new Sample(at.toEpochMilli(), count));
          }
          var subject = new Subject(name, Meter.Shown.RATE, null);
          past.put(name.toString(), new Preview.Past(subject, first, samples));
        }
      }
    }
    return past;
  }

  @Test
  void where_not_all_series_can_be_played_new_values_are_played_as_a_whole() {
    Duration step = Duration.ofMinutes(5);
    Instant since = NOW.minus(Duration.ofDays(3));
    for (List<String> labels : List.of(List.<String>of(), List.of("version"))) {
      Rule rule = RuleSamples.rule(criterion(labels), Rule.Direction.UP, 3, 5, 5);
      var criterion = (Criterion.Unseen) rule.criterion();
      Map<String, Preview.Past> past = releases(since, 3, step);
      List<Novelty.Counted> all = counted(past);
      Novelty.Known known = Novelty.Known.of(criterion, all);
      Novelty.Scope scope = Novelty.scope(criterion, known, all, since, NOW).orElseThrow();
      assertThat(scope.values()).hasSize(72);
      long most = 150_000;
      Excerpt excerpt = Excerpt.of(criterion, known, scope, all, step, most);
      assertThat(excerpt.series().size()).isBetween(120, all.size() - 300);
      assertThat(excerpt.values()).isBetween(8, 60);
      assertThat(excerpt.left()).hasSize(72 - excerpt.values());
      var part = new LinkedHashMap<>(past);
      part.keySet().retainAll(excerpt.series());
      long read =
          part.values().stream()
              .mapToLong(one ->
                  1
                      + Duration.between(
                              one.firstSeen().isBefore(scope.from())
                                  ? scope.from()
                                  : one.firstSeen(),
                              NOW)
                          .dividedBy(step))
              .sum();
      assertThat(read).isLessThanOrEqualTo(most);
      assertThat(excerpt.series().stream().filter(id -> id.contains("v-"))).hasSizeGreaterThan(60);
      Map<String, List<Preview.Would>> would =
          Preview.unseen(rule, criterion, known.without(excerpt.left()), part, since);
      would.forEach(
          (id, alerts) -> assertThat(alerts).as(id).hasSize(id.equals(carrier(3)) ? 1 : 0));
      assertThat(would).containsKey(carrier(3));
      assertThat(Excerpt.of(criterion, known, scope, all, step, Long.MAX_VALUE))
          .isEqualTo(new Excerpt(past.keySet(), Set.of(), 72));
      assertThat(Excerpt.of(criterion, known, scope, all, step, 3).series()).isEmpty();
    }
  }

  private static String carrier(int version) {
    return SeriesName.of(
            "requests_total",
            Map.of(
                "version",
                "v" + version,
                "code",
                "500",
                "host",
                "a",
                "country",
                version % 2 == 0 ? "no" : "se"))
        .toString();
  }

  @Test
  void what_was_seen_before_on_a_series_that_is_not_played_is_not_new() {
    List<Novelty.Counted> all = site(FRESH, 172, 38);
    var older = new ArrayList<>(all);
    older.add(counted("B 8", "404", OLD, 0));
    assertThat(Novelty.look(BROWSERS, Novelty.Known.of(BROWSERS, older), all, NOW).values())
        .noneMatch(Finding.Unseen::raised);
    assertThat(
            Novelty.look(
                    BROWSERS,
                    Novelty.Known.of(BROWSERS, all)
                        .without(Set.of(new Novelty.Value("browser", "B 8"))),
                    all,
                    NOW)
                .values())
        .noneMatch(Finding.Unseen::raised);
  }

  private static Map<String, List<Instant>> everyStep(
      Rule rule, Criterion.Unseen criterion, Map<String, Preview.Past> past) {
    var steps = new TreeSet<Long>();
    past.values().forEach(one -> one.samples().forEach(sample -> steps.add(sample.millis())));
    var gates = new HashMap<String, Gate>();
    past.keySet().forEach(id -> gates.put(id, new Gate(rule)));
    var opened = new HashMap<String, List<Instant>>();
    for (long millis : steps) {
      Instant at = Instant.ofEpochMilli(millis);
      var counted = new ArrayList<Novelty.Counted>();
      past.forEach((id, one) -> {
        double count =
            one.samples().stream()
                .filter(sample ->
                    sample.millis() <= millis
                        && sample.millis() > millis - Novelty.WINDOW.toMillis())
                .mapToDouble(Sample::value)
                .sum();
        if (!one.firstSeen().isAfter(at)) {
          counted.add(new Novelty.Counted(id, one.subject().name(), one.firstSeen(), count));
        }
      });
      Novelty.look(criterion, counted, at)
          .forEach((id, found) -> {
            if (requireNonNull(gates.get(id)).unseen(found) == Gate.Turn.OPENED) {
              opened.computeIfAbsent(id, _ -> new ArrayList<>()).add(at);
            }
          });
    }
    return opened;
  }

  @Test
  void only_the_time_in_which_a_value_is_new_has_to_be_read() {
    List<Novelty.Counted> series = site(FRESH, 0, 0);
    Instant from = NOW.minus(Duration.ofDays(7));
    Novelty.Known known = Novelty.Known.of(BROWSERS, series);
    Novelty.Scope scope = Novelty.scope(BROWSERS, known, series, from, NOW).orElseThrow();
    assertThat(scope.values()).containsExactly(new Novelty.Value("browser", "B 8"));
    assertThat(scope.from()).isEqualTo(FRESH.minus(Novelty.WINDOW));
    assertThat(scope.until()).isEqualTo(NOW);
    Instant later = NOW.plus(Duration.ofDays(7));
    assertThat(Novelty.scope(BROWSERS, known, series, from, later).orElseThrow().until())
        .isEqualTo(FRESH.plus(Duration.ofDays(1)).plus(Novelty.WINDOW.multipliedBy(2)));
    List<Novelty.Counted> old = site(OLD, 0, 0);
    assertThat(Novelty.scope(BROWSERS, Novelty.Known.of(BROWSERS, old), old, from, NOW)).isEmpty();
  }

  @Test
  void metrics_with_errors_and_labels_that_come_anew_are_suggested() {
    var found =
        NoveltySuggestions.of(
            List.of(
                name("requests_total", "browser", "A", "code", "200", "host", "1"),
                name("requests_total", "browser", "B", "code", "404", "host", "2"),
                name("calls_count", "app.version", "1", "success", "true"),
                name("calls_count", "app.version", "2", "success", "false"),
                name("orders_total", "plan", "gold", "outcome", "ok"),
                name("orders_total", "plan", "blue", "outcome", "Failure"),
                name("payments_total", "plan", "gold", "outcome", "ok"),
                name("payments_total", "plan", "gold", "outcome", "error"),
                name("payments_total", "plan", "blue", "outcome", "timeout"),
                // one version, no errors told, not a count, no value that comes anew
                name("one_total", "version", "1", "code", "500"),
                name("jobs_total", "version", "1", "outcome", "ok"),
                name("jobs_total", "version", "2", "outcome", "done"),
                name("requests_seconds", "browser", "A", "code", "200"),
                name("requests_seconds", "browser", "B", "code", "200"),
                name("reads_total", "host", "1", "code", "200"),
                name("reads_total", "host", "2", "code", "500")));
    assertThat(found)
        .containsExactly(
            new NoveltySuggestions.Suggestion(
                "requests_total",
                Matcher.of("code", Matcher.Op.MATCHES, "5.."),
                List.of("browser"),
                2),
            new NoveltySuggestions.Suggestion(
                "calls_count",
                Matcher.of("success", Matcher.Op.EQUAL, "false"),
                List.of("app.version"),
                2),
            new NoveltySuggestions.Suggestion(
                "orders_total",
                Matcher.of("outcome", Matcher.Op.EQUAL, "Failure"),
                List.of("plan"),
                2),
            new NoveltySuggestions.Suggestion(
                "payments_total",
                Matcher.of("outcome", Matcher.Op.MATCHES, "error|timeout"),
                List.of("plan"),
                3));
    assertThat(
            found
                .getLast()
                .errors()
                .holds("", name("payments_total", "plan", "blue", "outcome", "timeout")))
        .isTrue();
  }

  private static SeriesName name(String metric, String... labels) {
    var map = new HashMap<String, String>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return SeriesName.of(metric, map);
  }
}
