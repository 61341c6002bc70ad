package dev.muster.correlate.engine.numbers;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// Counts by number, without a box for each. For one thread. The smallest of all numbers has no count.
public final class IntCounts {
  private static final long EMPTY = slot(IntTable.EMPTY, 0);

  /// A number and its count lie together, the number in the upper half; as long as a power of two, and at least half empty.
  private long[] slots = empty(8);

  private int used;
  private int size;

  private static long slot(int key, int count) {
    return (long) key << 32 | count;
  }

  private static int key(long slot) {
    return (int) (slot >> 32);
  }

  private static int count(long slot) {
    return (int) slot;
  }

  private static long[] empty(int room) {
    var slots = new long[room];
    Arrays.fill(slots, EMPTY);
    return slots;
  }

  /// How many numbers have a count above zero.
  public int size() {
    return size;
  }

  /// The count of a number; 0 when it has none.
  public int get(int key) {
    return count(slots[at(key)]);
  }

  /// The place of a number; when it has none, the free one that it would get.
  private int at(int key) {
    long[] all = slots;
    int mask = all.length - 1;
    int at = IntTable.mixed(key) & mask;
    while (key(all[at]) != key && all[at] != EMPTY) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /// Changes a count, which does not go below zero.
  public void add(int key, int by) {
    int at = at(key);
    if (slots[at] == EMPTY) {
      if (by <= 0) {
        return;
      }
      if (2 * (used + 1) > slots.length) {
        grow();
        at = at(key);
      }
      used++;
      slots[at] = slot(key, 0);
    }
    int before = count(slots[at]);
    int after = Math.max(0, before + by);
    slots[at] = slot(key, after);
    size += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  }

  private void grow() {
    long[] old = slots;
    int room = 8;
    while (room < 4 * (size + 1)) {
      room *= 2;
    }
    slots = empty(room);
    used = 0;
    size = 0;
    for (long each : old) {
      if (count(each) > 0) {
        add(key(each), count(each));
      }
    }
  }

  /// The largest count; 0 when there is none.
  public int largest() {
    int largest = 0;
    for (long each : slots) {
      largest = Math.max(largest, count(each));
    }
    return largest;
  }

  /// Each number with a count above zero, in no order that means anything, but always the same after the same calls.
  public void forEach(IntConsumer action) {
    for (long each : slots) {
      if (count(each) > 0) {
        action.accept(key(each));
      }
    }
  }

  /// How many numbers have a count here and there.
  public int shared(IntCounts other) {
    int shared = 0;
    for (long each : slots) {
      shared += count(each) > 0 && other.get(key(each)) > 0 ? 1 : 0;
    }
    return shared;
  }
}
