package dev.muster.correlate.engine.numbers;

import java.util.function.IntConsumer;

/// Counts by number, without a box for each. For one thread.
public final class IntCounts extends IntTable {
  private int[] counts = new int[8];
  private int used;
  private int size;

  /// Counts nothing yet.
  public IntCounts() {
    super(8);
  }

  /// How many numbers have a count above zero.
  public int size() {
    return size;
  }

  /// The count of a number; 0 when it has none.
  public int get(int key) {
    return counts[slot(key)];
  }

  /// Changes a count, which does not go below zero.
  public void add(int key, int by) {
    int at = slot(key);
    if (keys[at] == EMPTY) {
      if (by <= 0) {
        return;
      }
      if (2 * (used + 1) > keys.length) {
        grow();
        add(key, by);
        return;
      }
      keys[at] = key;
      used++;
    }
    int before = counts[at];
    counts[at] = Math.max(0, before + by);
    size += (counts[at] > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldCounts = counts;
    int room = 8;
    while (room < 4 * (size + 1)) {
      room *= 2;
    }
    keys = empty(room);
    counts = new int[room];
    used = 0;
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY && oldCounts[i] > 0) {
        add(oldKeys[i], oldCounts[i]);
      }
    }
  }

  /// The largest count; 0 when there is none.
  public int largest() {
    int largest = 0;
    for (int each : counts) {
      largest = Math.max(largest, each);
    }
    return largest;
  }

  /// Each number with a count above zero, in no order that means anything, but always the same after the same calls.
  public void forEach(IntConsumer action) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY && counts[i] > 0) {
        action.accept(keys[i]);
      }
    }
  }

  /// How many numbers have a count here and there.
  public int shared(IntCounts other) {
    int shared = 0;
    for (int i = 0; i < keys.length; i++) {
      shared += keys[i] != EMPTY && counts[i] > 0 && other.get(keys[i]) > 0 ? 1 : 0;
    }
    return shared;
  }
}
