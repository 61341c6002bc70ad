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

  /// Each cohort names its events by selectors, or gives the counts themselves.
  @PostMapping("/cohorts/compare")
  Map<String, Object> compareCohorts(Body body) {
    Actor.current().require(Permission.READ);
    Body given = body.envelope("comparison");
    String what = given.text("what", "errors");
    Instant now = clock.instant();
    Instant until = given.time("until");
    Instant since = given.time("since");
    Instant end = until == null ? now : until;
    Instant begin = since == null ? end.minus(Duration.ofHours(1)) : since;
    double matters = 0.01;
    JsonNode raw = given.raw("matters_percent");
    if (raw != null) {
      matters = raw.isNumber() ? raw.doubleValue() / 100 : 0;
      if (!(matters > 0 && matters <= 1)) {
        given.fault("matters_percent", "must be above 0 and at most 100");
      }
    }
    Query.checkSpan(begin, end, LONGEST);
    Counted canary = counted(given, "canary", begin, end);
    Counted baseline = counted(given, "baseline", begin, end);
    given.check();
    Cohorts.Compared compared =
        Cohorts.compare(canary.hits(), canary.total(), baseline.hits(), baseline.total(), matters);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("verdict", compared.verdict().name().toLowerCase(Locale.ROOT));
    answer.put("words", compared.words(what));
    answer.put("since", begin);
    answer.put("until", end);
    answer.put(
        "canary",
        Map.of("hits", canary.hits(), "total", canary.total(), "share", compared.canary()));
    answer.put(
        "baseline",
        Map.of("hits", baseline.hits(), "total", baseline.total(), "share", compared.baseline()));
    answer.put("difference", compared.difference());
    answer.put("interval", Map.of("low", compared.low(), "high", compared.high()));
    return Map.of("comparison", answer);
  }

  private Counted counted(Body given, String field, Instant since, Instant until) {
    Body cohort = given.object(field);
    if (cohort == null) {
      given.fault(field, "is missing");
      return new Counted(0, 0);
    }
    return new Counted(count(cohort, "hits", since, until), count(cohort, "total", since, until));
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
