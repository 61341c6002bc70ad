package dev.muster.detect.watch;

import dev.muster.detect.series.SeriesDetector;
import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Outage;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what lanes hold: new series at once, values and what was learned once an interval, spread over it.
final class SeriesSaver {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesSaver.class);

  private final Outage outage = Outage.parallel(LOG, "detect.series: writing", "trying again");

  /// Parts written in one transaction, some megabytes.
  private static final int SAVED_AT_ONCE = 500;

  /// How long storage is left alone after it failed.
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final SeriesStore store;
  private final WatchSettings settings;
  private final Counter unwritable;

  SeriesSaver(SeriesStore store, WatchSettings settings, Counter unwritable) {
    this.store = store;
    this.settings = settings;
    this.unwritable = unwritable;
  }

  /// Writes what is due.
  ///
  /// @param all whether everything is due, as when the house stops
  /// @return parts written
  int save(SeriesLane lane, Instant now, boolean all) {
    if (lane.nextSave != null && now.isBefore(lane.nextSave)) {
      return 0;
    }
    lane.nextSave = null;
    long due = now.minus(settings.snapshotEvery()).toEpochMilli();
    for (LiveSeries series : lane.series.values()) {
      // spread over the interval, so that not all are written at the same moment
      if (series.dirty && (all || series.savedAt <= due)) {
        lane.toSave.put(series.id, series);
        if (!all && lane.toSave.size() >= SAVED_AT_ONCE) {
          break;
        }
      }
    }
    if (lane.unsaved.isEmpty() && lane.toSave.isEmpty() && lane.toForget.isEmpty()) {
      return 0;
    }
    // in order: an old chunk of a series never replaces a newer one, as they begin at other times
    var parts = new ArrayList<>(lane.unsaved);
    for (LiveSeries series : lane.toSave.values()) {
      parts.add(part(series));
    }
    try {
      for (int from = 0; from < parts.size(); from += SAVED_AT_ONCE) {
        write(parts.subList(from, Math.min(parts.size(), from + SAVED_AT_ONCE)), now);
      }
      if (!lane.toForget.isEmpty()) {
        store.forgetDetectors(lane.toForget);
        lane.toForget.clear();
      }
    } catch (RuntimeException away) {
      outage.failed(away);
      lane.nextSave = now.plus(AFTER_FAILURE);
      return 0;
    }
    outage.worked();
    for (LiveSeries series : lane.toSave.values()) {
      series.dirty = false;
      series.savedAt = now.toEpochMilli();
      series.storedSeen = series.lastSeen;
    }
    lane.toSave.clear();
    lane.unsaved.clear();
    return parts.size();
  }

  /// Writes these together. When one of them cannot be stored, it alone is left out, as all others would wait for it for good.
  private void write(List<SeriesStore.Saved> parts, Instant now) {
    try {
      store.save(parts, now);
    } catch (RuntimeException failure) {
      if (!DatabaseFailures.ofContent(failure)) {
        throw failure;
      }
      if (parts.size() == 1) {
        unwritable.increment();
        LOG.error(
            "detect.series: what was to be kept of {} is left out, as the database refuses it",
            parts.getFirst().series().name,
            failure);
        return;
      }
      int half = parts.size() / 2;
      write(parts.subList(0, half), now);
      write(parts.subList(half, parts.size()), now);
    }
  }

  private static SeriesStore.Saved part(LiveSeries series) {
    Chunk chunk = series.chunk;
    SeriesDetector detector = series.detector;
    boolean content = series.dirty && series.loaded;
    return new SeriesStore.Saved(
        series,
        content && chunk != null ? chunk.start() : null,
        content && chunk != null ? chunk.pack() : null,
        content && detector != null ? detector.snapshot() : null);
  }

  /// Writes the series that wait.
  ///
  /// @return false when storage is away
  boolean saveRows(SeriesLane lane, Instant now) {
    if (!lane.toSave.isEmpty()) {
      save(lane, now, false);
    }
    return lane.toSave.isEmpty();
  }
}
