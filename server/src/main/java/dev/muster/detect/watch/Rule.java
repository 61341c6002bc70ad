package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is watched and when it is an anomaly.
///
/// @param matchers all of them must hold; at least one
/// @param points so many of the last {@link #of} steps must be unusual before an anomaly opens, 1..60
/// @param recovery so many usual steps in a row close it
/// @param limit bound of a threshold, in the series' own unit; null for other kinds
/// @param silence after how long without a value a series is absent; null for other kinds
/// @param severity of the alerts
/// @param serviceId whose alerts they are; null when the series' labels or its integration decide
public record Rule(
    String id,
    String name,
    boolean enabled,
    List<Matcher> matchers,
    Kind kind,
    Sensitivity sensitivity,
    Direction direction,
    int points,
    int of,
    int recovery,
    @Nullable Double limit,
    @Nullable Duration silence,
    Severity severity,
    @Nullable String serviceId,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {
  /// Most steps that a rule looks back.
  public static final int MOST_POINTS = 60;

  /// What makes an anomaly.
  public enum Kind {
    /// The value is unusual for this series at this time, as its detector has learned.
    DYNAMIC,
    /// The value is beyond a fixed bound.
    THRESHOLD,
    /// No value comes any more.
    ABSENCE;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The kind with that word; empty when there is none.
    public static Optional<Kind> of(String word) {
      return word(values(), word);
    }
  }

  /// How unusual a value has to be for a dynamic rule.
  public enum Sensitivity {
    /// Only what is rare even among unusual values.
    LOW(0.7),
    /// The detector's built-in threshold.
    MEDIUM(0.5),
    /// Also what may be chance.
    HIGH(0.35);

    private final double score;

    Sensitivity(double score) {
      this.score = score;
    }

    /// The score from which a value is unusual.
    public double score() {
      return score;
    }

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The sensitivity with that word; empty when there is none.
    public static Optional<Sensitivity> of(String word) {
      return word(values(), word);
    }
  }

  /// Which side counts.
  public enum Direction {
    UP,
    DOWN,
    BOTH;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The direction with that word; empty when there is none.
    public static Optional<Direction> of(String word) {
      return word(values(), word);
    }
  }

  private static <E extends Enum<E>> Optional<E> word(E[] values, String word) {
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
    if ((kind == Kind.THRESHOLD) != (limit != null)
        || (kind == Kind.ABSENCE) != (silence != null)) {
      throw new IllegalArgumentException("a threshold has a limit and an absence a silence");
    }
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
