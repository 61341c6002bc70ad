package dev.muster.detect.series;

/// Which recurring pattern the expected value of a verdict comes from.
public enum Season {
  /// None has proved itself on this series: the expectation comes from the latest samples.
  NONE,
  /// What this time of day usually is.
  DAY,
  /// What this time of the week usually is.
  WEEK
}
