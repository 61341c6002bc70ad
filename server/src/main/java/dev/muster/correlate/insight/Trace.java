package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// What one past incident added to what was counted, so that it can be left out for a while, or taken back for good: what is asked about
/// an incident must be answered from the others, or it would seem that everything is known already. One sum is kept for each key, however
/// often the incident counted it.
final class Trace {
  private final List<IntConsumer> counts = new ArrayList<>(2);
  private final Map<Tally, Map<String, double[]>> sums = new LinkedHashMap<>();

  /// Counts something now and remembers how.
  ///
  /// @param count is given 1 to count and -1 to take it back
  void count(IntConsumer count) {
    count.accept(1);
    counts.add(count);
  }

  /// Counts a key of a tally now and remembers it.
  void count(Tally tally, String key, boolean hit) {
    tally.add(key, hit ? 1 : 0, 1);
    double[] sum =
        sums.computeIfAbsent(tally, _ -> new LinkedHashMap<>())
            .computeIfAbsent(key, _ -> new double[2]);
    sum[0] += hit ? 1 : 0;
    sum[1]++;
  }

  /// Takes everything back.
  void leaveOut() {
    all(-1);
  }

  /// Counts everything again.
  void putBack() {
    all(1);
  }

  private void all(int times) {
    counts.forEach(count -> count.accept(times));
    sums.forEach((tally, keys) ->
        keys.forEach((key, sum) -> tally.add(key, times * sum[0], times * sum[1])));
  }
}
