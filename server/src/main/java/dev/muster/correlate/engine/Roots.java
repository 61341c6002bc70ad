package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.IntTimes;
import dev.muster.correlate.engine.numbers.Vicinity;
import java.util.Arrays;
import java.util.Collection;

/// Where the trouble in a set of alerts begins, and whether another set explains that. A place is explained by one that it rests on
/// and that had an alert before, or hardly later, since monitors differ in how fast they notice. What nothing in its own set explains
/// is a root of it. A trouble of its own has a root that nothing else explains; a part of another trouble has none.
final class Roots {
  /// Numbers of {@link #read}.
  static final int FEATURES = 14;

  /// Places of a set that are looked at, the earliest.
  private static final int MOST = 48;

  /// By so much may what explains come later.
  private static final long SLACK = 5 * 60_000L;

  /// Cost up to which two places are next to each other.
  private static final float NEXT = 1.05f;

  private final Scene scene;
  private final IntTimes since;

  /// The earliest, in order.
  private final int[] places;

  private boolean[] held = {};

  private Roots(Scene scene, IntTimes since) {
    this.scene = scene;
    this.since = since;
    this.places = since.earliest(MOST);
  }

  /// Of those alerts.
  static Roots of(Scene scene, Collection<Seen> alerts) {
    var since = new IntTimes(Math.min(MOST, alerts.size()));
    for (Seen seen : alerts) {
      since.add(seen.place, seen.onset);
    }
    return new Roots(scene, since);
  }

  private long onset(int place) {
    return since.get(place);
  }

  /// Steps down to the nearest place that explains this one; 9 when none does.
  private int explained(int place, long onset, Roots by) {
    Vicinity.Near near = scene.near(place);
    if (near == null) {
      return by != this && by.onset(place) <= onset + SLACK ? 0 : 9;
    }
    int[] below = near.below();
    byte[] depth = near.depth();
    int best = 9;
    for (int i = 0; i < below.length; i++) {
      if (depth[i] < best
          && (by != this || below[i] != place)
          && by.onset(below[i]) <= onset + SLACK) {
        best = depth[i];
      }
    }
    return best;
  }

  private boolean next(int place, Roots to) {
    Vicinity.Near near = scene.near(place);
    if (near == null) {
      return to.since.has(place);
    }
    for (int i = 0; i < near.size() && near.cost(i) <= NEXT; i++) {
      if (to.since.has(near.entity(i))) {
        return true;
      }
    }
    return false;
  }

  /// How two sets explain each other, in {@link #FEATURES} numbers.
  static void read(Roots small, Roots large, float[] row, int at) {
    Arrays.fill(row, at, at + FEATURES, 0);
    small.against(large, row, at);
    large.against(small, row, at + 5);
    Roots later = small.first() >= large.first() ? small : large;
    Roots earlier = later == small ? large : small;
    if (later.places.length == 0 || earlier.places.length == 0) {
      return;
    }
    row[at + 10] = later.explained(later.places[0], later.first(), earlier);
    row[at + 11] = later.next(later.places[0], earlier) ? 1 : 0;
    row[at + 12] = earlier.explained(earlier.places[0], earlier.first(), later);
    row[at + 13] =
        later.places.length < 2
            ? -1
            : later.explained(later.places[1], later.onset(later.places[1]), earlier);
  }

  /// How a set explains itself: noise that happened to meet comes in no order; a trouble from below, with time between.
  ///
  /// @param at where five numbers go: places looked at, roots, share explained, steps and minutes from the first place to the second
  void read(float[] row, int at) {
    int looked = places.length;
    boolean[] own = held();
    int roots = 0;
    for (boolean each : own) {
      roots += each ? 0 : 1;
    }
    row[at] = looked;
    row[at + 1] = roots;
    row[at + 2] = looked == 0 ? 0 : 1 - (float) roots / looked;
    if (looked > 1) {
      row[at + 3] = explained(places[1], onset(places[1]), this);
      row[at + 4] = (float) Math.min(120, (onset(places[1]) - first()) / 60_000.0);
    } else {
      row[at + 3] = -1;
      row[at + 4] = -1;
    }
  }

  private long first() {
    return places.length == 0 ? Long.MAX_VALUE : onset(places[0]);
  }

  /// Of each of the earliest places, whether its own set explains it.
  private boolean[] held() {
    if (held.length != places.length) {
      held = new boolean[places.length];
      for (int i = 0; i < places.length; i++) {
        int place = places[i];
        held[i] = explained(place, onset(place), this) < 9;
      }
    }
    return held;
  }

  private void against(Roots other, float[] row, int at) {
    int looked = places.length;
    boolean[] held = held();
    int roots = 0;
    int open = 0;
    int crossing = 0;
    int beside = 0;
    int shared = 0;
    for (int i = 0; i < looked; i++) {
      int place = places[i];
      long onset = onset(place);
      boolean own = held[i];
      boolean cross = explained(place, onset, other) < 9;
      roots += own ? 0 : 1;
      open += own || cross ? 0 : 1;
      crossing += cross ? 1 : 0;
      beside += cross || next(place, other) ? 1 : 0;
      shared += other.since.has(place) ? 1 : 0;
    }
    int all = Math.max(1, looked);
    row[at] = roots;
    row[at + 1] = open;
    row[at + 2] = (float) crossing / all;
    row[at + 3] = (float) beside / all;
    row[at + 4] = (float) shared / all;
  }
}
