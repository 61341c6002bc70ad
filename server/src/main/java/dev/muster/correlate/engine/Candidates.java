package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Vicinity;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Alerts that one alert may have to do with, while they are gathered: hundreds in a storm, of which only the most plausible become
/// links. Kept in arrays that are used again and again, so that the many cost no memory. What cannot be among the most plausible any
/// more is seen at once: see {@link #takes}.
final class Candidates {
  private @Nullable Seen[] others = new @Nullable Seen[64];
  private float[] costs = new float[64];
  private float[] innates = new float[64];
  private float[] promises = new float[64];

  /// Where in the surroundings its place is; -1 when it was not found there.
  private int[] steps = new int[64];

  private int[] withins = new int[64];
  private int size;

  private final float least;

  /// The greatest promises so far, as a heap: the least of them first.
  private final float[] greatest;

  private int kept;

  /// @param most how many become links
  /// @param least how much one must promise to be taken
  Candidates(int most, float least) {
    this.least = least;
    this.greatest = new float[most];
  }

  void clear() {
    size = 0;
    kept = 0;
  }

  int size() {
    return size;
  }

  /// Whether one that promises so much would still become a link; of equally plausible ones the first do.
  boolean takes(float promise) {
    return promise >= least && (kept < greatest.length || promise > greatest[0]);
  }

  /// Takes one, which must be worth it: see {@link #takes}.
  ///
  /// @param step where in the surroundings its place is; -1 when it was not found there
  /// @param within how many places are as near, when it was not found there
  void offer(Seen other, float innate, float promise, float cost, int step, int within) {
    keep(promise);
    if (size == others.length) {
      others = Arrays.copyOf(others, 2 * size);
      costs = Arrays.copyOf(costs, 2 * size);
      innates = Arrays.copyOf(innates, 2 * size);
      promises = Arrays.copyOf(promises, 2 * size);
      steps = Arrays.copyOf(steps, 2 * size);
      withins = Arrays.copyOf(withins, 2 * size);
    }
    others[size] = other;
    costs[size] = cost;
    innates[size] = innate;
    promises[size] = promise;
    steps[size] = step;
    withins[size++] = within;
  }

  private void keep(float promise) {
    if (kept < greatest.length) {
      int at = kept++;
      while (at > 0 && greatest[(at - 1) >> 1] > promise) {
        greatest[at] = greatest[(at - 1) >> 1];
        at = (at - 1) >> 1;
      }
      greatest[at] = promise;
      return;
    }
    int at = 0;
    while (2 * at + 1 < kept) {
      int child = 2 * at + 1;
      if (child + 1 < kept && greatest[child + 1] < greatest[child]) {
        child++;
      }
      if (greatest[child] >= promise) {
        break;
      }
      greatest[at] = greatest[child];
      at = child;
    }
    greatest[at] = promise;
  }

  /// How much an alert deserves to be looked at closely, by physical signs alone, in log-odds.
  static float promise(float innate, boolean marked) {
    return marked ? Math.max(innate + 0.8f, 0.6f) : innate;
  }

  /// Makes links of the most plausible, in the order in which they were offered; of equally plausible ones the first.
  ///
  /// @param near the surroundings of the alert's place
  void link(Vicinity.@Nullable Near near, List<Link> into) {
    float bound = Float.NEGATIVE_INFINITY;
    int room = size;
    if (size > greatest.length) {
      bound = greatest[0];
      room = greatest.length;
      for (int i = 0; i < size; i++) {
        room -= promises[i] > bound ? 1 : 0;
      }
    }
    for (int i = 0; i < size; i++) {
      if (promises[i] > bound || (promises[i] == bound && room-- > 0)) {
        int step = steps[i];
        into.add(
            new Link(
                Objects.requireNonNull(others[i]),
                costs[i],
                near != null && step >= 0 ? near.down(step) : 0,
                near != null && step >= 0 ? near.up(step) : 0,
                near != null && step >= 0 ? near.way(step) : 0,
                near != null && step >= 0 ? near.within(step) : withins[i],
                innates[i],
                promises[i]));
      }
    }
  }
}
