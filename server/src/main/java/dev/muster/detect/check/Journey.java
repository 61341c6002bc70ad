package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a customer does, step by step, each step carried by a service.
///
/// @param pace whether its steps are slow
/// @param results how each step went last; steps behind a failed one are missing
record Journey(
    String id,
    String name,
    String serviceId,
    List<Step> steps,
    Duration every,
    Places places,
    int points,
    int of,
    Severity severity,
    boolean enabled,
    Check.State state,
    long history,
    long runs,
    Pace pace,
    @Nullable Instant lastAt,
    List<StepResult> results,
    String createdBy,
    Instant createdAt)
    implements Watched {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}");

  /// A step.
  ///
  /// @param probe what is asked; null when only its service's health counts
  /// @param slow milliseconds from which on the step is slow, though it works; null for as long as the probe allows
  /// @param captures variable to a regular expression, whose first group of the answer later steps may use as `${variable}`
  record Step(
      String name,
      String serviceId,
      @Nullable Probe probe,
      @Nullable Double slow,
      Map<String, String> captures) {
    Step {
      captures = Map.copyOf(captures);
    }
  }

  /// Whether the steps that work are slow.
  ///
  /// @param history the last runs that went well, the newest in the lowest bit, 1 for a slow one
  /// @param slow whether so many of them were slow that somebody was told
  record Pace(long history, boolean slow) {
    static final Pace FAST = new Pace(0, false);

    /// After one more run that went well; slow after enough slow runs, fast after two fast ones in a row.
    Pace next(boolean slowNow, int points, int of) {
      long runs = history << 1 | (slowNow ? 1 : 0);
      Check.State before = slow ? Check.State.DOWN : Check.State.UP;
      return new Pace(runs, Check.next(before, runs, points, of) == Check.State.DOWN);
    }
  }

  /// How a step went.
  record StepResult(String step, String serviceId, boolean well, double millis, String word) {}

  Journey {
    steps = List.copyOf(steps);
    results = List.copyOf(results);
  }

  /// A step that works and is slow.
  ///
  /// @param result how it went
  /// @param limit milliseconds that it should take at most
  record Slow(StepResult result, double limit) {
    String words() {
      return "it took %s, more than %s".formatted(seconds(result.millis()), seconds(limit));
    }

    private static String seconds(double millis) {
      return millis < 1_000
          ? String.format(Locale.ROOT, "%.0f ms", millis)
          : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }
  }

  /// The step that is slowest beside what it may take; null when none is slow, or one failed.
  @Nullable Slow slowest(List<StepResult> went) {
    Slow slowest = null;
    for (StepResult result : went) {
      if (!result.well()) {
        return null;
      }
      Slow slow = slow(result);
      if (slow != null
          && (slowest == null
              || result.millis() / slow.limit() > slowest.result().millis() / slowest.limit())) {
        slowest = slow;
      }
    }
    return slowest;
  }

  /// How slow a step is; null when it is not.
  @Nullable Slow slow(StepResult result) {
    for (Step step : steps) {
      Double limit = step.slow();
      if (step.name().equals(result.step()) && limit != null && result.millis() > limit) {
        return new Slow(result, limit);
      }
    }
    return null;
  }

  /// Goes through the steps, up to the first that fails.
  List<StepResult> walk(java.util.function.Function<Probe, Probe.Result> ask) {
    var variables = new LinkedHashMap<String, String>();
    var went = new ArrayList<StepResult>();
    for (Step step : steps) {
      Probe probe = step.probe();
      if (probe == null) {
        continue;
      }
      var headers = new LinkedHashMap<String, String>();
      probe.headers().forEach((name, value) -> headers.put(name, filled(value, variables)));
      Probe.Result result =
          ask.apply(
              probe.with(
                  filled(probe.target(), variables), headers, filled(probe.body(), variables)));
      String missing = result.well() ? capture(step, result.body(), variables) : null;
      went.add(
          new StepResult(
              step.name(),
              step.serviceId(),
              result.well() && missing == null,
              result.millis(),
              missing == null ? result.word() : missing));
      if (!result.well() || missing != null) {
        break;
      }
    }
    return went;
  }

  private static String filled(String text, Map<String, String> variables) {
    Matcher matcher = VARIABLE.matcher(text);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), "")));
  }

  /// Takes variables out of an answer; says what is missing, or null.
  private static @Nullable String capture(Step step, String body, Map<String, String> variables) {
    for (Map.Entry<String, String> capture : step.captures().entrySet()) {
      var matcher = com.google.re2j.Pattern.compile(capture.getValue()).matcher(body);
      if (!matcher.find() || matcher.groupCount() < 1) {
        return "The answer does not hold what '" + capture.getKey() + "' is taken from";
      }
      variables.put(capture.getKey(), matcher.group(1) == null ? "" : matcher.group(1));
    }
    return null;
  }

  /// The definition as it is stored.
  String definition() {
    var json = new LinkedHashMap<String, Object>();
    json.putAll(places.json());
    json.put("points", points);
    json.put("of", of);
    json.put("severity", severity.wire());
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (Step step : steps) {
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("name", step.name());
      one.put("service_id", step.serviceId());
      Probe probe = step.probe();
      one.put("probe", probe == null ? null : probe.json());
      one.put("slow_milliseconds", step.slow());
      one.put("captures", step.captures());
      list.add(one);
    }
    json.put("steps", list);
    return Json.write(json);
  }

  static List<Step> steps(JsonNode definition) {
    var steps = new ArrayList<Step>();
    for (JsonNode step : definition.path("steps")) {
      var captures = new LinkedHashMap<String, String>();
      step.path("captures")
          .properties()
          .forEach(capture -> captures.put(capture.getKey(), capture.getValue().asString("")));
      JsonNode probe = step.path("probe");
      steps.add(
          new Step(
              step.path("name").asString(""),
              step.path("service_id").asString(""),
              probe.isObject() ? Probe.of(probe) : null,
              step.path("slow_milliseconds").isNumber()
                  ? step.path("slow_milliseconds").doubleValue()
                  : null,
              captures));
    }
    return steps;
  }
}
