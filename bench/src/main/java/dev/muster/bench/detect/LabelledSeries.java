package dev.muster.bench.detect;

import java.util.Comparator;
import java.util.List;

/// A made-up series whose anomalies are known.
final class LabelledSeries {
  private final long[] times;
  private final double[] values;
  private final List<Span> events;

  /// A stretch of time.
  ///
  /// @param from first millisecond
  /// @param to last millisecond
  /// @param kind of what happens then, in words; empty where kinds are not told apart
  record Span(long from, long to, String kind) {
    Span(long from, long to) {
      this(from, to, "");
    }
  }

  /// @param times of the samples in epoch milliseconds, rising
  /// @param values of the samples
  /// @param events the anomalies; they do not overlap
  LabelledSeries(long[] times, double[] values, List<Span> events) {
    this.times = times;
    this.values = values;
    this.events = events.stream().sorted(Comparator.comparingLong(Span::from)).toList();
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  /// In order of time.
  List<Span> events() {
    return events;
  }
}
