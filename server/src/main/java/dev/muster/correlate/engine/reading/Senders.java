package dev.muster.correlate.engine.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Learns from what comes through the doors of services what a door and a source say of the place of a trouble, where nothing else does.
///
/// **A door** says it, unless it is everybody's: then most of what comes through it names what belongs to others, and to several of them.
///
/// **A source** that comes through several doors is either one thing that several services use, or the monitor itself, which signs whatever
/// it sends with its own name. Telling them apart: a thing is named in the text of its alerts and seldom speaks, so when two services
/// complain of it within minutes that is no chance; or several services complained of it at once before, again and again, and hardly ever
/// one alone. What is neither is taken for the monitor's name, since wrongly put together is harder to see through than left apart.
///
/// Counts fade, the longest unused are forgotten; all follow from the alerts read, in their order. For one thread.
final class Senders {
  /// Doors and sources kept.
  private static final int KEPT = 1 << 13;

  /// Of one source, doors kept: beyond that it does not matter how many there are.
  private static final int DOORS = 12;

  /// A shorter source may be in the name of a tool by chance.
  private static final int SHORTEST = 4;

  /// So many other services must have been named before a door is everybody's.
  private static final int SEVERAL = 3;

  /// After so long a count is worth half.
  private static final double HALF = 3 * 86_400_000.0;

  /// Of what has been heard of for less, it is not known yet how often it speaks.
  private static final double A_DAY = 86_400_000.0;

  /// Without a word for so long a burst of one source is over; and after the longer time in any case, as what always speaks is no trouble.
  private static final long PAUSE = 20 * 60_000L;

  private static final long LONGEST = 2 * 3_600_000L;

  /// A named source is one thing as long as company by chance is less probable than this.
  private static final double CHANCE = 0.25;

  /// So many bursts through several doors at once make a source one thing.
  private static final double TOGETHER = 2.5;

  private final Map<String, Door> doors = bounded();
  private final Map<String, Source> sources = bounded();

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(1 << 8, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  private static final class Door {
    private long own;
    private long others;
    private final Set<Integer> whose = new HashSet<>();
  }

  /// One source while it is heard of.
  private static final class Source {
    private final List<String> doors = new ArrayList<>(2);

    /// Bursts that a door had a part in, by the position of the door; faded.
    private final double[] bursts = new double[DOORS];

    private double together;
    private double apart;

    // the burst that goes on: doors as bits, since when, and when it was heard last
    private int now;
    private long since;
    private final long first;
    private long last = Long.MIN_VALUE;

    private Source(long first) {
      this.first = first;
    }

    private void hear(int door, long at) {
      if (last != Long.MIN_VALUE && (at - last > PAUSE || at - since > LONGEST)) {
        if (Integer.bitCount(now) > 1 && last - since < LONGEST - PAUSE) {
          together++;
        } else if (doors.size() > 1) {
          apart++;
        }
        now = 0;
      }
      if (now == 0) {
        since = at;
      }
      if (last != Long.MIN_VALUE && at > last) {
        double fade = Math.pow(0.5, (at - last) / HALF);
        together *= fade;
        apart *= fade;
        for (int i = 0; i < doors.size(); i++) {
          bursts[i] *= fade;
        }
      }
      last = Math.max(last, at);
      if ((now & (1 << door)) == 0) {
        now |= 1 << door;
        bursts[door]++;
      }
    }

    /// The chance that another door has part in a burst of this one by mere coincidence, going by how often others did at all; the
    /// burst that goes on proves nothing.
    private double coincidence(int door) {
      double others = 0;
      for (int i = 0; i < doors.size(); i++) {
        others += i == door ? 0 : Math.max(0, bursts[i] - ((now >> i) & 1));
      }
      // what fades by half in that time has, of a steady rate, the sum of a span of so long
      double known = Math.max((double) (last - first), A_DAY);
      double span = HALF / Math.log(2) * (1 - Math.pow(0.5, known / HALF));
      return 1 - Math.exp(-others * 2 * PAUSE / span);
    }

    private boolean isThing(int door, boolean named) {
      return doors.size() == 1
          || (named && doors.size() < DOORS && coincidence(door) < CHANCE)
          || (together >= TOGETHER && together > apart);
    }
  }

  /// What is known of a source.
  ///
  /// @param doors through so many it has come, as far as that is counted
  /// @param thing whether it is one thing, whichever door it comes through
  record Heard(int doors, boolean thing) {}

  /// Hears of an alert that names something that is known.
  ///
  /// @param own number of the service whose door it came through; -1 when the topology does not know that
  /// @param service number of the service that it names, or that what it names belongs to; -1 when there is none
  void named(String door, int own, int service) {
    if (service < 0) {
      return;
    }
    Door known = doors.computeIfAbsent(door, _ -> new Door());
    if (service == own) {
      known.own++;
    } else {
      known.others++;
      if (known.whose.size() < SEVERAL) {
        known.whose.add(service);
      }
    }
  }

  /// Whether most of what comes through it is about others.
  boolean isEverybodys(String door) {
    Door known = doors.get(door);
    return known != null && known.whose.size() >= SEVERAL && known.others > known.own;
  }

  /// Hears of an alert that names nothing that is known.
  ///
  /// @param source what it says it is about
  /// @param tool what sent it
  /// @param named whether its text names the source as well
  Heard unknown(String door, String source, String tool, boolean named, long at) {
    doors.computeIfAbsent(door, _ -> new Door()).own++;
    String key = source.toLowerCase(Locale.ROOT);
    Source known = sources.computeIfAbsent(key, _ -> new Source(at));
    int index = known.doors.indexOf(door);
    if (index < 0 && known.doors.size() < DOORS) {
      index = known.doors.size();
      known.doors.add(door);
    }
    if (index < 0) {
      return new Heard(DOORS, false);
    }
    known.hear(index, at);
    boolean itself =
        key.isEmpty() || (key.length() >= SHORTEST && tool.toLowerCase(Locale.ROOT).contains(key));
    return new Heard(known.doors.size(), !itself && known.isThing(index, named));
  }
}
