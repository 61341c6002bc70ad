package dev.muster.correlate.engine.numbers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// When things came before, to see whether they come by the clock. A job that runs every night makes its alerts every night; they
/// need no person, whatever they say. Kept for at most {@value #KEYS} keys, {@value #KEPT} times each; the longest unused key goes first.
public final class Recurrences {
  private static final int KEYS = 120_000;
  private static final int KEPT = 48;
  private static final long HOUR = 3_600_000L;

  /// Intervals in hours at which machines and offices do things.
  private static final int[] PERIODS = {1, 2, 3, 4, 6, 8, 12, 24, 168};

  /// How far from the time of the clock something may be and still count as on time.
  private static final long LATE = 6 * 60_000L;

  private final Map<Long, Ring> rings =
      new LinkedHashMap<>(1 << 10, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Ring> eldest) {
          return size() > KEYS;
        }
      };

  private static final class Ring {
    private long[] times = new long[4];
    private int count;
    private long first;

    private void add(long at) {
      if (count == 0) {
        first = at;
      }
      if (count == times.length && times.length < KEPT) {
        times = Arrays.copyOf(times, Math.min(KEPT, times.length * 3));
      }
      times[count++ % times.length] = at;
    }

    /// As if what that one has seen had come here too, in the order of time.
    private void add(Ring more) {
      if (more.count == 0) {
        return;
      }
      first = count == 0 ? more.first : Math.min(first, more.first);
      long[] both = Arrays.copyOf(times, size() + more.size());
      System.arraycopy(more.times, 0, both, size(), more.size());
      Arrays.sort(both);
      int kept = Math.min(KEPT, both.length);
      count += more.count;
      times = new long[kept];
      for (int i = 0; i < kept; i++) {
        // the oldest where the next one will be written
        times[(count + i) % kept] = both[both.length - kept + i];
      }
    }

    private long time(int i) {
      return times[i];
    }

    private int size() {
      return Math.min(count, times.length);
    }
  }

  /// What is known of a key just before a new occurrence.
  ///
  /// @param count how often it came before
  /// @param sinceLast hours since the last one; 1000 when there was none
  /// @param hits how often it came on time by the best of the intervals
  /// @param share how often it came on time of how often it could have
  /// @param hours the interval, 0 when none fits
  public record Habit(int count, double sinceLast, int hits, double share, int hours) {}

  private static final Habit NEW = new Habit(0, 1_000, 0, 0, 0);

  /// What is known of a key at a moment; of what came later nothing, so that a past can be played with what was learned of all of it.
  public Habit habit(long key, long at, long slack) {
    Ring ring = rings.get(key);
    if (ring == null || ring.count == 0) {
      return NEW;
    }
    int size = ring.size();
    int later = 0;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      if (ring.time(i) > at + LATE) {
        later++;
      } else {
        last = Math.max(last, ring.time(i));
      }
    }
    if (later == size) {
      return NEW;
    }
    int bestHits = 0;
    double bestShare = 0;
    int bestHours = 0;
    for (int period : PERIODS) {
      long step = period * HOUR;
      int possible = (int) Math.min(8, (at - ring.first + LATE) / step);
      if (possible < 1) {
        continue;
      }
      int hitSet = 0;
      long longest = possible * step + LATE + slack;
      for (int i = 0; i < size; i++) {
        long ago = at - ring.time(i);
        if (ago > longest) {
          continue; // most are, and dividing takes longest
        }
        long times = (ago + step / 2) / step;
        if (times >= 1 && times <= possible && Math.abs(ago - times * step) <= LATE + slack) {
          hitSet |= 1 << times;
        }
      }
      int hits = Integer.bitCount(hitSet);
      double share = hits / (possible + 0.5);
      if (hits >= 1 && (hits > bestHits || (hits == bestHits && share > bestShare))) {
        bestHits = hits;
        bestShare = share;
        bestHours = period;
      }
    }
    return new Habit(
        ring.count - later, (at - last) / (double) HOUR, bestHits, bestShare, bestHours);
  }

  /// Uses a key, so that others are forgotten before it, as {@link #habit} does.
  public void touch(long key) {
    rings.get(key);
  }

  public void add(long key, long at) {
    rings.computeIfAbsent(key, k -> new Ring()).add(at);
  }

  /// Adds what somebody else has seen; of a key that was seen by both at different times, the newest times of both.
  public void add(Recurrences more) {
    more.rings.forEach((key, ring) -> rings.computeIfAbsent(key, k -> new Ring()).add(ring));
  }

  public int size() {
    return rings.size();
  }

  /// What {@link #write} writes, for {@link #unpacked}.
  public byte[] packed() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// What was packed.
  public static Recurrences unpacked(byte[] packed) {
    try {
      return read(new DataInputStream(new ByteArrayInputStream(packed)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// To be read again by {@link #read}, to the second.
  public void write(DataOutput out) throws IOException {
    out.writeInt(rings.size());
    for (Map.Entry<Long, Ring> each : rings.entrySet()) {
      Ring ring = each.getValue();
      out.writeLong(each.getKey());
      out.writeInt(ring.count);
      out.writeLong(ring.first);
      out.writeByte(ring.times.length);
      for (int i = 0; i < ring.size(); i++) {
        out.writeInt((int) Math.floorDiv(ring.times[i] - ring.first, 1_000L));
      }
    }
  }

  /// What was written.
  public static Recurrences read(DataInput in) throws IOException {
    var all = new Recurrences();
    for (int left = in.readInt(); left > 0; left--) {
      long key = in.readLong();
      var ring = new Ring();
      ring.count = in.readInt();
      ring.first = in.readLong();
      ring.times = new long[in.readUnsignedByte()];
      for (int i = 0; i < ring.size(); i++) {
        ring.times[i] = ring.first + in.readInt() * 1_000L;
      }
      all.rings.put(key, ring);
    }
    return all;
  }
}
