package dev.muster.detect.slo;

import dev.muster.detect.rule.Matcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads documents of OpenSLO, version `openslo/v1`: objects of the kinds SLO and SLI. Other kinds are passed over and named.
/// Queries must be selectors, as {@link Selector} says; their data source is taken to be whatever sends to Muster.
final class OpenSlo {
  private static final int LARGEST = 1 << 20;

  private OpenSlo() {}

  /// An objective as it was written.
  ///
  /// @param service the name of its service
  record Found(
      String name, String service, Slo.Indicator indicator, double target, Duration window) {}

  /// What came out.
  ///
  /// @param faults one sentence each, naming the object and field
  /// @param passedOver objects of other kinds
  record Read(List<Found> slos, List<String> faults, List<String> passedOver) {}

  static Read parse(String yaml) {
    var faults = new ArrayList<String>();
    var passedOver = new ArrayList<String>();
    var documents = new ArrayList<Map<?, ?>>();
    int number = 0;
    var options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setMaxAliasesForCollections(20);
    try {
      for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
        number++;
        if (document instanceof Map<?, ?> object) {
          documents.add(object);
        } else if (document != null) { // nothing between two lines of dashes is no mistake
          faults.add("Document " + number + " is no object");
        }
      }
    } catch (YAMLException malformed) {
      return new Read(
          List.of(), List.of("The body is not valid YAML: " + malformed.getMessage()), List.of());
    }
    var indicators = new LinkedHashMap<String, Map<?, ?>>();
    for (Map<?, ?> document : documents) {
      if ("SLI".equals(document.get("kind"))) {
        // references are by name, whatever else it is shown as
        indicators.put(
            String.valueOf(map(document.get("metadata")).get("name")), map(document.get("spec")));
      }
    }
    var found = new ArrayList<Found>();
    for (Map<?, ?> document : documents) {
      Object given = document.get("kind");
      String kind = given == null ? "Object" : String.valueOf(given);
      String name = name(document);
      String label = name == null ? kind + " without a name" : kind + " '" + name + "'";
      if (!"openslo/v1".equals(document.get("apiVersion"))) {
        faults.add(label + ": 'apiVersion' must be openslo/v1");
      } else if (given == null) {
        faults.add(label + ": 'kind' is missing");
      } else if (name == null) {
        faults.add(label + ": 'metadata.name' is missing");
      } else if (kind.equals("SLO")) {
        slo(label, name, document, indicators, found, faults);
      } else if (!kind.equals("SLI")) {
        passedOver.add(label);
      }
    }
    if (documents.isEmpty() && faults.isEmpty()) {
      faults.add("The body holds no OpenSLO object");
    }
    return new Read(found, faults, passedOver);
  }

  private static @Nullable String name(Map<?, ?> document) {
    Map<?, ?> metadata = map(document.get("metadata"));
    String display = text(metadata.get("displayName"));
    return display == null ? text(metadata.get("name")) : display;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null || String.valueOf(value).isBlank() ? null : String.valueOf(value);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static void slo(
      String label,
      String name,
      Map<?, ?> document,
      Map<String, Map<?, ?>> indicators,
      List<Found> found,
      List<String> faults) {
    Map<?, ?> spec = map(document.get("spec"));
    Object service = spec.get("service");
    if (service == null) {
      faults.add(label + ": 'spec.service' is missing");
    }
    Map<?, ?> indicator = map(map(spec.get("indicator")).get("spec"));
    Object reference = spec.get("indicatorRef");
    if (reference != null) {
      indicator = indicators.getOrDefault(String.valueOf(reference), Map.of());
      if (indicator.isEmpty()) {
        faults.add(label + ": 'indicatorRef' names no SLI of the document");
        return;
      }
    }
    Duration window = null;
    for (Object one : list(spec.get("timeWindow"))) {
      if (map(one).get("calendar") != null || Boolean.FALSE.equals(map(one).get("isRolling"))) {
        faults.add(label + ": 'timeWindow' must roll; windows of the calendar are not kept");
        return;
      }
      window = Slo.window(String.valueOf(map(one).get("duration")));
    }
    if (window == null) {
      faults.add(label + ": 'timeWindow.duration' must be a number of hours, days or weeks");
      return;
    }
    long days = window.toDays();
    if (days < Slo.SHORTEST_DAYS
        || days > Slo.LONGEST_DAYS
        || !window.equals(Duration.ofDays(days))) {
      faults.add(
          "%s: 'timeWindow.duration' must be of whole days, %d to %d"
              .formatted(label, Slo.SHORTEST_DAYS, Slo.LONGEST_DAYS));
      return;
    }
    Object method = spec.get("budgetingMethod");
    if (map(indicator.get("ratioMetric")).size() > 0
        && method != null
        && !method.equals("Occurrences")) {
      faults.add(label + ": 'budgetingMethod' of a 'ratioMetric' must be Occurrences");
      return;
    }
    List<?> objectives = list(spec.get("objectives"));
    if (objectives.isEmpty()) {
      faults.add(label + ": 'objectives' must hold one at least");
    }
    int number = 0;
    for (Object one : objectives) {
      Map<?, ?> objective = map(one);
      Double target = target(objective);
      if (target == null) {
        faults.add(label + ": 'objectives.target' must lie between 0 and 1");
        continue;
      }
      try {
        Slo.Indicator read = indicator(indicator, objective);
        String display = text(objective.get("displayName"));
        number++;
        found.add(
            new Found(
                display != null ? name + ": " + display : number > 1 ? name + " " + number : name,
                String.valueOf(service),
                read,
                target,
                window));
      } catch (IllegalArgumentException faulty) {
        faults.add(label + ": " + faulty.getMessage());
      }
    }
  }

  private static @Nullable Double target(Map<?, ?> objective) {
    Double target = number(objective.get("target"));
    Double percent = number(objective.get("targetPercent"));
    Double share = target != null ? target : percent == null ? null : Double.valueOf(percent / 100);
    return share == null || share <= 0 || share >= 1 ? null : share;
  }

  private static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : null;
  }

  private static Slo.Indicator indicator(Map<?, ?> spec, Map<?, ?> objective) {
    Map<?, ?> ratio = map(spec.get("ratioMetric"));
    if (!ratio.isEmpty()) {
      boolean good = ratio.get("good") != null;
      Object part = good ? ratio.get("good") : ratio.get("bad");
      if (part == null || ratio.get("total") == null) {
        throw new IllegalArgumentException(
            "'ratioMetric' needs 'total' and one of 'good' and 'bad'");
      }
      return new Slo.Indicator.Ratio(
          query("good or bad", part), good, query("total", ratio.get("total")));
    }
    Map<?, ?> threshold = map(spec.get("thresholdMetric"));
    if (threshold.isEmpty()) {
      throw new IllegalArgumentException(
          "the indicator needs a 'ratioMetric' or a 'thresholdMetric'");
    }
    String op = String.valueOf(objective.get("op"));
    Double value = number(objective.get("value"));
    if (value == null || !List.of("lte", "lt", "gte", "gt").contains(op)) {
      throw new IllegalArgumentException(
          "a 'thresholdMetric' needs 'objectives.op' (lte, lt, gte, gt) and 'objectives.value'");
    }
    return new Slo.Indicator.Slices(query("thresholdMetric", threshold), op.startsWith("l"), value);
  }

  private static List<Matcher> query(String field, @Nullable Object metric) {
    Map<?, ?> source = map(map(metric).get("metricSource"));
    Object query = map(source.get("spec")).get("query");
    if (query == null) {
      throw new IllegalArgumentException("'" + field + ".metricSource.spec.query' is missing");
    }
    try {
      return Selector.parse(String.valueOf(query));
    } catch (IllegalArgumentException faulty) {
      throw new IllegalArgumentException(
          "'" + field + ".metricSource.spec.query' " + faulty.getMessage(), faulty);
    }
  }
}
