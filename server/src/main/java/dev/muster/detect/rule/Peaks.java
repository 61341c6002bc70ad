package dev.muster.detect.rule;

import dev.muster.detect.series.NamedDays;
import dev.muster.detect.series.Verdict;

/// What a detector says on a named day.
public final class Peaks {
  private Peaks() {}

  /// The verdict; one that a named day explains counts as usual for rules of every sensitivity.
  public static Verdict soften(NamedDays days, Verdict verdict) {
    if (days.days().isEmpty()) {
      return verdict;
    }
    Verdict softened = days.soften(verdict);
    return softened.equals(verdict)
        ? verdict
        : new Verdict(
            softened.epochMillis(),
            softened.actual(),
            0,
            0,
            softened.expected(),
            softened.lower(),
            softened.upper(),
            softened.season(),
            softened.confidence(),
            softened.state(),
            softened.parts());
  }
}
