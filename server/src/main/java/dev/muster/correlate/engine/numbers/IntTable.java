package dev.muster.correlate.engine.numbers;

import java.util.Arrays;

/// Places of numbers in arrays that are a power of two long and at least half empty; what stands at a place is up to whoever extends it.
/// The smallest of all numbers has no place.
abstract class IntTable {
  static final int EMPTY = Integer.MIN_VALUE;

  int[] keys;

  IntTable(int room) {
    keys = empty(room);
  }

  static int[] empty(int room) {
    var keys = new int[room];
    Arrays.fill(keys, EMPTY);
    return keys;
  }

  /// A number of which the lower part tells many apart, whatever they have in common.
  static int mixed(int key) {
    int mixed = key * 0x9e3779b9;
    return mixed ^ (mixed >>> 15);
  }

  /// The place of a number; when it has none, the free one that it would get.
  int slot(int key) {
    int mask = keys.length - 1;
    int at = mixed(key) & mask;
    while (keys[at] != EMPTY && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
