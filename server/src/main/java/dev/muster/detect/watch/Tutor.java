package dev.muster.detect.watch;

import dev.muster.detect.series.SeriesDetector;
import dev.muster.platform.db.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Teaches a new detector the past of its series that is kept, so that a rule knows the hours and days from its first minute on. Until
/// its turn has come a series is kept without a verdict; those that begin with their rule have no past and wait for nothing.
final class Tutor {
  private static final Logger LOG = LoggerFactory.getLogger(Tutor.class);

  private final Outage outage = Outage.parallel(LOG, "detect.series: learning the past", "later");

  /// Values learned in one tick of a lane; some fifty milliseconds, so that what comes in does not wait longer for it.
  private static final int VALUES_AT_ONCE = 25_000;

  /// How long storage is left alone after it failed.
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final SeriesStore store;
  private final WatchSettings settings;

  Tutor(SeriesStore store, WatchSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /// Gives a series a detector: at once where there is nothing to learn, else when its turn comes.
  void begin(SeriesLane lane, LiveSeries series) {
    if (series.chunk == null && series.storedSeen == 0) {
      series.detector = new SeriesDetector(settings.zone());
    } else {
      series.isWaiting = true;
      lane.toTeach.add(series);
    }
  }

  /// Teaches the series whose turn has come.
  void teach(SeriesLane lane, Instant now) {
    if (lane.toTeach.isEmpty() || (lane.nextLesson != null && now.isBefore(lane.nextLesson))) {
      return;
    }
    lane.nextLesson = null;
    int learned = 0;
    for (Iterator<LiveSeries> waiting = lane.toTeach.iterator();
        waiting.hasNext() && learned < VALUES_AT_ONCE; ) {
      LiveSeries series = waiting.next();
      if (series.isWaiting) {
        try {
          learned += teach(lane, series, now);
          outage.worked();
        } catch (RuntimeException away) {
          outage.failed(away);
          lane.nextLesson = now.plus(AFTER_FAILURE);
          return;
        }
      }
      waiting.remove();
    }
  }

  private int teach(SeriesLane lane, LiveSeries series, Instant now) {
    var past = new TreeMap<Long, Double>();
    Instant since = now.minus(settings.keepHours());
    for (Chunk chunk : store.chunks(series.id, since, now)) {
      read(chunk, past);
    }
    for (SeriesStore.Saved saved : lane.unsaved) {
      Long start = saved.chunkStart();
      byte[] chunk = saved.chunk();
      if (saved.series() == series && start != null && chunk != null) {
        read(Chunk.unpack(start, chunk), past);
      }
    }
    Chunk running = series.chunk;
    if (running != null) {
      read(running, past);
    }
    var detector = new SeriesDetector(settings.zone());
    past.forEach(detector::observe);
    series.detector = detector;
    series.isWaiting = false;
    series.dirty = true;
    return 1 + past.size();
  }

  private static void read(Chunk chunk, Map<Long, Double> into) {
    chunk.read(
        Long.MIN_VALUE, Long.MAX_VALUE, point -> into.put(point.millis(), (double) point.value()));
  }
}
