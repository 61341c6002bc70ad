package dev.muster.detect.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What somebody looks for among series, as it is typed or pasted: words that stand anywhere in the metric's name or the labels, and
/// labels with the beginning of their value, or with all of it in quotation marks, also as PromQL writes them. All must hold. Pure.
///
/// @param terms in the order in which they were typed
record SeriesSearch(List<Term> terms) {
  /// More words than this are no search but a pasted text.
  private static final int MOST = 20;

  /// What has to hold of a series.
  sealed interface Term {}

  /// Text somewhere in the metric's name or its labels.
  record Anywhere(String text) implements Term {}

  /// A label and its value; `__name__` is the metric.
  ///
  /// @param whole whether the value is all of it, not its beginning
  /// @param not whether it must not be so
  record Label(String name, String value, boolean whole, boolean not) implements Term {}

  SeriesSearch {
    terms = List.copyOf(terms);
  }

  /// Reads what was typed.
  ///
  /// @throws IllegalArgumentException in words that follow the name of a field
  static SeriesSearch of(String typed) {
    var terms = new ArrayList<Term>();
    int at = 0;
    while (at < typed.length()) {
      if (separates(typed.charAt(at))) {
        at++;
        continue;
      }
      var text = new StringBuilder();
      String name = null;
      boolean not = false;
      boolean quoted = false;
      while (at < typed.length() && !separates(typed.charAt(at))) {
        char c = typed.charAt(at++);
        boolean compares = name == null && !quoted && !text.isEmpty();
        if (c == '"' || c == '\'') {
          at = unquote(typed, at, c, text);
          quoted = true;
        } else if (compares && c == '=') {
          not = text.charAt(text.length() - 1) == '!';
          name = text.substring(0, text.length() - (not ? 1 : 0));
          text.setLength(0);
          if (at < typed.length() && typed.charAt(at) == '~') {
            throw noPattern();
          }
        } else if (compares && c == '~' && text.charAt(text.length() - 1) == '!') {
          throw noPattern();
        } else {
          text.append(c);
        }
      }
      if (name != null && !name.isEmpty()) {
        terms.add(new Label(name, text.toString(), quoted, not));
      } else if (!text.isEmpty()) {
        terms.add(new Anywhere(text.toString()));
      }
    }
    if (terms.size() > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has more than %d words", MOST));
    }
    return new SeriesSearch(terms);
  }

  private static boolean separates(char c) {
    return Character.isWhitespace(c) || c == ',' || c == '{' || c == '}';
  }

  /// Adds what stands in quotation marks; where the second one has not been typed yet, what is left.
  ///
  /// @return where it goes on
  private static int unquote(String typed, int from, char mark, StringBuilder text) {
    int at = from;
    while (at < typed.length() && typed.charAt(at) != mark) {
      if (typed.charAt(at) == '\\' && at + 1 < typed.length()) {
        at++;
      }
      text.append(typed.charAt(at++));
    }
    return at + 1;
  }

  private static IllegalArgumentException noPattern() {
    return new IllegalArgumentException(
        "takes words, name=value and name!=value; patterns (=~) are for detectors");
  }
}
