package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Vicinity;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Alerts that one alert may have to do with, while they are gathered: hundreds in a storm, of which only the most plausible become
/// links. Kept in arrays that are used again and again, so that the many cost no memory.
final class Candidates {
  private @Nullable Seen[] others = new @Nullable Seen[64];
  private float[] costs = new float[64];
  private float[] innates = new float[64];
  private float[] promises = new float[64];

  /// Where in the surroundings its place is; -1 when it was not found there.
  private int[] steps = new int[64];

  private int[] withins = new int[64];
  private int size;
  private float[] order = {};

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /// @param marked whether it was found by a rare word in common
  /// @param least how much it must promise to be taken
  void offer(
      Seen other, float innate, float cost, int step, int within, boolean marked, float least) {
    float promise = promise(innate, marked);
    if (promise < least) {
      return;
    }
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

  /// How much an alert deserves to be looked at closely, by physical signs alone, in log-odds.
  static float promise(float innate, boolean marked) {
    return marked ? Math.max(innate + 0.8f, 0.6f) : innate;
  }

  /// Makes links of the most plausible, in the order in which they were offered; of equally plausible ones the first.
  void link(Vicinity.@Nullable Near near, int most, List<Link> into) {
    float least = Float.NEGATIVE_INFINITY;
    int room = size;
    if (size > most) {
      if (order.length < size) {
        order = new float[others.length];
      }
      System.arraycopy(promises, 0, order, 0, size);
      Arrays.sort(order, 0, size);
      least = order[size - most];
      room = most;
      for (int i = 0; i < size; i++) {
        room -= promises[i] > least ? 1 : 0;
      }
    }
    for (int i = 0; i < size; i++) {
      if (promises[i] > least || (promises[i] == least && room-- > 0)) {
        int step = steps[i];
        into.add(
            new Link(
                Objects.requireNonNull(others[i]),
                costs[i],
                near != null && step >= 0 ? near.down(step) : 0,
                near != null && step >= 0 ? near.up(step) : 0,
                near != null && step >= 0 ? near.way(step) : 0,
                withins[i],
                innates[i],
                promises[i]));
      }
    }
  }
}
