package dev.muster.detect.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.detect.metric.SeriesName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A condition on a label of a series, as in PromQL.
///
/// @param label the label's name; `__name__` is the metric and `__source__` the integration
/// @param pattern what the value is compared with; a regular expression has to match all of it
public record Matcher(String label, Op op, String value, @Nullable Pattern pattern) {
  /// Longest regular expression; longer ones are hard to read and can be slow.
  private static final int LONGEST_PATTERN = 500;

  /// How the value is compared.
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String sign;

    Op(String sign) {
      this.sign = sign;
    }

    /// As PromQL writes it.
    public String sign() {
      return sign;
    }

    /// The comparison with that sign; empty when there is none.
    public static Optional<Op> of(String sign) {
      for (Op op : values()) {
        if (op.sign.equals(sign)) {
          return Optional.of(op);
        }
      }
      return Optional.empty();
    }
  }

  /// @throws IllegalArgumentException when the pattern is no regular expression, with what is wrong
  public static Matcher of(String label, Op op, String value) {
    if (op == Op.EQUAL || op == Op.NOT_EQUAL) {
      return new Matcher(label, op, value, null);
    }
    if (value.length() > LONGEST_PATTERN) {
      throw new IllegalArgumentException(
          "is longer than " + LONGEST_PATTERN + " characters as a regular expression");
    }
    try {
      return new Matcher(label, op, value, Pattern.compile(value));
    } catch (PatternSyntaxException malformed) {
      throw new IllegalArgumentException(
          "is no regular expression: " + malformed.getDescription(), malformed);
    }
  }

  /// Whether a series is meant.
  public boolean holds(String source, SeriesName name) {
    String found =
        switch (label) {
          case "__name__" -> name.metric();
          case "__source__" -> source;
          default -> {
            String value = name.label(label);
            yield value == null ? "" : value; // as in PromQL, none is empty
          }
        };
    return switch (op) {
      case EQUAL -> found.equals(value);
      case NOT_EQUAL -> !found.equals(value);
      case MATCHES -> pattern != null && pattern.matcher(found).matches();
      case MATCHES_NOT -> pattern == null || !pattern.matcher(found).matches();
    };
  }

  @Override
  public String toString() {
    return label + op.sign() + "\"" + value + "\"";
  }
}
