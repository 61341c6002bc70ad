package dev.muster.correlate.engine.numbers;

import java.util.Arrays;

/// The earliest of some times by number, without a box for each. For one thread while it is filled; unchanged afterwards.
public final class IntTimes extends IntTable {
  /// For a number without a time.
  public static final long NEVER = Long.MAX_VALUE;

  private long[] times;
  private int size;

  /// A bit for each number, which several have in common: most that are asked for have none.
  private final long[] bits = new long[16];

  /// @param expected about how many numbers there will be
  public IntTimes(int expected) {
    super(Math.max(8, 2 * Integer.highestOneBit(2 * Math.max(1, expected))));
    times = never(keys.length);
  }

  /// Takes note of a time.
  public void add(int key, long time) {
    bits[key >> 6 & 15] |= 1L << key;
    int at = slot(key);
    if (times[at] == NEVER) {
      if (2 * (size + 1) > keys.length) {
        grow();
        at = slot(key);
      }
      keys[at] = key;
      size++;
    }
    times[at] = Math.min(times[at], time);
  }

  /// The earliest time of a number; {@link #NEVER} when it has none.
  public long get(int key) {
    return (bits[key >> 6 & 15] & (1L << key)) == 0 ? NEVER : times[slot(key)];
  }

  /// Whether a number has a time.
  public boolean has(int key) {
    return get(key) != NEVER;
  }

  /// The numbers that have the earliest times, ordered by these, then by themselves.
  ///
  /// @param most at most so many
  public int[] earliest(int most) {
    int[] first = new int[Math.min(most, size)];
    long[] when = new long[first.length];
    int found = 0;
    for (int i = 0; i < keys.length && first.length > 0; i++) {
      int key = keys[i];
      long time = times[i];
      if (time == NEVER
          || (found == first.length && !isBefore(time, key, when[found - 1], first[found - 1]))) {
        continue;
      }
      int at = found < first.length ? found++ : found - 1;
      while (at > 0 && isBefore(time, key, when[at - 1], first[at - 1])) {
        when[at] = when[at - 1];
        first[at] = first[at - 1];
        at--;
      }
      when[at] = time;
      first[at] = key;
    }
    return first;
  }

  private static boolean isBefore(long time, int key, long otherTime, int otherKey) {
    return time != otherTime ? time < otherTime : key < otherKey;
  }

  private static long[] never(int room) {
    var times = new long[room];
    Arrays.fill(times, NEVER);
    return times;
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldTimes = times;
    keys = empty(2 * oldKeys.length);
    times = never(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldTimes[i] != NEVER) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        times[at] = oldTimes[i];
      }
    }
  }
}
