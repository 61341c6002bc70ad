package dev.muster.detect.slo;

import dev.muster.detect.rule.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a selector of series as PromQL writes it, with the functions around it that only add up rates, which Muster does anyway:
/// `sum(rate(http_requests_total{job="shop", code!~"5.."}[5m]))`.
final class Selector {
  private static final Pattern AROUND =
      Pattern.compile(
          "(?:sum|avg|rate|increase|irate)\\s*(?:(?:by|without)\\s*\\([^)]*\\)\\s*)?\\((.*)\\)",
          Pattern.DOTALL);
  private static final Pattern GROUPED =
      Pattern.compile("(.*)\\s(?:by|without)\\s*\\([^)]*\\)", Pattern.DOTALL);
  private static final Pattern RANGE = Pattern.compile("(.*)\\[[0-9a-z:]+]", Pattern.DOTALL);
  private static final Pattern WHOLE =
      Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)?\\s*(?:\\{(.*)})?", Pattern.DOTALL);
  private static final Pattern LABEL =
      Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*,?");

  private Selector() {}

  /// @throws IllegalArgumentException when it is more than a selector, with what it may be
  static List<Matcher> parse(String query) {
    String text = query.strip();
    while (true) {
      var grouped = GROUPED.matcher(text);
      if (grouped.matches()) {
        text = grouped.group(1).strip();
      }
      var around = AROUND.matcher(text);
      if (!around.matches()) {
        break;
      }
      text = around.group(1).strip();
    }
    var range = RANGE.matcher(text);
    if (range.matches()) {
      text = range.group(1).strip();
    }
    var whole = WHOLE.matcher(text);
    if (text.isEmpty() || !whole.matches()) {
      throw new IllegalArgumentException(
          "must be a selector of one metric, such as sum(rate(name{label=\"value\"}[5m]))");
    }
    var matchers = new ArrayList<Matcher>();
    if (whole.group(1) != null) {
      matchers.add(Matcher.of("__name__", Matcher.Op.EQUAL, whole.group(1)));
    }
    String labels = whole.group(2) == null ? "" : whole.group(2);
    var label = LABEL.matcher(labels);
    int at = 0;
    while (at < labels.length() && label.find(at) && label.start() == at) {
      matchers.add(
          Matcher.of(
              label.group(1),
              Matcher.Op.of(label.group(2)).orElseThrow(),
              label.group(3).replace("\\\"", "\"").replace("\\\\", "\\")));
      at = label.end();
    }
    if (!labels.substring(at).isBlank() || matchers.isEmpty()) {
      throw new IllegalArgumentException("has a condition that cannot be read");
    }
    return matchers;
  }
}
