package dev.muster.signal.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Small things about texts from outside.
final class Texts {
  /// Below this a number is seconds since 1970, from it on milliseconds; in seconds it is the year 5138.
  private static final long MILLIS_FROM = 100_000_000_000L;

  private Texts() {}

  /// The same without what PostgreSQL cannot keep in a text: NUL characters and halves of surrogate pairs become U+FFFD.
  static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return cleaned(text);
      }
    }
    return text;
  }

  private static String cleaned(String text) {
    var clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      clean.appendCodePoint(point == 0 || half ? 0xFFFD : point);
      i += Character.charCount(point);
    }
    return clean.toString();
  }

  /// True when it has more than so many characters, counted as people count them and not as UTF-16 does.
  static boolean longer(String text, int most) {
    return text.length() > most && text.codePointCount(0, text.length()) > most;
  }

  static String cut(String text, int most) {
    return text.substring(0, text.offsetByCodePoints(0, most));
  }

  /// A key that is short enough: the beginning of the long one and a digest of all of it, so that two long keys stay two and a
  /// resolve finds what its trigger opened.
  static String shortKey(String key, int most) {
    if (!longer(key, most)) {
      return key;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      String hex = HexFormat.of().formatHex(digest, 0, 16);
      return cut(key, most - hex.length() - 1) + "~" + hex;
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Reads ISO 8601 in any of the usual variants, or a number of seconds or milliseconds since 1970; null when it is neither, or
  /// before 1970, as the zero times of some languages are.
  static @Nullable Instant time(String text) {
    Instant time = read(text);
    return time == null || time.isBefore(Instant.EPOCH) ? null : time;
  }

  private static @Nullable Instant read(String text) {
    int length = text.length();
    if (length >= 20 && text.charAt(length - 1) == 'Z') {
      try {
        return Instant.parse(text);
      } catch (DateTimeException other) {
        return dev.muster.platform.web.Query.instant(text, ZoneOffset.UTC).orElse(null);
      }
    }
    if (length > 0
        && length <= 18
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
      try {
        double number = Double.parseDouble(text);
        return number < MILLIS_FROM
            ? Instant.ofEpochMilli((long) (number * 1000))
            : Instant.ofEpochMilli((long) number);
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
    return dev.muster.platform.web.Query.instant(text, ZoneOffset.UTC).orElse(null);
  }
}
