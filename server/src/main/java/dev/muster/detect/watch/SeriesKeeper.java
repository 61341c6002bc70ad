package dev.muster.detect.watch;

import dev.muster.catalog.Catalog;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.detect.series.Verdict;
import dev.muster.kernel.Ids;
import dev.muster.platform.lane.LaneWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the lanes of series do: gather readings into steps, judge each step, and keep what was learned. Values are lossy, as metrics
/// are; anomalies are stored before anybody is told of them, and told again after a crash.
///
/// Storage that is away stops nothing: values go on being judged in memory, and what could not be written waits for the next tick.
final class SeriesKeeper implements LaneWriter<Portion, Taken> {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesKeeper.class);

  /// Shares of the keys; a lane has several, so that their number can change.
  static final int PLACES = 64;

  /// Parts written in one transaction, some megabytes.
  private static final int SAVED_AT_ONCE = 500;

  /// Steps judged in one tick, so that a tick stays within some tens of milliseconds.
  private static final int CLOSED_AT_ONCE = 5_000;

  /// Readings that claim a later time are refused; more than clocks usually differ.
  private static final Duration FUTURE = Duration.ofMinutes(10);

  /// After its end a step waits for readings that are under way: half a step, at most this.
  private static final Duration GRACE = Duration.ofSeconds(15);

  /// How often a signal that could not be stored is told again.
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(2);

  /// How long storage is left alone after it failed.
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  /// How often silence is looked for.
  private static final Duration SILENCE_EVERY = Duration.ofSeconds(5);

  private static final int OUTPUTS = 3;

  /// Readings of one input on their way to a step.
  private static final class Inlet {
    final String source;
    final SeriesName name;
    final Meter meter;
    final int place;
    final @Nullable String unit;
    final @Nullable LiveSeries[] outputs = new LiveSeries[OUTPUTS];
    long step = Long.MIN_VALUE;
    boolean queued;
    long seen;

    /// Its source has as many series as it may.
    boolean refused;

    Inlet(String source, Reading reading, int place, @Nullable String unit) {
      this.source = source;
      this.name = reading.name();
      this.meter = Meter.of(reading);
      this.place = place;
      this.unit = unit;
    }
  }

  /// A value of a step that waits for being judged.
  private record Value(LiveSeries series, long millis, double value) {}

  private static final class Lane {
    final Map<String, Inlet> inlets = new HashMap<>();
    final Map<String, LiveSeries> series = new LinkedHashMap<>();
    final ArrayDeque<Inlet> open = new ArrayDeque<>();
    final List<Value> values = new ArrayList<>();
    final List<SeriesStore.Saved> unsaved = new ArrayList<>();
    final Map<String, LiveSeries> toSave = new LinkedHashMap<>();
    final AnomalyTeller teller;
    @Nullable Instant nextSilence;
    @Nullable Instant nextSweep;

    /// Storage was away; it is left alone until then.
    @Nullable Instant nextSave;

    Lane(AnomalyTeller teller) {
      this.teller = teller;
    }
  }

  private final SeriesStore store;
  private final RuleBook rules;
  private final Watcher watcher;
  private final List<StepListener> listeners;
  private final WatchSettings settings;
  private final int count;
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<String, LiveSeries> bySeriesId = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> perSource = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> inputsPerSource = new ConcurrentHashMap<>();
  private final AtomicInteger watched = new AtomicInteger();
  private final Counter accepted;
  private final Counter overLimit;
  private final Counter late;
  private final Counter future;
  private final Counter judged;
  private final Counter unwatched;
  private final long stepMillis;

  SeriesKeeper(
      SeriesStore store,
      RuleBook rules,
      Voice voice,
      Catalog catalog,
      ServiceLookup services,
      List<StepListener> listeners,
      Ids ids,
      WatchSettings settings,
      MeterRegistry meters) {
    this.listeners = List.copyOf(listeners);
    this.store = store;
    this.rules = rules;
    this.watcher = new Watcher(catalog, services, ids, settings);
    this.settings = settings;
    this.count = Math.min(settings.lanes(), PLACES);
    this.stepMillis = settings.step().toMillis();
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane(new AnomalyTeller(store, voice, TOLD_AGAIN)));
    }
    accepted = counter(meters, "accepted", "Readings that were taken");
    overLimit =
        counter(meters, "over.limit", "Readings of series beyond the limit of their source");
    late = counter(meters, "late", "Readings of steps that were over");
    future = counter(meters, "future", "Readings that claimed to be from the future");
    judged = counter(meters, "judged", "Steps that a detector judged");
    unwatched =
        counter(
            meters, "unwatched", "Series that a rule means and the limit of detectors left out");
    Gauge.builder("muster.series.live", bySeriesId, Map::size)
        .description("Series in memory")
        .register(meters);
    Gauge.builder("muster.series.watched", watched, AtomicInteger::get)
        .description("Series with a detector")
        .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String name, String meaning) {
    return Counter.builder("muster.series." + name).description(meaning).register(meters);
  }

  int count() {
    return count;
  }

  /// The lane of an input.
  static int place(String source, Reading reading) {
    int hash = 31 * source.hashCode() + reading.name().hashCode();
    return ((hash ^ hash >>> 16) & Integer.MAX_VALUE) % PLACES;
  }

  private static String key(String source, Reading reading) {
    return switch (reading) {
      case Reading.Sample _ -> source + "\n" + reading.name();
      case Reading.Bucket _, Reading.Distribution _ -> source + "\nh:" + reading.name();
    };
  }

  /// Series that are in memory, of one source.
  int live(String source) {
    AtomicInteger live = perSource.get(source);
    return live == null ? 0 : live.get();
  }

  /// The values of a series that are not stored yet; null when it is not in memory.
  @Nullable Chunk running(String seriesId) {
    LiveSeries series = bySeriesId.get(seriesId);
    return series == null ? null : series.chunk;
  }

  @Override
  public void load(int number, Instant now) {
    List<Integer> places =
        IntStream.range(0, PLACES).filter(place -> place % count == number).boxed().toList();
    Lane lane = lanes.get(number);
    if (rules.edition().version() == 0) {
      rules.reload();
    }
    if (!lane.series.isEmpty()) {
      return; // what is in memory is newer than what is stored
    }
    for (LiveSeries series : store.series(places, now.minus(settings.forgetAfter()))) {
      keep(lane, series);
    }
    for (SeriesStore.Unfinished unfinished : store.unfinished(places)) {
      Anomaly anomaly = unfinished.anomaly();
      lane.teller.resume(unfinished);
      LiveSeries series = lane.series.get(anomaly.seriesId());
      if (anomaly.closedAt() != null) {
        continue;
      }
      if (series == null) {
        lane.teller.close(
            anomaly.closed(now, "Its series has been silent since before the last start."));
        continue;
      }
      Watcher.resume(series, anomaly, rules.edition());
    }
  }

  private void keep(Lane lane, LiveSeries series) {
    lane.series.put(series.id, series);
    bySeriesId.put(series.id, series);
    perSource.computeIfAbsent(series.source, _ -> new AtomicInteger()).incrementAndGet();
  }

  private void drop(LiveSeries series) {
    bySeriesId.remove(series.id);
    AtomicInteger left = perSource.get(series.source);
    if (left != null) {
      left.decrementAndGet();
    }
    if (series.detector != null) {
      watched.decrementAndGet();
    }
  }

  @Override
  public List<Taken> write(int number, List<Portion> batch, Instant now) {
    Lane lane = lanes.get(number);
    long latest = now.plus(FUTURE).toEpochMilli();
    var taken = new ArrayList<Taken>(batch.size());
    for (Portion portion : batch) {
      int good = 0;
      int over = 0;
      int tooLate = 0;
      int early = 0;
      for (Reading reading : portion.readings()) {
        if (reading.millis() > latest) {
          early++;
          continue;
        }
        Inlet inlet = inlet(lane, portion.source(), reading);
        if (inlet == null || inlet.refused) {
          over++;
        } else if (take(lane, inlet, reading)) {
          good++;
        } else {
          tooLate++;
        }
      }
      taken.add(new Taken(good, over, tooLate, early));
      accepted.increment(good);
      overLimit.increment(over);
      late.increment(tooLate);
      future.increment(early);
    }
    judge(lane, now);
    return taken;
  }

  private @Nullable Inlet inlet(Lane lane, String source, Reading reading) {
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
            case Reading.Bucket _ -> null;
          };
      inlet = new Inlet(source, reading, place(source, reading), unit);
      lane.inlets.put(key, inlet);
    }
    return inlet;
  }

  private AtomicInteger inputs(String source) {
    return inputsPerSource.computeIfAbsent(source, _ -> new AtomicInteger());
  }

  private boolean take(Lane lane, Inlet inlet, Reading reading) {
    long step = Math.floorDiv(reading.millis(), stepMillis);
    if (step < inlet.step) {
      return false;
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
    return true;
  }

  private void close(Lane lane, Inlet inlet) {
    long millis = inlet.step * stepMillis;
    inlet.meter.close(
        inlet.name,
        stepMillis / 1_000.0,
        (output, name, shown, value) -> {
          LiveSeries series = inlet.outputs[output];
          if (series == null || !bySeriesId.containsKey(series.id)) {
            series = output(lane, inlet, name, shown, millis);
            if (series == null) {
              inlet.refused = true;
              return;
            }
            inlet.outputs[output] = series;
          }
          lane.values.add(new Value(series, millis, value));
        });
  }

  private @Nullable LiveSeries output(
      Lane lane, Inlet inlet, SeriesName name, Meter.Shown shown, long millis) {
    LiveSeries known = lane.series.get(LiveSeries.id(inlet.source, name));
    if (known != null) {
      return known;
    }
    if (live(inlet.source) >= settings.seriesPerSource()) {
      overLimit.increment();
      return null;
    }
    String unit = shown == Meter.Shown.RATE && !name.equals(inlet.name) ? null : inlet.unit;
    var made = new LiveSeries(inlet.source, name, shown, unit, inlet.place, millis);
    keep(lane, made);
    lane.toSave.put(made.id, made);
    return made;
  }

  /// Judges the values that have gathered, in their order.
  private void judge(Lane lane, Instant now) {
    if (lane.values.isEmpty()) {
      return;
    }
    RuleBook.Edition edition = rules.edition();
    var missing = new HashMap<String, Long>();
    for (Value value : lane.values) {
      LiveSeries series = value.series();
      if (!series.loaded) {
        missing.putIfAbsent(series.id, Chunk.startOf(value.millis(), stepMillis));
      }
    }
    Map<String, SeriesStore.Kept> kept = Map.of();
    if (!missing.isEmpty()) {
      try {
        kept = store.kept(missing);
      } catch (RuntimeException away) {
        LOG.warn("what was learned of {} series cannot be read yet", missing.size(), away);
        if (lane.values.size() > CLOSED_AT_ONCE) {
          lane.values.subList(0, lane.values.size() - CLOSED_AT_ONCE).clear();
        }
        return; // they wait, so that nothing learned is overwritten
      }
    }
    long earliest = now.minus(settings.recent()).toEpochMilli();
    for (Value value : lane.values) {
      LiveSeries series = value.series();
      if (!series.loaded) {
        restore(series, kept.get(series.id));
      }
      if (series.rulesSeen != edition.version()) {
        rematch(lane, series, edition, now);
      }
      point(lane, value, value.millis() >= earliest, now);
    }
    lane.values.clear();
  }

  private void restore(LiveSeries series, SeriesStore.@Nullable Kept kept) {
    series.loaded = true;
    if (kept == null) {
      return;
    }
    series.chunk = kept.chunk();
    byte[] state = kept.detector();
    if (state != null) {
      try {
        series.detector = SeriesDetector.restore(state, settings.zone());
        watched.incrementAndGet();
      } catch (IllegalArgumentException foreign) {
        LOG.info("{}: learned by another version, learning anew", series.name);
      }
    }
  }

  /// Finds the rules that watch a series; what a rule that is gone had opened is closed.
  private void rematch(Lane lane, LiveSeries series, RuleBook.Edition edition, Instant now) {
    for (Anomaly closed : watcher.rematch(series, edition, now)) {
      lane.teller.close(closed);
    }
    boolean wants = series.isWatchedByDetector();
    if (!wants && series.detector != null) {
      series.detector = null;
      watched.decrementAndGet();
    } else if (wants && series.detector == null) {
      if (watched.incrementAndGet() > settings.watchedSeries()) {
        watched.decrementAndGet();
        unwatched.increment();
      } else {
        series.detector = new SeriesDetector(settings.zone());
      }
    }
  }

  private void point(Lane lane, Value value, boolean recent, Instant now) {
    LiveSeries series = value.series();
    if (value.millis() <= series.lastSeen) {
      late.increment(); // sent again after a restart; what is kept is newer
      return;
    }
    Verdict verdict = null;
    if (series.detector != null) {
      verdict = Peaks.soften(rules.days(), series.detector.observe(value.millis(), value.value()));
      judged.increment();
    }
    Chunk chunk = series.chunk;
    long start = Chunk.startOf(value.millis(), stepMillis);
    if (chunk == null || chunk.start() != start || chunk.step() != stepMillis) {
      if (chunk != null && series.dirty) {
        lane.unsaved.add(new SeriesStore.Saved(series, chunk.start(), chunk.pack(), null));
      }
      chunk = new Chunk(start, stepMillis);
      series.chunk = chunk;
    }
    chunk.put(value.millis(), value.value(), verdict);
    series.dirty = true;
    series.lastSeen = value.millis();
    tell(series, value);
    if (!recent) {
      return;
    }
    Consumer<Anomaly> opened =
        anomaly -> {
          lane.toSave.put(series.id, series);
          lane.teller.open(anomaly);
        };
    watcher.step(series, value.millis(), value.value(), verdict, now, opened, lane.teller::close);
  }

  private void tell(LiveSeries series, Value value) {
    if (listeners.isEmpty()) {
      return;
    }
    long version = 0;
    for (StepListener listener : listeners) {
      version += listener.version();
    }
    if (series.sinksSeen != version) {
      series.sinksSeen = version;
      series.sinks =
          listeners.stream()
              .flatMap(listener -> listener.wants(series.source, series.name).stream())
              .toList();
    }
    for (StepListener.Sink sink : series.sinks) {
      sink.step(value.millis(), stepMillis / 1_000.0, value.value());
    }
  }

  @Override
  public int tick(int number, Instant now) {
    Lane lane = lanes.get(number);
    int done = closeDue(lane, now);
    judge(lane, now);
    look(lane, now);
    done += save(lane, now, false);
    done += lane.teller.tell(now, () -> saveRows(lane, now));
    return done;
  }

  private int closeDue(Lane lane, Instant now) {
    long grace = Math.min(stepMillis / 2, GRACE.toMillis());
    long over = now.toEpochMilli() - grace;
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

  /// Looks for series that fell silent, and for rules that changed, now and then.
  private void look(Lane lane, Instant now) {
    if (lane.nextSilence != null && now.isBefore(lane.nextSilence)) {
      return;
    }
    lane.nextSilence = now.plus(SILENCE_EVERY);
    RuleBook.Edition edition = rules.edition();
    for (LiveSeries series : lane.series.values()) {
      if (series.rulesSeen != edition.version() && series.loaded) {
        rematch(lane, series, edition, now);
      } else if (series.rulesSeen != edition.version()) {
        for (Anomaly closed : watcher.rematch(series, edition, now)) {
          lane.teller.close(closed);
        }
        series.rulesSeen = -1; // its detector is looked for when it is loaded
      }
      watcher.silent(
          series,
          now,
          anomaly -> {
            lane.toSave.put(series.id, series);
            lane.teller.open(anomaly);
          });
    }
    if (lane.nextSweep == null || !now.isBefore(lane.nextSweep)) {
      lane.nextSweep = now.plus(settings.forgetAfter().dividedBy(24));
      sweep(lane, now);
    }
  }

  private void sweep(Lane lane, Instant now) {
    long before = now.minus(settings.forgetAfter()).toEpochMilli();
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
    lane.series
        .values()
        .removeIf(series -> {
          if (series.lastSeen >= before || series.dirty) {
            return false;
          }
          for (LiveSeries.Watch watch : series.watches) {
            if (watch.anomaly != null) {
              lane.teller.close(
                  watch.anomaly.closed(
                      now, "The series is gone: it has been silent for too long."));
            }
          }
          drop(series);
          return true;
        });
  }

  /// Writes what is due: new series at once, everything else once an interval.
  private int save(Lane lane, Instant now, boolean all) {
    if (lane.nextSave != null && now.isBefore(lane.nextSave)) {
      return 0;
    }
    lane.nextSave = null;
    var parts = new ArrayList<SeriesStore.Saved>();
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
    if (lane.unsaved.isEmpty() && lane.toSave.isEmpty()) {
      return 0;
    }
    for (LiveSeries series : lane.toSave.values()) {
      Chunk chunk = series.chunk;
      SeriesDetector detector = series.detector;
      boolean content = series.dirty && series.loaded;
      parts.add(
          new SeriesStore.Saved(
              series,
              content && chunk != null ? chunk.start() : null,
              content && chunk != null ? chunk.pack() : null,
              content && detector != null ? detector.snapshot() : null));
    }
    // in order: an old chunk of a series never replaces a newer one, as they begin at other times
    var everything = new ArrayList<>(lane.unsaved);
    everything.addAll(parts);
    try {
      for (int from = 0; from < everything.size(); from += SAVED_AT_ONCE) {
        store.save(
            everything.subList(from, Math.min(everything.size(), from + SAVED_AT_ONCE)), now);
      }
    } catch (RuntimeException away) {
      LOG.warn("{} series could not be written; trying again", everything.size(), away);
      lane.nextSave = now.plus(AFTER_FAILURE);
      return 0;
    }
    for (LiveSeries series : lane.toSave.values()) {
      series.dirty = false;
      series.savedAt = now.toEpochMilli();
      series.storedSeen = series.lastSeen;
    }
    lane.toSave.clear();
    lane.unsaved.clear();
    return everything.size();
  }

  private boolean saveRows(Lane lane, Instant now) {
    if (!lane.toSave.isEmpty()) {
      save(lane, now, false);
    }
    return lane.toSave.isEmpty();
  }

  @Override
  public void leave(int number, Instant now) {
    Lane lane = lanes.get(number);
    save(lane, now, true);
    lane.teller.tell(now, () -> true);
  }

  @Override
  public boolean isContentFault(RuntimeException failure) {
    return false;
  }

  @Override
  public int pieces(Portion item) {
    return item.readings().size();
  }

  @Override
  public long bytes(Portion item) {
    return 300L * item.readings().size();
  }
}
