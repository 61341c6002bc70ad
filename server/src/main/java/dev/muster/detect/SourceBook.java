package dev.muster.detect;

import dev.muster.signal.Intake;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Knows of every source how much it has sent, when it was heard of last, and how long it is usually silent: a source that is
/// silent for longer than 99 of 100 of its own pauses is flagged, whatever its rhythm.
///
/// Pauses are counted in buckets that grow by a quarter of a power of two, and halved now and then, so that the habit of months ago
/// does not outweigh that of this week.
final class SourceBook implements Intake.Witness, Hearing {
  /// Pauses that have to be known before silence means anything.
  static final int ENOUGH = 20;

  /// Pauses after which all counts are halved.
  private static final int HALVED = 20_000;

  private static final int BUCKETS = 128;
  private static final double SHARE = 0.99;

  /// Requests that come together are one sign of life.
  private static final long SHORTEST = 100;

  /// What is known of a source.
  ///
  /// @param events signals and readings it has sent
  /// @param listening since when it could be heard without a break
  /// @param gap the pause that 99 of 100 stay below; null while too few are known
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record State(
      String id,
      long events,
      Instant firstSeen,
      Instant lastSeen,
      Instant listening,
      @Nullable Duration gap,
      byte[] packed) {
    /// Since when it would have been heard: its last sign of life, or the start of Muster, if that was later.
    Instant heardSince() {
      return lastSeen.isBefore(listening) ? listening : lastSeen;
    }

    /// For how long it has been silent beyond its habit; null when it is not. While Muster was not there to hear it, nobody knows.
    @Nullable Duration silentFor(Instant now) {
      Duration pause = Duration.between(heardSince(), now);
      return gap != null && pause.compareTo(gap) > 0 ? pause : null;
    }
  }

  private static final class Source {
    final Instant firstSeen;

    /// Muster began to listen after it had last been heard of.
    boolean missed;

    long events;
    long last;
    final int[] pauses = new int[BUCKETS];
    int counted;
    boolean dirty;

    Source(Instant firstSeen) {
      this.firstSeen = firstSeen;
      this.last = firstSeen.toEpochMilli();
    }
  }

  private final Map<String, Source> sources = new ConcurrentHashMap<>();
  private volatile Instant listening;

  /// @param listening since when sources can be heard, unless {@link #opened} says later
  SourceBook(Instant listening) {
    this.listening = listening;
  }

  @Override
  public void opened(Instant now) {
    listening = now;
  }

  /// Takes up what was stored.
  void restore(String id, long events, Instant firstSeen, Instant lastSeen, byte[] packed) {
    var source = new Source(firstSeen);
    source.events = events;
    source.last = lastSeen.toEpochMilli();
    source.missed = true;
    var buffer = ByteBuffer.wrap(packed);
    for (int i = 0; i < BUCKETS && buffer.remaining() >= Integer.BYTES; i++) {
      source.pauses[i] = buffer.getInt();
      source.counted += source.pauses[i];
    }
    sources.put(id, source);
  }

  @Override
  public void seen(String id, int events, Instant at) {
    Source source = sources.computeIfAbsent(id, _ -> new Source(at));
    synchronized (source) {
      source.events += events;
      source.dirty = true;
      long pause = at.toEpochMilli() - source.last;
      if (pause < SHORTEST) {
        return;
      }
      source.last = at.toEpochMilli();
      if (source
          .missed) { // it may have called while nobody heard it, so this is no pause of its own
        source.missed = false;
        return;
      }
      source.pauses[bucket(pause)]++;
      if (++source.counted >= HALVED) {
        source.counted = 0;
        for (int i = 0; i < BUCKETS; i++) {
          source.pauses[i] /= 2;
          source.counted += source.pauses[i];
        }
      }
    }
  }

  private static int bucket(long millis) {
    int place = (int) Math.ceil(4 * Math.log((double) Math.max(1, millis)) / Math.log(2));
    return Math.min(BUCKETS - 1, Math.max(0, place));
  }

  /// Upper end of a bucket, in milliseconds.
  private static long upper(int bucket) {
    return (long) Math.ceil(Math.pow(2, bucket / 4.0));
  }

  @Nullable State state(String id) {
    Source source = sources.get(id);
    return source == null ? null : state(id, source);
  }

  private State state(String id, Source source) {
    synchronized (source) {
      var packed = ByteBuffer.allocate(BUCKETS * Integer.BYTES);
      for (int count : source.pauses) {
        packed.putInt(count);
      }
      return new State(
          id,
          source.events,
          source.firstSeen,
          Instant.ofEpochMilli(source.last),
          listening,
          gap(source),
          packed.array());
    }
  }

  private static @Nullable Duration gap(Source source) {
    if (source.counted < ENOUGH) {
      return null;
    }
    long rank = (long) Math.ceil(SHARE * source.counted);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += source.pauses[i];
      if (seen >= rank) {
        return Duration.ofMillis(upper(i));
      }
    }
    return null;
  }

  /// Everything that has changed since the last call.
  List<State> changed() {
    var changed = new ArrayList<State>();
    sources.forEach((id, source) -> {
      synchronized (source) {
        if (source.dirty) {
          source.dirty = false;
          changed.add(state(id, source));
        }
      }
    });
    return changed;
  }
}
