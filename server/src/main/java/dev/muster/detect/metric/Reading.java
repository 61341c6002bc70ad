package dev.muster.detect.metric;

import org.jspecify.annotations.Nullable;

/// One thing that a sender measured.
public sealed interface Reading {
  SeriesName name();

  /// When, in epoch milliseconds.
  long millis();

  /// How the numbers of a series are meant.
  enum Kind {
    /// A value that stands for itself.
    GAUGE,
    /// A count since the sender started, which becomes a rate.
    COUNTER,
    /// A count since the last reading, which becomes a rate.
    DELTA
  }

  /// A number.
  ///
  /// @param value {@link Double#NaN} says that the series has ended, or that the sender does not know
  /// @param unit as the sender names it; null when it does not
  record Sample(SeriesName name, Kind kind, long millis, double value, @Nullable String unit)
      implements Reading {
    public Sample {
      unit = unit == null ? null : SeriesName.cut(unit);
    }
  }

  /// A member of a set of which the different ones are counted.
  ///
  /// @param hash which one, as {@link dev.muster.kernel.Hashes#of(String)} tells it
  record Member(SeriesName name, long millis, long hash) implements Reading {}

  /// A part of a classic histogram: how many measurements were at most that large, since the sender started.
  ///
  /// @param name without the label `le` and the ending `_bucket`
  /// @param upper the bound, {@link Double#POSITIVE_INFINITY} for the last
  record Bucket(SeriesName name, long millis, double upper, double count) implements Reading {}

  /// A whole histogram.
  ///
  /// @param cumulative true when counted since the sender started; false when since the last reading
  /// @param uppers upper bounds of the buckets, rising; the last may be infinite
  /// @param counts measurements in each bucket, those of smaller buckets not among them
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Distribution(
      SeriesName name,
      boolean cumulative,
      long millis,
      double[] uppers,
      double[] counts,
      @Nullable String unit)
      implements Reading {
    public Distribution {
      if (uppers.length != counts.length) {
        throw new IllegalArgumentException("a bound for every bucket");
      }
      unit = unit == null ? null : SeriesName.cut(unit);
    }
  }
}
