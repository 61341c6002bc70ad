package dev.muster.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A half-open range of time: it holds `from` and everything before `until`.
///
/// @throws IllegalArgumentException when `from` is not before `until`
public record TimeRange(Instant from, Instant until) {
  public TimeRange {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("empty time range " + from + ".." + until);
    }
  }

  /// True when the moment lies in the range.
  public boolean holds(Instant moment) {
    return !moment.isBefore(from) && moment.isBefore(until);
  }

  /// The common part of both ranges; empty when they do not overlap.
  public Optional<TimeRange> overlap(TimeRange other) {
    Instant start = from.isAfter(other.from) ? from : other.from;
    Instant end = until.isBefore(other.until) ? until : other.until;
    return start.isBefore(end) ? Optional.of(new TimeRange(start, end)) : Optional.empty();
  }

  public Duration length() {
    return Duration.between(from, until);
  }
}
