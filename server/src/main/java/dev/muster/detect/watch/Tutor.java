package dev.muster.detect.watch;

import dev.muster.detect.series.SeriesDetector;
import dev.muster.platform.db.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Teaches a new detector the past of its series that is kept, so that a rule knows the hours and days before it was made. Until its turn
/// has come a series is kept without a verdict; those that begin with their rule have no past and wait for nothing.
///
/// A series learns its newest {@value #MOST_VALUES} steps: all that is kept with a step of a minute, and with one of a second some hours.
/// Where very many wait, as after a rule for everything, each first learns some days, so that all are judged soon; those are taught
/// all of it when nobody waits any more.
final class Tutor {
  private static final Logger LOG = LoggerFactory.getLogger(Tutor.class);

  private final Outage outage = Outage.parallel(LOG, "detect.series: learning the past", "later");

  /// Most values that a series learns; a fortnight of minutes, after which a detector knows hours and days.
  static final int MOST_VALUES = 14 * 24 * 60;

  /// Values of a first lesson where many wait: five days of minutes, after which the hours of the day are known.
  static final int FIRST_LESSON = 5 * 24 * 60;

  /// Series of a lane that wait, from which on first lessons are short.
  static final int MANY = 100;

  /// Lessons that follow each other before the lane rests until its next tick, so that the processor is not taken by them alone.
  private static final int IN_A_ROW = 3;

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
      series.setWaiting(true);
      lane.toTeach.add(series);
    }
  }

  /// Takes up a series whose detector comes from before a restart. One that had learned some days only is taught the rest later: all
  /// that it has learned is still kept, so nothing is lost by beginning anew.
  void resume(SeriesLane lane, LiveSeries series, Instant now) {
    SeriesDetector detector = series.detector;
    long chunk = Chunk.STEPS * settings.step().toMillis();
    if (detector != null
        && detector.samples() < MOST_VALUES
        && detector.began() > keptSince(series, now) + chunk) {
      lane.toDeepen.add(series);
    }
  }

  /// Teaches the series whose turn has come.
  ///
  /// @return more than 0 when the next are to follow at once
  int teach(SeriesLane lane, Instant now) {
    lane.toTeach.removeIf(series -> !series.isWaiting());
    lane.toDeepen.removeIf(series -> series.detector == null);
    boolean first = !lane.toTeach.isEmpty();
    Set<LiveSeries> waiting = first ? lane.toTeach : lane.toDeepen;
    if (waiting.isEmpty() || (lane.nextLesson != null && now.isBefore(lane.nextLesson))) {
      return 0;
    }
    lane.nextLesson = null;
    int most = first && lane.toTeach.size() > MANY ? FIRST_LESSON : MOST_VALUES;
    List<LiveSeries> next = next(waiting, most, now);
    Map<String, List<Chunk>> stored;
    try {
      stored =
          store.newest(
              next.stream().map(series -> series.id).toList(),
              now.minus(settings.keepSteps()),
              now,
              Math.ceilDiv(most, Chunk.STEPS));
      outage.worked();
    } catch (RuntimeException away) {
      outage.failed(away);
      lane.nextLesson = now.plus(AFTER_FAILURE);
      return 0;
    }
    int learned = 0;
    for (LiveSeries series : next) {
      if (learned >= VALUES_AT_ONCE) {
        break; // it has more past than it seemed, as after a change of the step; the others' turn
        // comes later
      }
      learned += EACH + teach(lane, series, stored.getOrDefault(series.id, List.of()), most);
      waiting.remove(series);
      if (most < MOST_VALUES && past(series, MOST_VALUES, now) > most) {
        lane.toDeepen.add(series);
      }
    }
    lane.lessons =
        first && !waiting.isEmpty() && lane.lessons + 1 < IN_A_ROW ? lane.lessons + 1 : 0;
    return lane.lessons;
  }

  /// The series that are taught together: the first, and as many more as are not too much.
  private List<LiveSeries> next(Set<LiveSeries> waiting, int most, Instant now) {
    var next = new ArrayList<LiveSeries>();
    long values = 0;
    for (LiveSeries series : waiting) {
      values += EACH + past(series, most, now);
      if (!next.isEmpty() && values > VALUES_AT_ONCE) {
        break;
      }
      next.add(series);
    }
    return next;
  }

  /// How many values a series has to learn at most.
  private long past(LiveSeries series, int most, Instant now) {
    long steps = (series.lastSeen - keptSince(series, now)) / settings.step().toMillis() + 1;
    return Math.clamp(steps, 0, most);
  }

  /// From when on its steps may be kept, in epoch milliseconds.
  private long keptSince(LiveSeries series, Instant now) {
    return Math.max(series.firstSeen, now.minus(settings.keepSteps()).toEpochMilli());
  }

  private int teach(SeriesLane lane, LiveSeries series, List<Chunk> stored, int most) {
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
    while (past.size() > most) {
      past.pollFirstEntry();
    }
    var detector = new SeriesDetector(settings.zone());
    past.forEach(detector::observe);
    series.detector = detector;
    series.setWaiting(false);
    series.dirty = true;
    return past.size();
  }

  private static void read(Chunk chunk, Map<Long, Double> into) {
    chunk.read(
        Long.MIN_VALUE, Long.MAX_VALUE, point -> into.put(point.millis(), (double) point.value()));
  }
}
