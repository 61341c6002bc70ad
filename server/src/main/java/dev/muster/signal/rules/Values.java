package dev.muster.signal.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How values of conditions are compared and written.
final class Values {
  private Values() {}

  /// The value as conditions see it.
  static @Nullable Object of(@Nullable JsonNode node) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return null;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node;
  }

  /// What a text stands for: a number when it is written as one, else itself.
  static Object typed(String text) {
    if (text.isEmpty()
        || text.length() > 30
        || (text.charAt(0) != '-' && !isDigit(text.charAt(0)))) {
      return text;
    }
    try {
      return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0
          ? (Object) Long.valueOf(text)
          : (Object) Double.valueOf(text);
    } catch (NumberFormatException isText) {
      return text;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// As text, for matching; null for nothing.
  static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number && other instanceof Number) {
      Integer order = order(one, other);
      return order != null && order == 0;
    }
    return one == null ? other == null : one.equals(other);
  }

  /// Below 0, 0 or above 0; null when the two cannot be compared. Only numbers with numbers and moments with moments can.
  static @Nullable Integer order(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Long a && other instanceof Long b) {
      return Long.compare(a, b);
    }
    if (one instanceof Number a && other instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (one instanceof Instant a && other instanceof Instant b) {
      return a.compareTo(b);
    }
    return null;
  }

  static boolean contains(String whole, String piece, boolean exactly) {
    if (exactly) {
      return whole.contains(piece);
    }
    int last = whole.length() - piece.length();
    for (int i = 0; i <= last; i++) {
      if (whole.regionMatches(true, i, piece, 0, piece.length())) {
        return true;
      }
    }
    return false;
  }
}
