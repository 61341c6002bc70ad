package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/// A dead man's switch: a job or a monitor that must be heard of in time.
///
/// @param key the secret part of its address
/// @param every how often it is heard of; null when a cron expression says when
/// @param cron when it runs, five fields as in crontab; null when an interval says how often
/// @param zone of the cron expression
/// @param grace how late it may be
/// @param lastWord what it said last: `ok`, `start`, `fail`, or an exit code; null before the first time
/// @param dueAt when it is missing, the grace counted in; null before it was heard of for the first time
public record Heartbeat(
    String id,
    String key,
    String name,
    String serviceId,
    @Nullable Duration every,
    @Nullable String cron,
    ZoneId zone,
    Duration grace,
    Severity severity,
    boolean enabled,
    State state,
    @Nullable Instant lastSeen,
    @Nullable String lastWord,
    @Nullable Instant dueAt,
    String createdBy,
    Instant createdAt) {
  /// How it is.
  public enum State {
    /// It was never heard of, and so cannot be missing.
    NEW,
    UP,
    /// It is overdue.
    LATE,
    /// It said itself that it failed.
    FAILED;

    public String wire() {
      return Words.of(this);
    }
  }

  /// A word that comes so shortly before the time of the cron expression is meant for that time: clocks differ.
  private static final Duration EARLY = Duration.ofMinutes(1);

  private static final int CRON_FIELDS = 5;

  public Heartbeat {
    if ((every == null) == (cron == null)) {
      throw new IllegalArgumentException("a heartbeat has an interval or a cron expression");
    }
  }

  /// Reads a cron expression of five fields.
  ///
  /// @throws IllegalArgumentException when it is none
  public static CronExpression cron(String text) {
    int fields = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    if (fields != CRON_FIELDS) {
      throw new IllegalArgumentException(
          "it has " + fields + ", not minute, hour, day of the month, month and weekday");
    }
    try {
      return CronExpression.parse("0 " + text.strip());
    } catch (IllegalArgumentException malformed) {
      // people gave no seconds
      throw new IllegalArgumentException(
          String.valueOf(malformed.getMessage()).replace("\"0 ", "\""), malformed);
    }
  }

  /// When the next word is missing, after one at that moment.
  public Instant dueAfter(Instant heard) {
    if (every != null) {
      return heard.plus(every).plus(grace);
    }
    if (cron == null) {
      throw new IllegalStateException("neither interval nor cron expression");
    }
    Duration early = grace.compareTo(EARLY) < 0 ? grace : EARLY;
    ZonedDateTime next = cron(cron).next(heard.plus(early).atZone(zone));
    // never again; as late as anybody could wait for it
    return next == null ? heard.plus(Duration.ofDays(36_500)) : next.toInstant().plus(grace);
  }

  /// Whether its next word was expected before that moment, the grace not counted in.
  boolean wasExpectedBefore(Instant moment) {
    return dueAt != null && dueAt.minus(grace).isBefore(moment);
  }

  /// How often it is expected, in words.
  String rhythm() {
    return every != null ? "every " + plain(every) : "at '" + cron + "' (" + zone + ")";
  }

  static String plain(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }
}
