package dev.muster.correlate.engine.numbers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Past incidents, found by what took part in them: trouble that comes again takes much the same way through the same places. What
/// takes part is a case, a digest of anything: a kind of alert at a service, or a place. Bounded by {@value #MOST} cases and the latest
/// {@value #LATEST} incidents of each; while learning, those of each stretch of the past.
public final class Precedents {
  private static final int MOST = 400_000;
  private static final int LATEST = 16;
  private static final int[] NONE = {};

  private final Map<Long, int[]> incidents = new HashMap<>();
  private int[] folds = new int[64];

  /// Takes note of an incident's part; the same part again changes nothing.
  ///
  /// @param incident its number from 1
  /// @param fold stretch of the past in which it began; {@link Tallies#ALL} for what is older than the stretches
  public void add(long what, int incident, int fold) {
    if (incident >= folds.length) {
      folds = Arrays.copyOf(folds, Math.max(incident + 1, 2 * folds.length));
    }
    folds[incident] = fold;
    int[] known = incidents.get(what);
    if (known == null) {
      if (incidents.size() < MOST) {
        incidents.put(what, new int[] {incident});
      }
      return;
    }
    for (int each : known) {
      if (each == incident) {
        return;
      }
    }
    incidents.put(what, with(known, incident, fold));
  }

  /// Of each stretch the latest are kept: a past without the one that is judged is then as long as the whole will be.
  private int[] with(int[] known, int incident, int fold) {
    int sameStretch = 0;
    int earliest = -1;
    for (int i = known.length - 1; i >= 0; i--) {
      if (folds[known[i]] == fold) {
        sameStretch++;
        earliest = i;
      }
    }
    int dropped = sameStretch < LATEST ? -1 : earliest;
    int[] more = new int[dropped < 0 ? known.length + 1 : known.length];
    int kept = 0;
    for (int i = 0; i < known.length; i++) {
      if (i != dropped) {
        more[kept++] = known[i];
      }
    }
    more[kept] = incident;
    return more;
  }

  /// The latest incidents in which that took part, at most {@value #LATEST}, the earliest first; not to be changed.
  ///
  /// @param without incidents of that stretch are left out; {@link Tallies#ALL} to leave nothing out
  public int[] of(long what, int without) {
    int[] known = incidents.getOrDefault(what, NONE);
    int kept = 0;
    for (int each : known) {
      kept += counts(each, without) ? 1 : 0;
    }
    if (kept == known.length && kept <= LATEST) {
      return known;
    }
    int[] rest = new int[Math.min(kept, LATEST)];
    int at = rest.length;
    for (int i = known.length - 1; at > 0; i--) {
      if (counts(known[i], without)) {
        rest[--at] = known[i];
      }
    }
    return rest;
  }

  private boolean counts(int incident, int without) {
    return without == Tallies.ALL || folds[incident] != without;
  }

  /// A bit for each of those incidents, which several may have in common: what has no bit is not among them.
  public static long signature(int[] incidents) {
    long bits = 0;
    for (int each : incidents) {
      bits |= 1L << each;
    }
    return bits;
  }

  /// How many incidents two short lists have in common.
  ///
  /// @param signature of the second, see {@link #signature}
  public static int shared(int[] one, int[] two, long signature) {
    int shared = 0;
    for (int a : one) {
      if ((signature & (1L << a)) == 0) {
        continue;
      }
      for (int b : two) {
        if (a == b) {
          shared++;
          break;
        }
      }
    }
    return shared;
  }

  /// The greatest count that any of those incidents has.
  public static int most(int[] incidents, IntCounts counts) {
    int most = 0;
    for (int each : incidents) {
      most = Math.max(most, counts.get(each));
    }
    return most;
  }

  /// How well one past incident explains two sets of alerts, 0 to 1: the share of the one that had its like there, and of the other,
  /// whichever is smaller, of the incident that does best.
  ///
  /// @param one by incident, how many of the first set had their like there
  /// @param sizeOne alerts of the first set
  public static float both(IntCounts one, int sizeOne, IntCounts two, int sizeTwo) {
    float[] best = new float[1];
    one.forEach(incident -> {
      int there = two.get(incident);
      if (there > 0) {
        best[0] =
            Math.max(
                best[0],
                Math.min(
                    one.get(incident) / (float) Math.max(1, sizeOne),
                    there / (float) Math.max(1, sizeTwo)));
      }
    });
    return best[0];
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(incidents.size());
    for (long what : incidents.keySet().stream().mapToLong(x -> x).sorted().toArray()) {
      int[] known = of(what, Tallies.ALL);
      out.writeLong(what);
      out.writeByte(known.length);
      for (int each : known) {
        out.writeInt(each);
      }
    }
  }

  /// The stretches are not kept on the way; they matter only while learning.
  public static Precedents read(DataInput in) throws IOException {
    var precedents = new Precedents();
    for (int left = in.readInt(); left > 0; left--) {
      long what = in.readLong();
      int[] known = new int[in.readUnsignedByte()];
      for (int i = 0; i < known.length; i++) {
        known[i] = in.readInt();
      }
      precedents.incidents.put(what, known);
    }
    return precedents;
  }
}
