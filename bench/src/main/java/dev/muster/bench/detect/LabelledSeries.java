package dev.muster.bench.detect;

import java.util.Comparator;
import java.util.List;

/// A made-up series whose anomalies are known.
///
/// @param family the kind of series, for tables
/// @param times of the samples in epoch milliseconds, rising
/// @param values of the samples
/// @param events the anomalies in order of time; they do not overlap
record LabelledSeries(String family, long[] times, double[] values, List<Span> events) {

  /// A stretch of time.
  ///
  /// @param from first millisecond
  /// @param to last millisecond
  record Span(long from, long to) {}

  LabelledSeries {
    events = events.stream().sorted(Comparator.comparingLong(Span::from)).toList();
  }
}
