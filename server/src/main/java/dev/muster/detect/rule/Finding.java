package dev.muster.detect.rule;

import dev.muster.detect.series.LimitForecast;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import java.time.Instant;

/// What a rule saw of a series when it last looked; the reasons of an anomaly are made of it.
public sealed interface Finding {
  /// What a detector says.
  record Judged(Verdict verdict) implements Finding {}

  /// A value beside a bound.
  record Bounded(double value, double limit) implements Finding {}

  /// Silence.
  record Missing(Duration silence) implements Finding {}

  /// A movement.
  ///
  /// @param change over the window, with its sign, in the series' own unit
  record Moved(double value, double change, Duration window) implements Finding {}

  /// What is to be expected if it goes on so.
  ///
  /// @param value the newest
  record Ahead(double value, double limit, LimitForecast.Outlook outlook) implements Finding {}

  /// A value of a label and its errors.
  ///
  /// @param firstSeen when a series with that value came first
  /// @param errors within {@link Novelty#WINDOW}
  /// @param events of that time, the errors among them
  /// @param others share of errors of all values that are not new
  /// @param recent whether the value is still new
  /// @param raised whether it fails more often than the others
  record Unseen(
      String label,
      String value,
      Instant firstSeen,
      double errors,
      double events,
      double others,
      boolean recent,
      boolean raised)
      implements Finding {
    /// Share of its events that are errors.
    public double share() {
      return events <= 0 ? 0 : Math.min(1, errors / events);
    }

    /// The same of a value that turns out to be known of old.
    public Unseen settled() {
      return new Unseen(label, value, firstSeen, errors, events, others, false, false);
    }
  }

  /// A value among its peers.
  ///
  /// @param usual median of the peers
  /// @param deviations robust deviations from it, with their sign; 0 when it is near, or when there are too few to compare with
  /// @param peers how many were compared, itself among them
  record Compared(double value, double usual, double deviations, int peers) implements Finding {}
}
