package dev.muster.detect.watch;

import dev.muster.detect.rule.Finding;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What somebody outside the lane found out about a series for a rule: a comparison with its peers, a look ahead, a value that is
/// new. The lane takes it when it next looks, so that a series has one writer.
final class Survey {
  final LiveSeries series;

  /// What its peers have in common; empty when there are none to compare with.
  final String group;

  /// When the finder looked last, in epoch milliseconds; only the finder uses it.
  long lookedAt = Long.MIN_VALUE;

  /// Events of the latest steps, for those who count them; only the finder uses it.
  private float @Nullable [] counts;

  private long counted = Long.MIN_VALUE;

  private final AtomicReference<@Nullable Finding> found = new AtomicReference<>();

  Survey(LiveSeries series, String group) {
    this.series = series;
    this.group = group;
  }

  /// Counts the events of a step and answers those of the latest steps together.
  ///
  /// @param step its number; one that was counted already changes nothing
  /// @param steps how many are added up, the same at each call
  double count(long step, int steps, double events) {
    float[] latest = counts;
    if (latest == null) {
      counts = latest = new float[steps];
    }
    if (step > counted) {
      for (long gone = Math.max(counted + 1, step - steps + 1); gone < step; gone++) {
        latest[(int) Math.floorMod(gone, (long) steps)] = 0;
      }
      latest[(int) Math.floorMod(step, (long) steps)] = (float) events;
      counted = step;
    }
    double sum = 0;
    for (float each : latest) {
      sum += each;
    }
    return sum;
  }

  /// Leaves what was found; what nobody has taken yet is replaced.
  void leave(Finding finding) {
    found.set(finding);
  }

  /// Takes what was found since the last time; null when there is nothing new.
  @Nullable Finding take() {
    return found.getAndSet(null);
  }
}
