package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds metrics for which a rule for new values would work: they count events, one label tells errors from the rest, and others hold
/// what comes anew, such as the version of a browser. Pure.
public final class NoveltySuggestions {
  /// A rule that could be made.
  ///
  /// @param metric the metric that it watches
  /// @param errors which of its series count errors
  /// @param labels whose values may be new, in the order of their names
  /// @param series how many it would watch now
  public record Suggestion(String metric, Matcher errors, List<String> labels, int series) {}

  private static final Pattern COUNTS = Pattern.compile(".*(_total|_count)");
  private static final Pattern STATUS = Pattern.compile("(.*_)?(code|status)");
  private static final Pattern STATUS_CODE = Pattern.compile("[1-5]\\d\\d");
  private static final Pattern OUTCOME =
      Pattern.compile("(.*_)?(outcome|result|status|success|ok|error|failed)");
  private static final Pattern FAILURE =
      Pattern.compile("errors?|fail(ed|ures?)?|exceptions?|timeouts?|rejected|unavailable");
  private static final Pattern ANEW =
      Pattern.compile(
          "(.*_)?(version|release|build|revision|commit|browser|user_agent|os|platform|device|model"
              + "|client|app|region|country|locale|tenant|customer|carrier|plan|flag|experiment"
              + "|provider|payment_method)(_name|_version)?");

  /// A label that tells one value only has nothing to compare.
  private static final int FEWEST_VALUES = 2;

  /// Words for failure that are named; more would be one word in many spellings.
  private static final int MOST_WORDS = 30;

  private NoveltySuggestions() {}

  /// Whether a metric of that name counts events.
  public static boolean mayTell(String metric) {
    return COUNTS.matcher(metric).matches();
  }

  public static List<Suggestion> of(List<SeriesName> names) {
    var metrics = new LinkedHashMap<String, List<SeriesName>>();
    for (SeriesName name : names) {
      if (mayTell(name.metric())) {
        metrics.computeIfAbsent(name.metric(), _ -> new ArrayList<>()).add(name);
      }
    }
    var suggestions = new ArrayList<Suggestion>();
    metrics.forEach((metric, series) -> {
      var values = new TreeMap<String, Set<String>>();
      for (SeriesName one : series) {
        one.labels()
            .forEach(
                (label, value) -> values.computeIfAbsent(label, _ -> new TreeSet<>()).add(value));
      }
      errors(values)
          .ifPresent(matcher -> {
            List<String> labels =
                values.entrySet().stream()
                    .filter(entry ->
                        !entry.getKey().equals(matcher.label())
                            && ANEW.matcher(plain(entry.getKey())).matches()
                            && entry.getValue().size() >= FEWEST_VALUES)
                    .map(Map.Entry::getKey)
                    .toList();
            if (!labels.isEmpty()) {
              suggestions.add(new Suggestion(metric, matcher, labels, series.size()));
            }
          });
    });
    return suggestions;
  }

  /// The label that tells errors from the rest: a code of HTTP, or words for failure beside others.
  private static Optional<Matcher> errors(Map<String, Set<String>> values) {
    for (Map.Entry<String, Set<String>> label : values.entrySet()) {
      if (STATUS.matcher(plain(label.getKey())).matches()
          && label.getValue().stream().allMatch(value -> STATUS_CODE.matcher(value).matches())) {
        return Optional.of(Matcher.of(label.getKey(), Matcher.Op.MATCHES, "5.."));
      }
    }
    for (Map.Entry<String, Set<String>> label : values.entrySet()) {
      if (OUTCOME.matcher(plain(label.getKey())).matches()
          && label.getValue().size() >= FEWEST_VALUES) {
        List<String> failing =
            label.getValue().stream()
                .filter(value -> fails(label.getKey(), value))
                .limit(MOST_WORDS)
                .toList();
        if (failing.size() == 1) {
          return Optional.of(Matcher.of(label.getKey(), Matcher.Op.EQUAL, failing.getFirst()));
        }
        if (!failing.isEmpty()) {
          // words of letters alone, so that they stand for themselves in a pattern
          return Optional.of(
              Matcher.of(label.getKey(), Matcher.Op.MATCHES, String.join("|", failing)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fails(String label, String value) {
    String name = plain(label);
    boolean negative = name.endsWith("error") || name.endsWith("failed");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> negative;
      case "false" -> name.endsWith("success") || name.endsWith("ok");
      default -> FAILURE.matcher(value.toLowerCase(Locale.ROOT)).matches();
    };
  }

  /// `http.response.statusCode` and `http_response_status_code` mean the same.
  private static String plain(String label) {
    return label
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }
}
