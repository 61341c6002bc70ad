package dev.muster.correlate.engine.numbers;

import java.util.Arrays;

/// The earliest of some times by number, without a box for each. For one thread while it is filled; unchanged afterwards.
public final class IntTimes extends IntTable {
  /// For a number without a time.
  public static final long NEVER = Long.MAX_VALUE;

  private long[] times;
  private int size;

  /// @param expected about how many numbers there will be
  public IntTimes(int expected) {
    super(Math.max(8, 2 * Integer.highestOneBit(2 * Math.max(1, expected))));
    times = never(keys.length);
  }

  /// Takes note of a time.
  public void add(int key, long time) {
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
    return times[slot(key)];
  }

  /// Whether a number has a time.
  public boolean has(int key) {
    return times[slot(key)] != NEVER;
  }

  /// The numbers, ordered by their times, then by themselves.
  public int[] inOrder() {
    var known = new int[size];
    int next = 0;
    for (int i = 0; i < keys.length; i++) {
      if (times[i] != NEVER) {
        known[next++] = keys[i];
      }
    }
    return Arrays.stream(known)
        .boxed()
        .sorted((one, two) ->
            get(one) != get(two) ? Long.compare(get(one), get(two)) : Integer.compare(one, two))
        .mapToInt(each -> each)
        .toArray();
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
