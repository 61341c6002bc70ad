package dev.muster.signal.source;

import dev.muster.kernel.Sha256;
import dev.muster.platform.web.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Small things about texts from outside.
final class Texts {
  /// Below this a number is seconds since 1970, from it on milliseconds; in seconds it is the year 5138.
  private static final long MILLIS_FROM = 100_000_000_000L;

  private Texts() {}

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
    String hex = Sha256.hex(key, 16);
    return cut(key, most - hex.length() - 1) + "~" + hex;
  }

  /// Reads ISO 8601 in any of the usual variants, or a number of seconds or milliseconds since 1970; null when it is neither, or
  /// before 1970, as the zero times of some languages are, or after 9999, which no database keeps.
  static @Nullable Instant time(String text) {
    Instant time = read(text);
    return time == null || !Query.usual(time) ? null : time;
  }

  private static @Nullable Instant read(String text) {
    int length = text.length();
    if (length >= 20 && text.charAt(length - 1) == 'Z') {
      if (text.startsWith("0001-")) {
        return null; // the zero time of Go, in every firing alert
      }
      Instant plain = plain(text);
      if (plain != null) {
        return plain;
      }
      try {
        return Instant.parse(text);
      } catch (DateTimeException other) {
        return Query.instant(text, ZoneOffset.UTC).orElse(null);
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
    return Query.instant(text, ZoneOffset.UTC).orElse(null);
  }

  /// The form that nearly all monitors use, `2026-03-02T09:00:00.123Z`, in a tenth of the time that the general parser takes; null
  /// when it is anything else, which is no judgement.
  private static @Nullable Instant plain(String text) {
    int end = text.length() - 1;
    if (end > 29
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || (end > 19 && (text.charAt(19) != '.' || end == 20))) {
      return null;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    int nanos = end > 19 ? digits(text, 20, end) : 0;
    if (year < 1970
        || month < 1
        || month > 12
        || day < 1
        || day > 28
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || nanos < 0) {
      return null; // the ends of months are the general parser's business
    }
    for (int i = end; i < 29 && end > 19; i++) {
      nanos *= 10;
    }
    long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400;
    return Instant.ofEpochSecond(seconds + hour * 3_600L + minute * 60L + second, nanos);
  }

  /// The number that these digits are; -1 when one of them is none.
  private static int digits(String text, int from, int until) {
    int number = 0;
    for (int i = from; i < until; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
