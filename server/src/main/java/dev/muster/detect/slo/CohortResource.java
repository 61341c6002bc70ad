package dev.muster.detect.slo;

import dev.muster.detect.watch.MetricDesk;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Compares two cohorts, such as a canary and its baseline, by the events that were counted for each.
@RestController
@Tag(name = "Cohorts")
final class CohortResource {
  private static final Duration LONGEST = Duration.ofDays(14);

  private final MetricDesk metrics;
  private final InstantSource clock;

  CohortResource(MetricDesk metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /// How many events of a cohort are of the kind that is compared.
  private record Counted(double hits, double total) {}

  /// Each cohort names its events by selectors, or gives the counts themselves; or names series whose values are compared.
  @PostMapping("/cohorts/compare")
  Map<String, Object> compareCohorts(Body body) {
    Actor.current().require(Permission.READ);
    Body given = body.envelope("comparison");
    Instant now = clock.instant();
    Instant until = given.time("until");
    Instant since = given.time("since");
    Instant end = until == null ? now : until;
    Instant begin = since == null ? end.minus(Duration.ofHours(1)) : since;
    Query.checkSpan(begin, end, LONGEST);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("since", begin);
    answer.put("until", end);
    if (hasValues(given, "canary") || hasValues(given, "baseline")) {
      compareLevels(given, begin, end, answer);
    } else {
      compareShares(given, begin, end, answer);
    }
    return Map.of("comparison", answer);
  }

  private static boolean hasValues(Body given, String field) {
    JsonNode cohort = given.raw(field);
    return cohort != null && cohort.has("values");
  }

  /// The smallest difference that matters, as a share.
  private static double matters(Body given, double percent) {
    JsonNode raw = given.raw("matters_percent");
    double matters = raw == null ? percent : raw.isNumber() ? raw.asDouble(0) : 0;
    if (!(matters > 0 && matters <= 100)) {
      given.fault("matters_percent", "must be above 0 and at most 100");
    }
    return matters / 100;
  }

  /// How high the values are, such as latencies.
  private void compareLevels(Body given, Instant begin, Instant end, Map<String, Object> answer) {
    double matters = matters(given, 5);
    SortedMap<Long, Double> canary = values(given, "canary", begin, end);
    SortedMap<Long, Double> baseline = values(given, "baseline", begin, end);
    String what = given.text("what", "values");
    given.check();
    Levels.Compared compared = Levels.compare(canary, baseline, matters);
    answer.put("verdict", compared.verdict().name().toLowerCase(Locale.ROOT));
    answer.put("words", compared.words(what));
    answer.put("canary", Map.of("mean", compared.canary(), "steps", canary.size()));
    answer.put("baseline", Map.of("mean", compared.baseline(), "steps", baseline.size()));
    answer.put("steps", compared.steps());
    answer.put("difference", compared.difference());
    answer.put("interval", Map.of("low", compared.low(), "high", compared.high()));
  }

  private SortedMap<Long, Double> values(Body given, String field, Instant since, Instant until) {
    Body cohort = given.object(field);
    JsonNode raw = cohort == null ? null : cohort.raw("values");
    if (cohort == null || raw == null || !raw.isString()) {
      (cohort == null ? given : cohort)
          .fault(cohort == null ? field : "values", "must be a selector of series in both cohorts");
      return new TreeMap<>();
    }
    try {
      return metrics.values(Selector.parse(raw.stringValue()), since, until);
    } catch (IllegalArgumentException faulty) {
      cohort.fault("values", String.valueOf(faulty.getMessage()));
      return new TreeMap<>();
    }
  }

  /// How many of their events are hits, such as errors or purchases.
  private void compareShares(Body given, Instant begin, Instant end, Map<String, Object> answer) {
    double matters = matters(given, 1);
    Counted canary = counted(given, "canary", begin, end);
    Counted baseline = counted(given, "baseline", begin, end);
    String what = given.text("what", "errors");
    given.check();
    Cohorts.Compared compared =
        Cohorts.compare(canary.hits(), canary.total(), baseline.hits(), baseline.total(), matters);
    answer.put("verdict", compared.verdict().name().toLowerCase(Locale.ROOT));
    answer.put("words", compared.words(what));
    answer.put(
        "canary",
        Map.of("hits", canary.hits(), "total", canary.total(), "share", compared.canary()));
    answer.put(
        "baseline",
        Map.of("hits", baseline.hits(), "total", baseline.total(), "share", compared.baseline()));
    answer.put("difference", compared.difference());
    answer.put("interval", Map.of("low", compared.low(), "high", compared.high()));
  }

  private Counted counted(Body given, String field, Instant since, Instant until) {
    Body cohort = given.object(field);
    if (cohort == null) {
      given.fault(field, "is missing");
      return new Counted(0, 0);
    }
    double hits = count(cohort, "hits", since, until);
    double total = count(cohort, "total", since, until);
    JsonNode said = cohort.raw("hits");
    if (said != null && said.isNumber() && hits > total) {
      cohort.fault("hits", "must not be more than the total");
    }
    return new Counted(hits, total);
  }

  private double count(Body cohort, String field, Instant since, Instant until) {
    JsonNode raw = cohort.raw(field);
    if (raw != null && raw.isNumber() && raw.doubleValue() >= 0) {
      return raw.doubleValue();
    }
    if (raw == null || !raw.isString()) {
      cohort.fault(field, "must be a count or a selector of series");
      return 0;
    }
    try {
      return metrics.events(Selector.parse(raw.stringValue()), since, until);
    } catch (IllegalArgumentException faulty) {
      cohort.fault(field, String.valueOf(faulty.getMessage()));
      return 0;
    }
  }
}
