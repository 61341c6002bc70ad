package dev.muster.detect.watch;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Gathers the readings of each input into steps, and hands the value of a step over when it is over.
final class Inlets {
  /// Steps closed in one tick, so that a tick stays within some tens of milliseconds.
  static final int CLOSED_AT_ONCE = 5_000;

  /// After its end a step waits for readings that are under way: half a step, at most this.
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final int OUTPUTS = 3;

  /// What became of a reading.
  enum Fate {
    TAKEN,
    LATE,
    /// Its source has as many series as it may.
    OVER_LIMIT
  }

  /// Readings of one input on their way to a step.
  static final class Inlet {
    private final String source;
    private final SeriesName name;
    private final Meter meter;
    private final int place;
    private final @Nullable String unit;
    private final @Nullable LiveSeries[] outputs = new LiveSeries[OUTPUTS];
    private long step = Long.MIN_VALUE;
    private boolean queued;
    private long seen;

    /// Its source has as many series as it may.
    private boolean refused;

    private Inlet(String source, Reading reading, int place, @Nullable String unit) {
      this.source = source;
      this.name = reading.name();
      this.meter = Meter.of(reading);
      this.place = place;
      this.unit = unit;
    }
  }

  /// Finds or makes the series that values go to.
  interface Outlet {
    /// @return null when the source has as many series as it may
    @Nullable LiveSeries series(
        SeriesLane lane,
        String source,
        SeriesName name,
        Meter.Shown shown,
        @Nullable String unit,
        int place,
        long millis);
  }

  private final WatchSettings settings;
  private final Outlet outlet;
  private final long stepMillis;
  private final Map<String, AtomicInteger> perSource = new ConcurrentHashMap<>();

  Inlets(WatchSettings settings, Outlet outlet) {
    this.settings = settings;
    this.outlet = outlet;
    this.stepMillis = settings.step().toMillis();
  }

  /// How long after its end a step of that length is closed, in milliseconds.
  static long grace(long stepMillis) {
    return Math.min(stepMillis / 2, GRACE.toMillis());
  }

  private static String key(String source, Reading reading) {
    return switch (reading) {
      case Reading.Sample _ -> source + "\n" + reading.name();
      case Reading.Member _ -> source + "\ns:" + reading.name();
      case Reading.Bucket _, Reading.Distribution _ -> source + "\nh:" + reading.name();
    };
  }

  private AtomicInteger inputs(String source) {
    return perSource.computeIfAbsent(source, _ -> new AtomicInteger());
  }

  private @Nullable Inlet inlet(SeriesLane lane, String source, Reading reading) {
    String key = key(source, reading);
    Inlet inlet = lane.inlets.get(key);
    if (inlet == null) {
      AtomicInteger inputs = inputs(source);
      if (inputs.incrementAndGet() > settings.seriesPerSource()) {
        inputs.decrementAndGet();
        return null;
      }
      String unit =
          switch (reading) {
            case Reading.Sample sample -> sample.unit();
            case Reading.Distribution distribution -> distribution.unit();
            case Reading.Bucket _, Reading.Member _ -> null;
          };
      inlet = new Inlet(source, reading, SeriesKeeper.place(source, reading), unit);
      lane.inlets.put(key, inlet);
    }
    return inlet;
  }

  /// Takes a reading into its step; one of a later step ends the running one.
  Fate take(SeriesLane lane, String source, Reading reading) {
    Inlet inlet = inlet(lane, source, reading);
    if (inlet == null || inlet.refused) {
      return Fate.OVER_LIMIT;
    }
    long step = Math.floorDiv(reading.millis(), stepMillis);
    if (step < inlet.step) {
      return Fate.LATE;
    }
    if (step > inlet.step && inlet.step != Long.MIN_VALUE) {
      close(lane, inlet);
    }
    inlet.step = step;
    inlet.seen = Math.max(inlet.seen, reading.millis());
    inlet.meter.take(reading);
    if (!inlet.queued) {
      inlet.queued = true;
      lane.open.add(inlet);
    }
    return Fate.TAKEN;
  }

  private void close(SeriesLane lane, Inlet inlet) {
    long millis = inlet.step * stepMillis;
    inlet.meter.close(
        inlet.name,
        stepMillis / 1_000.0,
        (output, name, shown, value) -> {
          LiveSeries series = inlet.outputs[output];
          if (series == null || !lane.series.containsKey(series.id)) {
            // the count of a histogram is in no unit
            String unit = shown == Meter.Shown.RATE && !name.equals(inlet.name) ? null : inlet.unit;
            series = outlet.series(lane, inlet.source, name, shown, unit, inlet.place, millis);
            if (series == null) {
              inlet.refused = true;
              return;
            }
            inlet.outputs[output] = series;
          }
          lane.values.add(new SeriesLane.Value(series, millis, value));
        });
  }

  /// Ends the steps whose time is over.
  int closeDue(SeriesLane lane, Instant now) {
    long over = now.toEpochMilli() - grace(stepMillis);
    int done = 0;
    for (int i = lane.open.size(); i > 0 && done < CLOSED_AT_ONCE; i--) {
      Inlet inlet = lane.open.poll();
      if (inlet == null) {
        break;
      }
      if ((inlet.step + 1) * stepMillis > over) {
        lane.open.add(inlet);
        continue;
      }
      close(lane, inlet);
      inlet.step++; // what comes for the closed step is late
      inlet.queued = false;
      done++;
    }
    return done;
  }

  /// Forgets inputs that have been silent since then.
  void sweep(SeriesLane lane, long before) {
    lane.inlets
        .values()
        .removeIf(inlet -> {
          // what was refused may try again
          boolean gone = !inlet.queued && (inlet.seen < before || inlet.refused);
          if (gone) {
            inputs(inlet.source).decrementAndGet();
          }
          return gone;
        });
  }
}
