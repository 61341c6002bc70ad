package dev.muster.alert.noise;

import java.util.Arrays;

/// How long alerts of some kind last until they clear by themselves: the Kaplan-Meier estimate on grouped times, also known as the
/// actuarial life table. An alert that a person resolved, or that is still open, is *censored*: it is known to have lasted so long and
/// no more.
///
/// `S(t) = product over the groups before t of (1 - ended / (at risk - censored / 2))`
///
/// Counts are decayed weights, so they are no whole numbers.
///
/// @param ended weight of alerts that cleared by themselves, by group of lasting time
/// @param censored weight of the others, by group
record LifeTable(
    @SuppressWarnings("ArrayRecordComponent") double[] ended,
    @SuppressWarnings("ArrayRecordComponent") double[] censored) {
  /// Where the groups end, in seconds; the last one has no end.
  static final int[] EDGES = {
    15, 30, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_200, 1_800, 2_700, 3_600, 7_200, 14_400,
    86_400
  };

  static final int GROUPS = EDGES.length + 1;

  static LifeTable empty() {
    return new LifeTable(new double[GROUPS], new double[GROUPS]);
  }

  /// The group of alerts that lasted so long.
  static int group(long seconds) {
    int found = Arrays.binarySearch(EDGES, (int) Math.min(Math.max(seconds, 0), Integer.MAX_VALUE));
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// Weight of all alerts that it knows.
  double size() {
    return Arrays.stream(ended).sum() + Arrays.stream(censored).sum();
  }

  /// Chance that such an alert is still there after so many seconds, 0..1. Between two edges it falls evenly.
  double survival(long seconds) {
    double alive = 1;
    double atRisk = size();
    int from = 0;
    for (int i = 0; i < GROUPS; i++) {
      if (seconds <= from) {
        return alive;
      }
      double exposed = atRisk - censored[i] / 2;
      double leaving = exposed <= 0 ? 0 : Math.min(1, ended[i] / exposed);
      double next = alive * (1 - leaving);
      if (i < EDGES.length && seconds < EDGES[i]) {
        return alive + (next - alive) * (seconds - from) / (EDGES[i] - from);
      }
      alive = next;
      atRisk -= ended[i] + censored[i];
      from = i < EDGES.length ? EDGES[i] : Integer.MAX_VALUE;
    }
    return alive;
  }
}
