package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// What a series usually is at each slot of a day or of a week, and how far it strays there. A slot is learned when it is over;
/// one odd week moves it little. Cells are small: two bytes for the usual value, one for the spread, half a byte for how often the
/// slot was seen.
final class Profile {
  /// Slots are known well after this many visits; more are not counted.
  private static final int MOST_VISITS = 15;

  /// The mean distance over all slots forgets so much with each slot while the profile is young; afterwards, where that is longer, it
  /// looks back on about half a week: that of a few hours would say how restless those hours were.
  private static final double GLOBAL_FORGETTING = 0.005;

  private static final int YOUNG = 2;

  /// Eight codes an octave, so that a spread is kept to about 5 %.
  private static final int CODES_AN_OCTAVE = 8;

  private static final int CODE_ZERO_AT = 160;
  private static final float[] DECODED = decoded();
  private static final double LARGEST_CELL = 30_000;

  private final int slots;
  private final double slowest;
  private final double settled;
  private final short[] usual;
  private final byte[] spread;
  private final byte[] visits;
  private double centre;
  private double unit;
  private double globalSpread;
  private int current = -1;
  private double sum;
  private int samples;

  /// @param slots how many slots the day or week has
  /// @param slotsAWeek how many of them come in a week
  /// @param slowest least weight of a new visit against what is known, between 0 and 1
  Profile(int slots, int slotsAWeek, double slowest) {
    this.slots = slots;
    settled = Math.min(GLOBAL_FORGETTING, 2.0 / slotsAWeek);
    this.slowest = slowest;
    usual = new short[slots];
    spread = new byte[slots];
    visits = new byte[(slots + 1) / 2];
  }

  int slots() {
    return slots;
  }

  /// Fixes the scale of the cells.
  ///
  /// @param centre a typical value
  /// @param unit a small distance between values, more than 0
  void start(double centre, double unit) {
    this.centre = centre;
    this.unit = unit;
  }

  /// How often the slot was over, up to [#MOST_VISITS].
  int visits(int slot) {
    return (visits[slot >> 1] >> ((slot & 1) << 2)) & MOST_VISITS;
  }

  /// The usual value at a slot that was visited.
  double usual(int slot) {
    return centre + unit * Float.float16ToFloat(usual[slot]);
  }

  /// The usual value at a slot that was visited, smoothed with those neighbours that are about the same.
  ///
  /// @param near the most that a neighbour may differ
  double usualAround(int slot, int reach, double near) {
    double own = usual(slot);
    double sum = 0;
    int counted = 1;
    for (int i = slot - reach; i <= slot + reach; i++) {
      int neighbour = Math.floorMod(i, slots);
      if (i != slot && visits(neighbour) > 0) {
        double off = usual(neighbour) - own;
        if (Math.abs(off) <= near) {
          sum += off;
          counted++;
        }
      }
    }
    return own + sum / counted;
  }

  /// The mean distance from the usual value at this slot and those around it; NaN while no slot there was visited twice.
  double spreadAround(int slot, int reach) {
    double sum = 0;
    int known = 0;
    for (int i = slot - reach; i <= slot + reach; i++) {
      int code = spread[Math.floorMod(i, slots)] & 0xff;
      if (code != 0) {
        sum += DECODED[code];
        known++;
      }
    }
    return known == 0 ? Double.NaN : unit * sum / known;
  }

  /// The mean distance from the usual value over all slots.
  double globalSpread() {
    return globalSpread;
  }

  private static float[] decoded() {
    var values = new float[256];
    for (int code = 0; code < values.length; code++) {
      values[code] = (float) Math.pow(2, (code - CODE_ZERO_AT) / (double) CODES_AN_OCTAVE);
    }
    return values;
  }

  private static byte encode(double value) {
    if (value < 1e-12) {
      return 1;
    }
    double code = Math.log(value) / Math.log(2) * CODES_AN_OCTAVE + CODE_ZERO_AT;
    return (byte) Math.clamp(Math.round(code), 1, 255);
  }

  /// Adds a sample of a slot; the slot is learned when a sample of another one comes.
  void learn(int slot, double value) {
    if (slot != current) {
      close();
      current = slot;
      sum = 0;
      samples = 0;
    }
    sum += value;
    samples++;
  }

  private void close() {
    if (current < 0 || samples == 0) {
      return;
    }
    double value = sum / samples;
    int before = visits(current);
    int visit = Math.min(MOST_VISITS, before + 1);
    int shift = (current & 1) << 2;
    visits[current >> 1] =
        (byte) ((visits[current >> 1] & ~(MOST_VISITS << shift)) | (visit << shift));
    if (before == 0) {
      setUsual(current, value);
      return;
    }
    double off = value - usual(current);
    double distance = Math.abs(off);
    if (globalSpread == 0) {
      globalSpread = distance;
    } else {
      double forgets = visit <= YOUNG ? GLOBAL_FORGETTING : settled;
      globalSpread += forgets * (Math.min(distance, 6 * globalSpread) - globalSpread);
    }
    double known = spread[current] == 0 ? globalSpread : unit * DECODED[spread[current] & 0xff];
    double limit =
        visit <= 2 ? Double.MAX_VALUE : Math.max(4.5 * known, 3 * globalSpread) + 1e-12 * unit;
    double rate = Math.max(1.0 / visit, slowest);
    setUsual(current, usual(current) + rate * Math.clamp(off, -limit, limit));
    distance = Math.min(distance, limit);
    double next =
        spread[current] == 0
            ? distance
            : known + Math.max(1.0 / (visit - 1), slowest) * (distance - known);
    spread[current] = encode(next / unit);
  }

  private void setUsual(int slot, double value) {
    double scaled = (value - centre) / unit;
    while (Math.abs(scaled) > LARGEST_CELL) {
      coarsen();
      scaled = (value - centre) / unit;
    }
    usual[slot] = Float.floatToFloat16((float) scaled);
  }

  /// Makes room for values that are farther away than the cells can hold.
  private void coarsen() {
    int octaves = 6;
    unit *= 1 << octaves;
    for (int i = 0; i < slots; i++) {
      usual[i] = Float.floatToFloat16(Float.float16ToFloat(usual[i]) / (1 << octaves));
      if (spread[i] != 0) {
        spread[i] = (byte) Math.max(1, (spread[i] & 0xff) - octaves * CODES_AN_OCTAVE);
      }
    }
  }

  /// Snapshot size in bytes.
  int bytes() {
    return 3 * slots + visits.length + 4 * 8 + 2 * 4;
  }

  void write(ByteBuffer to) {
    for (int i = 0; i < slots; i++) {
      to.putShort(usual[i]);
    }
    to.put(spread).put(visits);
    to.putDouble(centre).putDouble(unit).putDouble(globalSpread).putDouble(sum);
    to.putInt(current).putInt(samples);
  }

  void read(ByteBuffer from) {
    for (int i = 0; i < slots; i++) {
      usual[i] = from.getShort();
    }
    from.get(spread).get(visits);
    centre = from.getDouble();
    unit = from.getDouble();
    globalSpread = from.getDouble();
    sum = from.getDouble();
    current = Math.clamp(from.getInt(), -1, slots - 1);
    samples = from.getInt();
  }
}
