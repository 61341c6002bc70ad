package dev.muster.detect.watch;

import dev.muster.catalog.Catalog;
import dev.muster.detect.Hearing;
import dev.muster.detect.anomaly.Anomaly;
import dev.muster.detect.anomaly.AnomalyStore;
import dev.muster.detect.anomaly.AnomalyTeller;
import dev.muster.detect.anomaly.Voice;
import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Peaks;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.detect.series.Verdict;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Outage;
import dev.muster.platform.lane.LaneWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the lanes of series do: gather readings into steps, judge each step, and keep what was learned. Values are lossy, as metrics
/// are; anomalies are stored before anybody is told of them, and told again after a crash.
///
/// Storage that is away stops nothing: values go on being judged in memory, and what could not be written waits for the next tick.
final class SeriesKeeper implements LaneWriter<Portion, Taken>, Hearing {
  /// Later than any value.
  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

  private static final Logger LOG = LoggerFactory.getLogger(SeriesKeeper.class);

  private final Outage outage = Outage.parallel(LOG, "detect.series: reading", "trying again");

  /// Shares of the keys; a lane has several, so that their number can change.
  static final int PLACES = 64;

  /// Readings that claim a later time are refused; more than clocks usually differ.
  private static final Duration FUTURE = Duration.ofMinutes(10);

  /// How often a signal that could not be stored is told again.
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(2);

  /// How often silence is looked for.
  private static final Duration SILENCE_EVERY = Duration.ofSeconds(5);

  /// A state that misses more than this of what is kept is worth less than learning all of that.
  private static final Duration MISSED_AT_MOST = Duration.ofDays(1);

  private final SeriesStore store;
  private final RuleBook rules;
  private final Watcher watcher;
  private final List<StepListener> listeners;
  private final WatchSettings settings;
  private final int count;
  private final List<SeriesLane> lanes = new ArrayList<>();
  private final Map<String, LiveSeries> bySeriesId = new ConcurrentHashMap<>();
  private final Map<String, SourceCount> perSource = new ConcurrentHashMap<>();
  private final AnomalyStore anomalies;
  private final SeriesSaver saver;
  private final Tutor tutor;
  private final Inlets inlets;
  private final AtomicInteger watched = new AtomicInteger();
  private final Counter accepted;
  private final Counter overLimit;
  private final Counter late;
  private final Counter future;
  private final Counter judged;
  private final Counter unwatched;
  private final long stepMillis;

  /// Since when values can come in at all.
  private volatile Instant open = Instant.EPOCH;

