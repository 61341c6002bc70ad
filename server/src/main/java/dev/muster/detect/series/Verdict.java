package dev.muster.detect.series;

import java.util.List;

/// What the detector says of one sample.
///
/// No number here is ever NaN or infinite.
///
/// @param epochMillis the sample's own time
/// @param actual the value as it came; 0 when it was not a finite number
/// @param score how unusual the sample is and how new that is, from 0 to 1; [SeriesDetector#THRESHOLD] and above is an anomaly. It
///     falls while an anomaly lasts, so that one event is reported once
/// @param abnormality the same without that fading, from 0 to 1: while it stays high, the anomaly is not over
/// @param expected what the detector expected before it saw the sample
/// @param lower lower end of the band in which about 99 of 100 samples lie; never above `expected`
/// @param upper upper end of that band; never below `expected`
/// @param season which pattern the expectation comes from
/// @param confidence how much the detector has learned of this series, from 0 (nothing yet) to 1
/// @param state what was done with the sample
/// @param parts why the score is high, the strongest first, empty when it is low
public record Verdict(
    long epochMillis,
    double actual,
    double score,
    double abnormality,
    double expected,
    double lower,
    double upper,
    Season season,
    double confidence,
    State state,
    List<Part> parts) {

  /// What was done with a sample.
  public enum State {
    /// Too little is known of the series to judge; the sample was learned.
    LEARNING,
    /// Judged and learned.
    JUDGED,
    /// Not newer than the sample before, so neither judged nor learned.
    LATE,
    /// Not a finite number, so neither judged nor learned.
    NOT_A_NUMBER
  }

  /// One reason of a score.
  ///
  /// @param statistic stable short name of the view that found the sample unusual, for example `jump`
  /// @param surprise in powers of ten of rarity: 3 means that about one of 1,000 samples of this series is as extreme
  /// @param words one plain sentence
  public record Part(String statistic, double surprise, String words) {}

  public Verdict {
    parts = List.copyOf(parts);
  }

  /// Whether this sample is an anomaly at the built-in threshold.
  public boolean anomalous() {
    return score >= SeriesDetector.THRESHOLD;
  }
}
