package dev.muster.detect.rule;

import dev.muster.kernel.Words;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What makes an anomaly.
public sealed interface Criterion {
  /// The words for the criteria.
  enum Kind {
    /// The value is unusual for this series at this time, as its detector has learned.
    DYNAMIC,
    /// The value is beyond a fixed bound.
    THRESHOLD,
    /// No value comes any more.
    ABSENCE,
    /// The value moves faster than a bound.
    RATE_OF_CHANGE,
    /// The series will reach a bound within some days.
    FORECAST,
    /// The series does not do as its peers do.
    OUTLIER,
    /// A value of a label that was never seen before fails more often than the others.
    NEW_VALUE;

    public String wire() {
      return Words.of(this);
    }

    /// The kind with that word; empty when there is none.
    public static Optional<Kind> of(String word) {
      return Rule.word(values(), word);
    }
  }

  /// How unusual a value has to be.
  enum Sensitivity {
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
      return Words.of(this);
    }

    /// The sensitivity with that word; empty when there is none.
    public static Optional<Sensitivity> of(String word) {
      return Rule.word(values(), word);
    }
  }

  Kind kind();

  /// Unusual for this series at this time.
  record Unusual(Sensitivity sensitivity) implements Criterion {
    @Override
    public Kind kind() {
      return Kind.DYNAMIC;
    }
  }

  /// Beyond a bound.
  ///
  /// @param limit in the series' own unit; at the limit is not beyond it
  record Beyond(double limit) implements Criterion {
    @Override
    public Kind kind() {
      return Kind.THRESHOLD;
    }
  }

  /// No value for that long.
  record Silent(Duration silence) implements Criterion {
    @Override
    public Kind kind() {
      return Kind.ABSENCE;
    }
  }

  /// Moves by more than `change` within `window`, measured by a line through the values of the window.
  ///
  /// @param change in the series' own unit, more than 0
  /// @param window from {@link #SHORTEST} to {@link #LONGEST}
  record Moving(double change, Duration window) implements Criterion {
    public static final Duration SHORTEST = Duration.ofMinutes(2);

    /// Each series keeps the values of its window, so that it is bounded.
    public static final Duration LONGEST = Duration.ofHours(6);

    @Override
    public Kind kind() {
      return Kind.RATE_OF_CHANGE;
    }
  }

  /// Reaches `limit` within a time if it goes on as it did on the days before.
  ///
  /// @param limit in the series' own unit
  /// @param within from an hour to a year
  record Reaching(double limit, Duration within) implements Criterion {
    /// It is told when the limit is nearer than `within`, and over when it is farther than this many times of it.
    static final double CLEAR = 1.2;

    @Override
    public Kind kind() {
      return Kind.FORECAST;
    }
  }

  /// Away from its peers: series of the same metric with the same values of some labels.
  ///
  /// @param deviations robust deviations from the peers' median, from {@link #FEWEST} to {@link #MOST}
  /// @param least differences up to this one never count, in the series' own unit; 0 or more
  /// @param groupBy labels whose values peers have in common; none makes all series of a metric peers
  record Apart(double deviations, double least, List<String> groupBy) implements Criterion {
    public static final double FEWEST = 2;
    public static final double MOST = 100;

    public Apart {
      groupBy = List.copyOf(groupBy);
    }

    @Override
    public Kind kind() {
      return Kind.OUTLIER;
    }
  }

  /// A value of a label that was never seen before, such as a new version of a browser, and whose events fail more often than those
  /// of all others.
  ///
  /// @param errors which of the rule's series count errors; all of them must hold, and there is at least one
  /// @param labels whose values are looked at; empty for all that do not tell errors from the rest
  /// @param newFor how long a value counts as new, from {@link #SHORTEST} to {@link #LONGEST}
  /// @param times how many times the others' share of errors its own must be, from 1 to {@link #MOST}
  record Unseen(List<Matcher> errors, List<String> labels, Duration newFor, double times)
      implements Criterion {
    public static final Duration SHORTEST = Duration.ofHours(1);
    public static final Duration LONGEST = Duration.ofDays(30);
    public static final double MOST = 1_000;

    public Unseen {
      errors = List.copyOf(errors);
      labels = List.copyOf(labels);
    }

    @Override
    public Kind kind() {
      return Kind.NEW_VALUE;
    }
  }

  /// The bound, where there is one.
  default @Nullable Double bound() {
    return switch (this) {
      case Beyond beyond -> Double.valueOf(beyond.limit());
      case Moving moving -> Double.valueOf(moving.change());
      case Reaching reaching -> Double.valueOf(reaching.limit());
      case Unusual _, Silent _, Apart _, Unseen _ -> null;
    };
  }
}
