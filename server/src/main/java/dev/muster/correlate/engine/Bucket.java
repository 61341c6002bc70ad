package dev.muster.correlate.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The alerts of one place, in the order of their arrival, with what is asked of all of them beside them: most are too long ago or
/// too far off to have to do with a new one, and are passed over without being fetched from memory themselves.
final class Bucket {
  /// Numbers kept of each alert.
  private static final int WIDE = 3;

  private @Nullable Seen[] alerts = new @Nullable Seen[2];

  /// Of each its onset, its arrival, and its service with a bit for whether it names nobody else and is known to be here: all in one
  /// array, as most places have few alerts and each array more would have to be fetched.
  private long[] facts = new long[2 * WIDE];

  private int size;

  int size() {
    return size;
  }

  Seen get(int i) {
    return Objects.requireNonNull(alerts[i]);
  }

  long onset(int i) {
    return facts[WIDE * i];
  }

  long arrival(int i) {
    return facts[WIDE * i + 1];
  }

  /// See {@link Evidence#innate(Seen, Seen, float)}.
  ///
  /// @param place whose alerts these are
  float innate(Seen seen, int i, int place, float cost) {
    long last = facts[WIDE * i + 2];
    return (last & 1) != 0 && !seen.isAdrift()
        ? Evidence.innate(seen, place, (int) (last >> 1), onset(i), cost)
        : Evidence.innate(seen, get(i), cost);
  }

  void add(Seen seen) {
    if (size == alerts.length) {
      alerts = Arrays.copyOf(alerts, 2 * size);
      facts = Arrays.copyOf(facts, 2 * size * WIDE);
    }
    boolean plain = seen.mentions.length == 0 && !seen.isAdrift();
    facts[WIDE * size] = seen.onset;
    facts[WIDE * size + 1] = seen.arrived;
    facts[WIDE * size + 2] = (long) seen.service << 1 | (plain ? 1 : 0);
    alerts[size++] = seen;
  }

  void remove(Seen seen) {
    for (int i = 0; i < size; i++) {
      if (alerts[i] == seen) {
        size--;
        System.arraycopy(alerts, i + 1, alerts, i, size - i);
        System.arraycopy(facts, WIDE * (i + 1), facts, WIDE * i, WIDE * (size - i));
        alerts[size] = null;
        return;
      }
    }
  }
}
