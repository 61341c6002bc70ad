package dev.muster.signal.rules;

import java.util.ArrayList;
import java.util.List;

/// Where a value stands in an event: `event.summary`, `event.custom_details['queue depth']`, `raw_event.links[0].href`,
/// `variables.host`.
///
/// @param root `event`, `raw_event` or `variables`
/// @param steps names of fields, or positions in lists from 0 as {@link Integer}
record Path(String root, List<Object> steps) {
  /// Deeper than any event is.
  private static final int DEEPEST = 32;

  Path {
    steps = List.copyOf(steps);
  }

  /// A path and where the text goes on.
  record Read(Path path, int end) {}

  /// The path below custom details, dotted; empty when it leads elsewhere.
  java.util.Optional<String> inDetails() {
    if (!root.equals("event") || steps.size() < 2 || !"custom_details".equals(steps.getFirst())) {
      return java.util.Optional.empty();
    }
    var names = new ArrayList<String>();
    for (Object step : steps.subList(1, steps.size())) {
      names.add(step.toString());
    }
    return java.util.Optional.of(String.join(".", names));
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || (c >= '0' && c <= '9');
  }

  /// Reads a path that is the whole text.
  ///
  /// @throws ConditionFault.Found when it is none
  static Path whole(String text) {
    Read read = read(text, 0);
    if (read.end() < text.length()) {
      throw new ConditionFault.Found(
          read.end(), "unexpected '" + text.charAt(read.end()) + "' in a path");
    }
    return read.path();
  }

  /// @throws ConditionFault.Found when no path begins there
  static Read read(String text, int from) {
    int at = name(text, from);
    String root = text.substring(from, at);
    if (!root.equals("event") && !root.equals("raw_event") && !root.equals("variables")) {
      throw new ConditionFault.Found(
          from,
          root.isEmpty()
              ? "expected a path such as event.summary"
              : "unknown word '"
                  + root
                  + "'; a path begins with event or raw_event, a text stands in single quotes");
    }
    var steps = new ArrayList<Object>();
    while (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == '[')) {
      if (steps.size() == DEEPEST) {
        throw new ConditionFault.Found(at, "the path has more than " + DEEPEST + " steps");
      }
      if (text.charAt(at) == '.') {
        int end = name(text, at + 1);
        if (end == at + 1) {
          throw new ConditionFault.Found(end, "a field name is missing after the dot");
        }
        steps.add(text.substring(at + 1, end));
        at = end;
      } else {
        at = bracket(text, at, steps);
      }
    }
    if (steps.isEmpty()) {
      throw new ConditionFault.Found(at, "a path names a field, as in event.summary");
    }
    return new Read(new Path(root, steps), at);
  }

  private static int name(String text, int from) {
    int at = from;
    if (at < text.length() && isNameStart(text.charAt(at))) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
    }
    return at;
  }

  private static int bracket(String text, int open, List<Object> steps) {
    int at = open + 1;
    if (at < text.length() && text.charAt(at) == '\'') {
      var field = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '\''; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        field.append(text.charAt(at));
      }
      if (at + 1 >= text.length() || text.charAt(at + 1) != ']') {
        throw new ConditionFault.Found(open, "the bracket that begins here is not closed");
      }
      steps.add(field.toString());
      return at + 2;
    }
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new ConditionFault.Found(open, "the bracket that begins here is not closed");
    }
    try {
      int index = Integer.parseInt(text.substring(at, end).strip());
      if (index < 0) {
        throw new ConditionFault.Found(at, "a position in a list is counted from 0");
      }
      steps.add(index);
    } catch (NumberFormatException notANumber) {
      throw new ConditionFault.Found(
          at, "between brackets stands a position or a name in single quotes");
    }
    return end + 1;
  }
}
