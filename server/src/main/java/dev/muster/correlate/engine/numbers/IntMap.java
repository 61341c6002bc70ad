package dev.muster.correlate.engine.numbers;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What belongs to each of some numbers, without a box for any. For one thread. The smallest of all numbers has nothing.
public final class IntMap<V> extends IntTable {
  private @Nullable Object[] values = new @Nullable Object[4];
  private int size;

  /// Without anything.
  public IntMap() {
    super(4);
  }

  /// How many numbers have something.
  public int size() {
    return size;
  }

  /// What belongs to that number; null when nothing does.
  @SuppressWarnings("unchecked") // only what was made for this map is put there
  public @Nullable V get(int key) {
    return (V) values[slot(key)];
  }

  /// What belongs to that number, made when nothing does.
  public V computeIfAbsent(int key, Supplier<V> make) {
    V known = get(key);
    if (known != null) {
      return known;
    }
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    V made = make.get();
    int at = slot(key);
    keys[at] = key;
    values[at] = Objects.requireNonNull(made);
    size++;
    return made;
  }

  private void grow() {
    int[] before = keys;
    @Nullable Object[] held = values;
    keys = empty(2 * before.length);
    values = new @Nullable Object[keys.length];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != EMPTY) {
        int at = slot(before[i]);
        keys[at] = before[i];
        values[at] = held[i];
      }
    }
  }

  /// From now on nothing belongs to that number.
  public void remove(int key) {
    int hole = slot(key);
    if (keys[hole] == EMPTY) {
      return;
    }
    // what comes after and was pushed aside moves up, so that it is still found without a mark for
    // what is gone
    int mask = keys.length - 1;
    for (int next = (hole + 1) & mask; keys[next] != EMPTY; next = (next + 1) & mask) {
      int home = mixed(keys[next]) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
    }
    keys[hole] = EMPTY;
    values[hole] = null;
    size--;
  }
}
