package dev.muster.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in words for people.
public final class Moments {
  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm zzz", Locale.ENGLISH);

  private Moments() {}

  /// A moment as a clock in that zone shows it, to the minute: `Mon 2 Mar 2026 10:00 CET`.
  public static String words(Instant moment, ZoneId zone) {
    return WORDS.format(moment.atZone(zone));
  }

  /// A length to the second, in the two largest units that it has: `2 h 30 min`, `45 s`, `3 d`. Less than a second is `0 s`.
  public static String words(Duration length) {
    long[] amounts = {
      length.toDays(), length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart()
    };
    String[] units = {"d", "h", "min", "s"};
    for (int i = 0; i < amounts.length; i++) {
      if (amounts[i] != 0) {
        String words = amounts[i] + " " + units[i];
        return i + 1 < amounts.length && amounts[i + 1] != 0
            ? words + " " + amounts[i + 1] + " " + units[i + 1]
            : words;
      }
    }
    return "0 s";
  }
}