  SeriesKeeper(
      SeriesStore store,
      AnomalyStore anomalies,
      RuleBook rules,
      Voice voice,
      Catalog catalog,
      ServiceLookup services,
      Surveys surveys,
      List<StepListener> listeners,
      Ids ids,
      WatchSettings settings,
      MeterRegistry meters) {
    this.listeners = List.copyOf(listeners);
    this.store = store;
    this.rules = rules;
    this.anomalies = anomalies;
    this.saver =
        new SeriesSaver(
            store,
            settings,
            counter(meters, "unwritable", "Parts of series that the database refused to keep"));
    this.tutor = new Tutor(store, settings);
    this.watcher = new Watcher(catalog, services, surveys, ids, settings);
    this.settings = settings;
    this.count = Math.min(settings.lanes(), PLACES);
    this.stepMillis = settings.step().toMillis();
    this.inlets = new Inlets(settings, this::series);
    for (int i = 0; i < count; i++) {
      lanes.add(new SeriesLane(new AnomalyTeller(anomalies, voice, TOLD_AGAIN)));
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
    Gauge.builder("muster.series.learning", lanes, SeriesKeeper::learning)
        .description("Series that wait for their detector to learn what is kept of them")
        .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String name, String meaning) {
    return Counter.builder("muster.series." + name).description(meaning).register(meters);
  }

  private static int learning(List<SeriesLane> lanes) {
    return lanes.stream().mapToInt(lane -> lane.toTeach.size()).sum();
  }

  int count() {
    return count;
  }

  /// The doors are not open yet, so that nothing is silent until {@link #opened}.
  void awaitDoors() {
    open = NEVER;
  }

  @Override
  public void opened(Instant now) {
    open = now;
  }

  /// The lane of an input.
  static int place(String source, Reading reading) {
    int hash = 31 * source.hashCode() + reading.name().hashCode();
    return ((hash ^ hash >>> 16) & Integer.MAX_VALUE) % PLACES;
  }

  /// Series that are in memory, of one source.
  int live(String source) {
    SourceCount count = perSource.get(source);
    return count == null ? 0 : count.live.get();
  }

  /// How a source stands, of which nothing may be known yet.
  SourceLoad load(String source) {
    return perSource.getOrDefault(source, SourceCount.EMPTY).load(settings.seriesPerSource());
  }

  /// Whether a detector has yet to learn what is kept of that series.
  boolean isLearning(String seriesId) {
    LiveSeries series = bySeriesId.get(seriesId);
    return series != null && series.isWaiting();
  }

  /// The values of a series that are not stored yet; null when it is not in memory.
  @Nullable Chunk running(String seriesId) {
    LiveSeries series = bySeriesId.get(seriesId);
    return series == null ? null : series.chunk;
  }

  /// Whether the steps that {@link Events#ended} speaks of are told to those who listen, and found by those who read what is kept.
  boolean hasEnded(Instant until) {
    Instant closed =
        Events.ended(until, settings).plus(settings.step()).plusMillis(Inlets.grace(stepMillis));
    return lanes.stream().noneMatch(lane -> lane.settled.isBefore(closed));
  }

  @Override
  public void load(int number, Instant now) {
    List<Integer> places =
        IntStream.range(0, PLACES).filter(place -> place % count == number).boxed().toList();
    SeriesLane lane = lanes.get(number);
    if (lane.listening == null) {
      lane.listening = now;
    }
    if (rules.edition().version() == 0) {
      rules.reload();
    }
    if (!lane.series.isEmpty()) {
      return; // what is in memory is newer than what is stored
    }
    for (LiveSeries series : store.series(places, now.minus(settings.forgetAfter()))) {
      keep(lane, series);
    }
    for (AnomalyStore.Unfinished unfinished : anomalies.unfinished(places)) {
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
      watcher.resume(series, anomaly, rules.edition());
    }
  }

  private void keep(SeriesLane lane, LiveSeries series) {
    lane.series.put(series.id, series);
    bySeriesId.put(series.id, series);
    SourceCount count = count(series.source);
    count.live.incrementAndGet();
    series.waitingOfSource = count.learning;
  }

  private SourceCount count(String source) {
    return perSource.computeIfAbsent(source, _ -> new SourceCount());
  }

  private void drop(LiveSeries series) {
    bySeriesId.remove(series.id);
    count(series.source).live.decrementAndGet();
    if (series.detector != null || series.isWaiting()) {
      series.setWaiting(false);
      watched.decrementAndGet();
    }
  }

  @Override
  public List<Taken> write(int number, List<Portion> batch, Instant now) {
    SeriesLane lane = lanes.get(number);
    lane.now = now;
    long latest = now.plus(FUTURE).toEpochMilli();
    // older ones would be gone before anybody sees them, and may claim years that no calendar knows
    long earliest = now.minus(settings.keepHours()).toEpochMilli();
    var taken = new ArrayList<Taken>(batch.size());
    for (Portion portion : batch) {
      int good = 0;
      int histograms = 0;
      int over = 0;
      int tooLate = 0;
      int early = 0;
      for (Reading reading : portion.readings()) {
        if (reading.millis() > latest) {
          early++;
          continue;
        }
        if (reading.millis() < earliest) {
          tooLate++;
          continue;
        }
        switch (inlets.take(lane, portion.source(), reading)) {
          case TAKEN -> {
            good++;
            histograms += reading instanceof Reading.Distribution ? 1 : 0;
          }
          case OVER_LIMIT -> over++;
          case LATE -> tooLate++;
        }
      }
      taken.add(new Taken(good, histograms, over, tooLate, early));
      accepted.increment(good);
      overLimit.increment(over);
      if (over > 0) {
        count(portion.source()).refused(over, now);
      }
      late.increment(tooLate);
      future.increment(early);
    }
    judge(lane, now);
    return taken;
  }

  /// The series of that name; null when its source has as many as it may.
  private @Nullable LiveSeries series(
      SeriesLane lane,
      String source,
      SeriesName name,
      Meter.Shown shown,
      @Nullable String unit,
      int place,
      long millis) {
    LiveSeries known = lane.series.get(LiveSeries.id(source, name));
    if (known != null) {
      return known;
    }
    if (live(source) >= settings.seriesPerSource()) {
      overLimit.increment();
      count(source).refused(1, lane.now);
      return null;
    }
    var made = new LiveSeries(source, name, shown, unit, place, millis);
    keep(lane, made);
    lane.toSave.put(made.id, made);
    return made;
  }

  /// Judges the values that have gathered, in their order.
  private void judge(SeriesLane lane, Instant now) {
    if (lane.values.isEmpty()) {
      return;
    }
    RuleBook.Edition edition = rules.edition();
    var missing = new HashMap<String, Long>();
    for (SeriesLane.Value value : lane.values) {
      LiveSeries series = value.series();
      if (!series.loaded) {
        missing.putIfAbsent(series.id, Chunk.startOf(value.millis(), stepMillis));
      }
    }
    Map<String, SeriesStore.Kept> kept = Map.of();
    if (!missing.isEmpty()) {
      try {
        kept = store.kept(missing);
        outage.worked();
      } catch (RuntimeException away) {
        outage.failed(away);
        if (lane.values.size() > Inlets.CLOSED_AT_ONCE) {
          lane.values.subList(0, lane.values.size() - Inlets.CLOSED_AT_ONCE).clear();
        }
        return; // they wait, so that nothing learned is overwritten
      }
    }
    long earliest = now.minus(settings.recent()).toEpochMilli();
    for (SeriesLane.Value value : lane.values) {
      LiveSeries series = value.series();
      if (!series.loaded) {
        restore(lane, series, kept.get(series.id), now);
      }
      if (series.rulesSeen != edition.version()) {
        rematch(lane, series, edition, now);
      }
      point(lane, value, value.millis() >= earliest, now);
    }
    lane.values.clear();
  }

  private void restore(
      SeriesLane lane, LiveSeries series, SeriesStore.@Nullable Kept kept, Instant now) {
    series.loaded = true;
    if (kept == null) {
      return;
    }
    series.chunk = kept.chunk();
    byte[] state = kept.detector();
    if (state != null) {
      try {
        var detector = SeriesDetector.restore(state, settings.zone());
        if (series.lastSeen - detector.latest() <= MISSED_AT_MOST.toMillis()) {
          series.detector = detector;
          watched.incrementAndGet();
          tutor.resume(lane, series, now);
        }
      } catch (IllegalArgumentException foreign) {
        LOG.info("{}: learned by another version, learning anew", series.name);
      }
    }
  }

  /// Finds the rules that watch a series; what a rule that is gone had opened is closed.
  private void rematch(SeriesLane lane, LiveSeries series, RuleBook.Edition edition, Instant now) {
    for (Anomaly closed : watcher.rematch(series, edition, now)) {
      lane.teller.close(closed);
    }
    boolean wants = series.isWatchedByDetector();
    boolean has = series.detector != null || series.isWaiting();
    if (!wants && has) {
      series.detector = null;
      series.setWaiting(false);
      lane.toForget.add(series.id);
      watched.decrementAndGet();
    } else if (wants && !has) {
      if (watched.incrementAndGet() > settings.watchedSeries()) {
        watched.decrementAndGet();
        unwatched.increment();
      } else {
        lane.toForget.remove(series.id); // beyond the limit it goes, as nobody goes on with it
        tutor.begin(lane, series);
      }
    }
  }

  private void point(SeriesLane lane, SeriesLane.Value value, boolean recent, Instant now) {
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
    watcher.step(series, value.millis(), value.value(), verdict, now, told(lane, series));
  }

  private static Watcher.Told told(SeriesLane lane, LiveSeries series) {
    return new Watcher.Told() {
      @Override
      public void opened(Anomaly anomaly) {
        lane.toSave.put(series.id, series);
        lane.teller.open(anomaly);
      }

      @Override
      public void closed(Anomaly anomaly) {
        lane.teller.close(anomaly);
      }
    };
  }

  private void tell(LiveSeries series, SeriesLane.Value value) {
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
    SeriesLane lane = lanes.get(number);
    lane.now = now;
    int closed = inlets.closeDue(lane, now);
    judge(lane, now);
    look(lane, now);
    int done = closed + tutor.teach(lane, now);
    done += saver.save(lane, now, false);
    done += lane.teller.tell(now, () -> saver.saveRows(lane, now));
    if (closed < Inlets.CLOSED_AT_ONCE
        && lane.values.isEmpty()
        && lane.toSave.isEmpty()
        && lane.unsaved.isEmpty()) {
      lane.settled = now;
    }
    return done;
  }

  /// Looks for series that fell silent, and for rules that changed, now and then.
  private void look(SeriesLane lane, Instant now) {
    if (lane.nextSilence != null && now.isBefore(lane.nextSilence)) {
      return;
    }
    lane.nextSilence = now.plus(SILENCE_EVERY);
    Instant listening = open;
    if (lane.listening != null && lane.listening.isAfter(listening)) {
      listening = lane.listening;
    }
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
      watcher.look(series, now, listening, told(lane, series));
    }
    if (lane.nextSweep == null || !now.isBefore(lane.nextSweep)) {
      lane.nextSweep = now.plus(settings.forgetAfter().dividedBy(24));
      sweep(lane, now);
    }
  }

  private void sweep(SeriesLane lane, Instant now) {
    long before = now.minus(settings.forgetAfter()).toEpochMilli();
    inlets.sweep(lane, before);
    lane.series
        .values()
        .removeIf(series -> {
          if (series.lastSeen >= before || series.dirty) {
            return false;
          }
          watcher.forget(series, now, told(lane, series));
          drop(series);
          return true;
        });
  }

  @Override
  public void leave(int number, Instant now) {
    SeriesLane lane = lanes.get(number);
    saver.save(lane, now, true);
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
