package dev.muster.detect.slo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is done about the events that were kept before an objective was made.
///
/// @param countsFrom steps from then on are counted as they come, earlier ones only from what is kept; null: all as they come
record Past(State state, @Nullable Instant countsFrom) {
  /// Of an objective whose past nobody counts.
  static final Past NONE = new Past(State.NONE, null);

  /// How far it is.
  enum State {
    NONE,
    COUNTING,
    COUNTED,
    TOO_MANY;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String wire) {
      return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /// For people; null when there is nothing to say.
    @Nullable String words() {
      return switch (this) {
        case NONE -> null;
        case COUNTING ->
            "What was kept from before it was made is being counted; until then only newer events count.";
        case COUNTED -> "What was kept from before it was made is counted as well.";
        case TOO_MANY ->
            "Its selectors mean more than 1,000 series, so only events since it was made count; name more labels.";
      };
    }
  }

  /// When an objective that is made now begins to count what comes: at a whole minute that is at least a minute off, so that it hears of
  /// all its series before any step of that minute ends. A step that only some series had counted would look like a failure.
  static Instant beginning(Instant now) {
    Duration minute = Duration.ofMinutes(1);
    return now.plus(minute).truncatedTo(ChronoUnit.MINUTES).plus(minute);
  }
}
