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
