package dev.muster.correlate.engine.numbers;

import dev.muster.kernel.Hashes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// How often something was so and how often not, by key, over the past. Kept in {@value #FOLDS} stretches of time, so that what is
/// learned of one stretch can be judged by what the others say; without that a rare key would seem to foretell itself. Once all is
/// learned, only the sums are kept.
public final class Tallies {
  public static final int FOLDS = 4;

  /// Ask with this to leave nothing out.
  public static final int ALL = -1;

  /// A slot with stretches: the key, the sums, and those of each stretch.
  private static final int WIDE = 2 + FOLDS;

  /// A slot without: the key and the sums.
  private static final int NARROW = 2;

  /// A key and its counts lie together, since what is looked up is seldom at hand; each two counts in a long, that of yes in its upper
  /// half.
  private long[] slots;

  private int width;

  /// Of the numbers of slots.
  private int mask;

  private int size;
  private final int most;

  /// @param most keys kept; beyond that new ones are not taken up
  public Tallies(int most) {
    this(most, WIDE);
  }

  private Tallies(int most, int width) {
    this.most = most;
    this.width = width;
    this.mask = 63;
    slots = new long[64 * width];
  }

  /// @throws IllegalStateException when the stretches have been forgotten and one is named
  public void add(long key, boolean yes, int fold, float weight) {
    if (fold != ALL && width == NARROW) {
      throw new IllegalStateException("the stretches have been forgotten");
    }
    int at = find(key);
    if (at < 0) {
      if (size >= most) {
        return;
      }
      if (2 * size > mask) {
        resize(2 * (mask + 1), width);
      }
      at = -1 - find(key);
      slots[at] = key == 0 ? 1 : key;
      size++;
    }
    slots[at + 1] = plus(slots[at + 1], yes, weight);
    if (fold != ALL) {
      int stretch = at + 2 + Math.floorMod(fold, FOLDS);
      slots[stretch] = plus(slots[stretch], yes, weight);
    }
  }

  private static long plus(long counts, boolean yes, float weight) {
    return yes
        ? counts(yes(counts) + weight, no(counts))
        : counts(yes(counts), no(counts) + weight);
  }

  private static long counts(float yes, float no) {
    return (long) Float.floatToRawIntBits(yes) << 32 | (Float.floatToRawIntBits(no) & 0xffff_ffffL);
  }

  private static float yes(long counts) {
    return Float.intBitsToFloat((int) (counts >>> 32));
  }

  private static float no(long counts) {
    return Float.intBitsToFloat((int) counts);
  }

  /// Fetches what is probably the slot of a key, so that it is at hand when it is asked for: whoever will ask for many fetches all of
  /// them first, since the memory answers several at a time.
  ///
  /// @return something that lies there and means nothing
  public long fetch(long key) {
    return slots[((int) (Hashes.mix(key) & mask)) * width + 1];
  }

  /// Forgets the stretches and keeps the sums: nothing can be left out any more.
  public void forgetStretches() {
    if (width != NARROW) {
      resize(mask + 1, NARROW);
    }
  }

  public float yes(long key, int without) {
    int at = find(key);
    if (at < 0) {
      return 0;
    }
    float all = yes(slots[at + 1]);
    return leavesOut(without) ? all - yes(slots[at + 2 + without]) : all;
  }

  public float no(long key, int without) {
    int at = find(key);
    if (at < 0) {
      return 0;
    }
    float all = no(slots[at + 1]);
    return leavesOut(without) ? all - no(slots[at + 2 + without]) : all;
  }

  private boolean leavesOut(int without) {
    return without != ALL && width != NARROW;
  }

  /// Log-odds of yes, drawn towards the given log-odds as if that had been seen so many times.
  public double logOdds(long key, int without, double prior, double strength) {
    int at = find(key);
    double yes = 0;
    double no = 0;
    if (at >= 0) {
      yes = yes(slots[at + 1]);
      no = no(slots[at + 1]);
      if (leavesOut(without)) {
        yes -= yes(slots[at + 2 + without]);
        no -= no(slots[at + 2 + without]);
      }
    }
    if (yes == 0 && no == 0) {
      return prior; // to the bit: what differs from it by rounding alone would look as if something
      // were known
    }
    double p = 1 / (1 + Math.exp(-prior));
    return Math.log((yes + strength * p) / (no + strength * (1 - p)));
  }

  /// Log-odds of yes over everything.
  public double rate() {
    double yes = 1;
    double no = 1;
    for (int at = 0; at < slots.length; at += width) {
      if (slots[at] != 0) {
        yes += yes(slots[at + 1]);
        no += no(slots[at + 1]);
      }
    }
    return Math.log(yes / no);
  }

  /// Where the slot of a key begins; when it has none, -1 less the one that is free for it.
  private int find(long raw) {
    long key = raw == 0 ? 1 : raw;
    int slot = (int) (Hashes.mix(key) & mask);
    while (true) {
      int at = slot * width;
      if (slots[at] == key) {
        return at;
      }
      if (slots[at] == 0) {
        return -1 - at;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void resize(int room, int wanted) {
    long[] old = slots;
    int before = width;
    slots = new long[room * wanted];
    width = wanted;
    mask = room - 1;
    for (int i = 0; i < old.length; i += before) {
      if (old[i] != 0) {
        System.arraycopy(old, i, slots, -1 - find(old[i]), Math.min(before, wanted));
      }
    }
  }

  public int size() {
    return size;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    var keys = new long[size];
    int next = 0;
    for (int at = 0; at < slots.length; at += width) {
      if (slots[at] != 0) {
        keys[next++] = slots[at];
      }
    }
    Arrays.sort(keys);
    for (long key : keys) {
      out.writeLong(key);
      out.writeFloat(yes(key, ALL));
      out.writeFloat(no(key, ALL));
    }
  }

  /// Only the sums are kept on the way; the stretches matter only while learning.
  public static Tallies read(DataInput in, int most) throws IOException {
    var tallies = new Tallies(most, NARROW);
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      long key = in.readLong();
      tallies.add(key, true, ALL, in.readFloat());
      tallies.add(key, false, ALL, in.readFloat());
    }
    return tallies;
  }

  @Override
  public String toString() {
    return "Tallies[%d of %d, %d]".formatted(size, most, Arrays.hashCode(slots));
  }
}
