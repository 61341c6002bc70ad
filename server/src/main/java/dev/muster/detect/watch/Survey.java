package dev.muster.detect.watch;

import dev.muster.detect.rule.Finding;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What somebody outside the lane found out about a series for a rule: a comparison with its peers, or a look ahead. The lane takes
/// it when it next looks, so that a series has one writer.
final class Survey {
  final LiveSeries series;

  /// What its peers have in common; empty when there are none to compare with.
  final String group;

  /// When the finder looked last, in epoch milliseconds; only the finder uses it.
  long lookedAt = Long.MIN_VALUE;

  private final AtomicReference<@Nullable Finding> found = new AtomicReference<>();

  Survey(LiveSeries series, String group) {
    this.series = series;
    this.group = group;
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
