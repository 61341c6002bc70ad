package dev.muster.correlate.analysis;

import java.time.Duration;

/// How far back the house remembers its own incidents after a start.
///
/// @param incidents most incidents, the newest; each costs some 10 kB and a millisecond at the start
/// @param age older ones are not remembered: what ran then has mostly been replaced
public record AnalystSettings(int incidents, Duration age) {
  public AnalystSettings {
    if (incidents < 0 || incidents > 10_000) {
      throw new IllegalArgumentException("incidents must be 0 to 10000, but is " + incidents);
    }
    if (age.isNegative()) {
      throw new IllegalArgumentException("age must not be negative, but is " + age);
    }
  }
}
