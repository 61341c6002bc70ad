package dev.muster.correlate.insight;

import java.util.Arrays;

/// Numbers the things that one question meets, from 0, in the order in which they are met: what is summed for each then lies in arrays of
/// that length, however large the topology is. Used again and again.
final class Numbering {
  /// By thing one more than its number; 0 for one that was not met.
  private final int[] numbers;

  private int[] met = new int[64];
  private int size;

  /// @param things how many there are in the topology
  Numbering(int things) {
    numbers = new int[things];
  }

  /// Forgets whatever was met.
  void clear() {
    for (int i = 0; i < size; i++) {
      numbers[met[i]] = 0;
    }
    size = 0;
  }

  /// Meets a thing, perhaps not for the first time.
  ///
  /// @return its number
  int meet(int thing) {
    if (numbers[thing] == 0) {
      if (size == met.length) {
        met = Arrays.copyOf(met, 2 * size);
      }
      met[size++] = thing;
      numbers[thing] = size;
    }
    return numbers[thing] - 1;
  }

  /// How many were met.
  int size() {
    return size;
  }

  /// The number of a thing; negative when it was not met.
  int of(int thing) {
    return numbers[thing] - 1;
  }

  /// The thing with that number.
  int thing(int number) {
    return met[number];
  }
}
