package dev.muster.detect.watch;

import dev.muster.detect.series.SeriesDetector;
import dev.muster.platform.db.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Teaches a new detector the past of its series that is kept, so that a rule knows the hours and days before it was made. Until its turn
/// has come a series is kept without a verdict; those that begin with their rule have no past and wait for nothing.
///
/// A series learns its newest {@value #MOST_VALUES} steps: all that is kept with a step of a minute, and with one of a second some hours.
final class Tutor {
  private static final Logger LOG = LoggerFactory.getLogger(Tutor.class);

  private final Outage outage = Outage.parallel(LOG, "detect.series: learning the past", "later");

  /// Most values that a series learns; a fortnight of minutes, after which a detector knows hours and days.
  static final int MOST_VALUES = 14 * 24 * 60;

  /// What a lane learns in one tick, in values, so that what comes in waits no longer for it: one series with all its past, or many with
  /// a short one.
  static final int VALUES_AT_ONCE = 25_000;

  /// What it costs to begin with a series, in values: its share of the question to storage, and its state that has to be written.
  private static final int EACH = 200;

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
    List<LiveSeries> next = next(lane, now);
    if (next.isEmpty()) {
      return;
    }
    Map<String, List<Chunk>> stored;
    try {
      stored =
          store.newest(
              next.stream().map(series -> series.id).toList(),
              now.minus(settings.keepSteps()),
              now,
              Math.ceilDiv(MOST_VALUES, Chunk.STEPS));
      outage.worked();
    } catch (RuntimeException away) {
      outage.failed(away);
      lane.nextLesson = now.plus(AFTER_FAILURE);
      return;
    }
    int learned = 0;
    for (LiveSeries series : next) {
      if (learned >= VALUES_AT_ONCE) {
        return; // it has more past than it seemed, as after a change of the step; the others' turn
        // comes later
      }
      learned += EACH + teach(lane, series, stored.getOrDefault(series.id, List.of()));
      lane.toTeach.remove(series);
    }
  }

  /// The series that are taught together: the first, and as many more as are not too much.
  private List<LiveSeries> next(SeriesLane lane, Instant now) {
    lane.toTeach.removeIf(series -> !series.isWaiting);
    var next = new ArrayList<LiveSeries>();
    long values = 0;
    for (LiveSeries series : lane.toTeach) {
      values += EACH + past(series, now);
      if (!next.isEmpty() && values > VALUES_AT_ONCE) {
        break;
      }
      next.add(series);
    }
    return next;
  }

  /// How many values a series has to learn at most.
  private long past(LiveSeries series, Instant now) {
    long since = Math.max(series.firstSeen, now.minus(settings.keepSteps()).toEpochMilli());
    long steps = (series.lastSeen - since) / settings.step().toMillis() + 1;
    return Math.clamp(steps, 0, MOST_VALUES);
  }

  private int teach(SeriesLane lane, LiveSeries series, List<Chunk> stored) {
    var past = new TreeMap<Long, Double>();
    for (Chunk chunk : stored) {
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
    while (past.size() > MOST_VALUES) {
      past.pollFirstEntry();
    }
    var detector = new SeriesDetector(settings.zone());
    past.forEach(detector::observe);
    series.detector = detector;
    series.isWaiting = false;
    series.dirty = true;
    return past.size();
  }

  private static void read(Chunk chunk, Map<Long, Double> into) {
    chunk.read(
        Long.MIN_VALUE, Long.MAX_VALUE, point -> into.put(point.millis(), (double) point.value()));
  }
}
