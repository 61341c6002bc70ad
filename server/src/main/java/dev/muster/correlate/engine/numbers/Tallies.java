package dev.muster.correlate.engine.numbers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// How often something was so and how often not, by key, over the past. Kept in {@value #FOLDS} stretches of time, so that what is
/// learned of one stretch can be judged by what the others say; without that a rare key would seem to foretell itself.
public final class Tallies {
  public static final int FOLDS = 4;

  /// Ask with this to leave nothing out.
  public static final int ALL = -1;

  private static final int WIDTH = 2 * (FOLDS + 1);

  private long[] keys;
  private float[] counts;
  private int size;
  private final int most;

  /// @param most keys kept; beyond that new ones are not taken up
  public Tallies(int most) {
    this.most = most;
    keys = new long[64];
    counts = new float[64 * WIDTH];
  }

  public void add(long key, boolean yes, int fold, float weight) {
    int slot = slot(key);
    if (slot < 0) {
      if (size >= most) {
        return;
      }
      if (2 * size >= keys.length) {
        grow();
      }
      slot = -1 - slot(key);
      keys[slot] = key == 0 ? 1 : key;
      size++;
    }
    int offset = yes ? 0 : 1;
    counts[slot * WIDTH + offset] += weight;
    if (fold != ALL) {
      counts[slot * WIDTH + 2 * (Math.floorMod(fold, FOLDS) + 1) + offset] += weight;
    }
  }

  public float yes(long key, int without) {
    return count(key, without, 0);
  }

  public float no(long key, int without) {
    return count(key, without, 1);
  }

  /// Log-odds of yes, drawn towards the given log-odds as if that had been seen so many times.
  public double logOdds(long key, int without, double prior, double strength) {
    int slot = slot(key);
    double p = 1 / (1 + Math.exp(-prior));
    double yes = strength * p;
    double no = strength * (1 - p);
    if (slot >= 0) {
      int at = slot * WIDTH;
      yes += counts[at];
      no += counts[at + 1];
      if (without != ALL) {
        yes -= counts[at + 2 * (without + 1)];
        no -= counts[at + 2 * (without + 1) + 1];
      }
    }
    return Math.log(yes / no);
  }

  /// Log-odds of yes over everything.
  public double rate() {
    double yes = 1;
    double no = 1;
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != 0) {
        yes += counts[slot * WIDTH];
        no += counts[slot * WIDTH + 1];
      }
    }
    return Math.log(yes / no);
  }

  private float count(long key, int without, int offset) {
    int slot = slot(key);
    if (slot < 0) {
      return 0;
    }
    float all = counts[slot * WIDTH + offset];
    return without == ALL ? all : all - counts[slot * WIDTH + 2 * (without + 1) + offset];
  }

  private int slot(long raw) {
    long key = raw == 0 ? 1 : raw;
    int mask = keys.length - 1;
    int at = (int) (Hashes.mix(key) & mask);
    while (keys[at] != 0) {
      if (keys[at] == key) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1 - at;
  }

  private void grow() {
    long[] oldKeys = keys;
    float[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new float[keys.length * WIDTH];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = -1 - slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        System.arraycopy(oldCounts, i * WIDTH, counts, slot * WIDTH, WIDTH);
      }
    }
  }

  public int size() {
    return size;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (long key : Arrays.stream(keys).filter(key -> key != 0).sorted().toArray()) {
      out.writeLong(key);
      out.writeFloat(yes(key, ALL));
      out.writeFloat(no(key, ALL));
    }
  }

  /// Only the sums are kept on the way; the stretches matter only while learning.
  public static Tallies read(DataInput in, int most) throws IOException {
    var tallies = new Tallies(most);
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      long key = in.readLong();
      tallies.add(key, true, 0, in.readFloat());
      tallies.add(key, false, 0, in.readFloat());
    }
    return tallies;
  }

  @Override
  public String toString() {
    return "Tallies[%d of %d, %d]".formatted(size, most, Arrays.hashCode(counts));
  }
}
