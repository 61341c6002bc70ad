package dev.muster.signal.source;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A JSON value exactly as it was sent: a stretch of the request's body, copied only when somebody reads it.
public final class RawJson {
  private final byte[] body;
  private final int from;
  private final int until;

  /// The bytes from..until of a body that nobody changes any more.
  RawJson(byte[] body, int from, int until) {
    this.body = body;
    this.from = from;
    this.until = until;
  }

  /// A value from its text.
  public static RawJson of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new RawJson(bytes, 0, bytes.length);
  }

  /// The value's text, decoded as UTF-8.
  public String text() {
    return new String(body, from, until - from, StandardCharsets.UTF_8);
  }

  /// Length in bytes.
  public int length() {
    return until - from;
  }

  /// True when that word stands in it right after a double quote, as the name of a field does. A quick look at the bytes; it says
  /// nothing about where.
  public boolean mentions(String word) {
    int last = until - word.length() - 1;
    char first = word.charAt(0);
    for (int i = from; i < last; i++) {
      if (body[i] == '"' && body[i + 1] == first && follows(word, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean follows(String word, int at) {
    for (int i = 0; i < word.length(); i++) {
      if (body[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean isObject() {
    return until > from && body[from] == '{';
  }

  /// The text; null for null.
  public static @Nullable String textOf(@Nullable RawJson value) {
    return value == null ? null : value.text();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawJson that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
