package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Knows whether what a series does at fixed times comes on time. A job that starts ten minutes sooner or later each night is far from
/// what its profile says around every start and every end, and nothing is wrong. Where the profile is steep, a value that is usual some
/// minutes before or after is then no distance.
///
/// That must be earned: the series has to make the steep move, but at another time, again and again. A job that does not come makes no
/// move and teaches nothing here, and to one that is always on time nothing is excused.
final class Punctuality {
  /// Around how far from its time something may come.
  private static final int SECONDS = 1_800;

  /// Longer slots are too coarse to tell another time from another value.
  private static final int LONGEST_SLOT = 900;

  /// A profile is steep where it moves by so many spreads within that time.
  private static final double STEEP = 16;

  /// Distances up to this share of the steep move are noise.
  private static final double NOISE = 0.25;

  /// Share of the steep move that the series must have made, or it did not come.
  private static final double MOVED = 0.6;

  /// Share of its distances that another time must explain, or it is something else.
  private static final double EXPLAINED = 0.6;

  /// What one steep stretch counts against those before.
  private static final double RATE = 0.1;

  /// Shares of moves at another time from which a series counts as unpunctual, a little and wholly.
  private static final double SELDOM = 0.15;

  private static final double OFTEN = 0.4;

  /// What comes at another time each day has a profile whose moves are smaller than its own, by this share of what is excused.
  private static final double SMEARED = 0.25;

  private static final double LARGEST = 1e6;

  /// Snapshot size in bytes.
  static final int BYTES = 6 * 4;

  /// The share of moves that came at another time.
  private float unpunctual;

  /// How far what is usual around the slot that was looked up lies below and above what is usual there; both 0 where that is not steep.
  private float below;

  private float above;

  /// Of the steep stretch that is on, the least and the greatest place between what is usual around, from 0 to 1 inside; NaN without one.
  private float least = Float.NaN;

  private float greatest;

  /// How much more of the distances another time explains than it must.
  private float explained;

  /// Looks at what is usual around a slot.
  ///
  /// @param width of a slot in seconds
  /// @param usual at the slot
  /// @param spread how far the series strays over all slots
  void look(Profile profile, int slot, int width, double usual, double spread) {
    int reach = width > LONGEST_SLOT ? 0 : SECONDS / width;
    double low = usual;
    double high = usual;
    for (int i = slot - reach; i <= slot + reach; i++) {
      int at = Math.floorMod(i, profile.slots());
      if (profile.visits(at) > 0) {
        low = Math.min(low, profile.usual(at));
        high = Math.max(high, profile.usual(at));
      }
    }
    boolean steep = reach > 0 && spread > 0 && high - low > STEEP * spread;
    below = steep ? (float) (low - usual) : 0;
    above = steep ? (float) (high - usual) : 0;
  }

  /// There is nothing to look at.
  void look() {
    below = 0;
    above = 0;
  }

  /// How much of the distance from what is usual is because something comes early or late.
  double excused(double off) {
    if (!known()) {
      return 0;
    }
    double share = Math.min(1, (unpunctual - SELDOM) / (OFTEN - SELDOM));
    double more = SMEARED * ((double) above - below);
    return share * Math.clamp(off, below - more, above + more);
  }

  /// Whether the series is known to come early or late.
  boolean known() {
    return unpunctual > SELDOM;
  }

  /// Learns how far a sample of the slot that was looked up is from what is usual there.
  void learn(double off) {
    double range = (double) above - below;
    if (range <= 0) {
      end();
      return;
    }
    float place = (float) Math.clamp((off - below) / range, -LARGEST, LARGEST);
    if (Float.isNaN(least)) {
      least = place;
      greatest = place;
      explained = 0;
    }
    least = Math.min(least, place);
    greatest = Math.max(greatest, place);
    double far = Math.abs(off) / range - NOISE;
    if (far > 0) {
      double left = Math.max(0, Math.abs(off - Math.clamp(off, below, above)) / range - NOISE);
      explained = (float) Math.max(-LARGEST, explained + (1 - EXPLAINED) * far - left);
    }
  }

  private void end() {
    if (!Float.isNaN(least) && greatest - least > MOVED) {
      unpunctual += (float) (RATE * ((explained > 0 ? 1 : 0) - unpunctual));
    }
    least = Float.NaN;
  }

  void write(ByteBuffer to) {
    to.putFloat(unpunctual).putFloat(below).putFloat(above);
    to.putFloat(least).putFloat(greatest).putFloat(explained);
  }

  void read(ByteBuffer from) {
    unpunctual = from.getFloat();
    below = Math.min(0, from.getFloat());
    above = Math.max(0, from.getFloat());
    least = from.getFloat();
    greatest = from.getFloat();
    explained = from.getFloat();
  }
}
