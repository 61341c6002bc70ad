package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// What one past incident added to what was counted, so that it can be left out for a while: what is asked about an incident must be
/// answered from the others, or it would seem that everything is known already.
final class Trace {
  private final List<IntConsumer> counts = new ArrayList<>();

  /// Counts something now and remembers how.
  ///
  /// @param count is given 1 to count and -1 to take it back
  void count(IntConsumer count) {
    count.accept(1);
    counts.add(count);
  }

  /// Takes everything back.
  void leaveOut() {
    counts.forEach(count -> count.accept(-1));
  }

  /// Counts everything again.
  void putBack() {
    counts.forEach(count -> count.accept(1));
  }
}
