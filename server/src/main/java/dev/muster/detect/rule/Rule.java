package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is watched and when it is an anomaly.
///
/// @param matchers all of them must hold; at least one
/// @param criterion what makes an anomaly
/// @param direction which side counts; a series that is absent has none
/// @param points so many of the last {@link #of} steps must be unusual before an anomaly opens, 1..60
/// @param recovery so many usual steps in a row close it
/// @param severity of the alerts
/// @param serviceId whose alerts they are; null when the series' labels or its integration decide
public record Rule(
    String id,
    String name,
    boolean enabled,
    List<Matcher> matchers,
    Criterion criterion,
    Direction direction,
    int points,
    int of,
    int recovery,
    Severity severity,
    @Nullable String serviceId,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {
  /// Most steps that a rule looks back.
  public static final int MOST_POINTS = 60;

  /// Which side counts.
  public enum Direction {
    UP,
    DOWN,
    BOTH;

    public String wire() {
      return Words.of(this);
    }

    /// The direction with that word; empty when there is none.
    public static Optional<Direction> of(String word) {
      return word(values(), word);
    }
  }

  static <E extends Enum<E>> Optional<E> word(E[] values, String word) {
    for (E value : values) {
      if (value.name().equalsIgnoreCase(word)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  public Rule {
    matchers = List.copyOf(matchers);
    if (matchers.isEmpty() || points < 1 || of < points || of > MOST_POINTS || recovery < 1) {
      throw new IllegalArgumentException("a rule has matchers, and 1 <= points <= of <= 60");
    }
  }

  /// The word for its criterion.
  public Criterion.Kind kind() {
    return criterion.kind();
  }

  /// Whether that series is watched by it.
  public boolean watches(String source, SeriesName series) {
    for (Matcher matcher : matchers) {
      if (!matcher.holds(source, series)) {
        return false;
      }
    }
    return true;
  }
}
