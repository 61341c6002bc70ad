package dev.muster.detect.metric;

import java.util.Arrays;

/// Counts how many different values a stream holds, in bounded memory: exactly up to {@link #MOST}; of more, by how closely the smallest
/// hashes lie. Hashes are spread evenly, so that of n of them the k-th smallest lies at about k in n of the way. Not safe for use by
/// several threads.
final class DifferentValues {
  /// Hashes that are kept. They take 8 KiB, half of what the detector of a series takes, and no more than a step's time; a number beyond
  /// them is wrong by one part in the root of so many, 3 %, which is less than people coming and going make it move.
  static final int MOST = 1_024;

  private static final int FEW = 16;

  /// 2 to the power of 63: as many numbers as a hash can be without its sign.
  private static final double ALL = 0x1p63;

  /// The smallest hashes, rising.
  private long[] smallest = new long[FEW];

  private int size;

  /// Whether there was a hash that is not kept.
  private boolean more;

  /// Takes a value by its hash, which has to be spread evenly over all numbers; one that was taken before changes nothing.
  void add(long hash) {
    long place = hash >>> 1;
    if (size == MOST && place > smallest[MOST - 1]) {
      more = true;
      return;
    }
    int at = Arrays.binarySearch(smallest, 0, size, place);
    if (at >= 0) {
      return;
    }
    at = -at - 1;
    if (size == MOST) {
      more = true; // the largest goes
    } else if (size++ == smallest.length) {
      smallest = Arrays.copyOf(smallest, 2 * smallest.length);
    }
    System.arraycopy(smallest, at, smallest, at + 1, size - 1 - at);
    smallest[at] = place;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// How many different values were taken.
  double count() {
    return more ? Math.rint((MOST - 1) * ALL / smallest[MOST - 1]) : size;
  }
}
