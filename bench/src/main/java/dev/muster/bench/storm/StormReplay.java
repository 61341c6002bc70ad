package dev.muster.bench.storm;

import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.EngineSettings;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the engine over a storm on event time and freezes its answers as the rules of the game say: the incident of an alert ten
/// minutes after the alert arrived. As in a house that was given the past and then lives on, the engine has learned what ended before the
/// split and is told the rest.
public final class StormReplay {
  /// An answer about grouping stands when an alert is so old.
  public static final Duration GROUPING_FROZEN = Duration.ofMinutes(10);

  /// A house tells its engine of so many past alerts.
  private static final int HEARD = 100_000;

  private final StormFolder storm;
  private final CorrelationEngine engine;
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<String, @Nullable String> frozen = new LinkedHashMap<>();
  private long decisions;

  /// Looks over the engine's shoulder; whatever it predicts it keeps itself.
  public interface Listener {
    /// An alert opened, for the first time or once more.
    ///
    /// @param alertId as {@link KeyedAlerts#id} makes it
    default void opened(String alertId, Instant now) {}

    /// The alert under that dedup key resolved.
    default void resolved(String key, Instant now) {}

    /// A change was made or announced.
    default void changed(ChangeSighting change) {}

    /// The engine decided.
    default void decided(Decision decision, Instant now) {}

    /// Time has passed; called every {@link CorrelationEngine#TICK} after the engine's own.
    default void tick(Instant now) {}
  }

  /// @param model usually {@link #learn} of the same storm
  public StormReplay(StormFolder storm, LearnedModel model) {
    this(storm, model, EngineSettings.defaults());
  }

  /// With settings to be tried out.
  public StormReplay(StormFolder storm, LearnedModel model, EngineSettings settings) {
    this.storm = storm;
    this.engine = new CorrelationEngine(storm.topology(), model, settings, n -> "P" + n);
    List<PastAlert> past = past(storm);
    past.subList(Math.max(0, past.size() - HEARD), past.size())
        .forEach(each -> engine.heard(each.sighting()));
  }

  /// What the history of that storm teaches.
  public static LearnedModel learn(StormFolder storm) {
    return Learner.learn(
        storm.topology(),
        past(storm),
        storm.changes().stream().filter(change -> change.at().isBefore(storm.split())).toList());
  }

  /// The labelled past of that storm.
  public static List<PastAlert> past(StormFolder storm) {
    var resolved = new HashMap<String, Instant>();
    for (StormFolder.Heard heard : storm.signals()) {
      if (heard.sighting() == null && heard.at().isBefore(storm.split())) {
        resolved.putIfAbsent(heard.key(), heard.at());
      }
    }
    var past = new ArrayList<PastAlert>();
    var seen = new HashSet<String>();
    for (StormFolder.Heard heard : storm.signals()) {
      String label = storm.history().get(heard.key());
      if (heard.sighting() != null && label != null && seen.add(heard.key())) {
        past.add(
            new PastAlert(
                heard.sighting(),
                label.equals(StormFolder.NOISE) ? null : label,
                resolved.get(heard.key())));
      }
    }
    return past;
  }

  /// The engine that runs.
  public CorrelationEngine engine() {
    return engine;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /// How many decisions the engine made.
  public long decisions() {
    return decisions;
  }

  /// Runs it all; answers the frozen incident of each alert, null for none.
  public Map<String, @Nullable String> run() {
    record Arrived(String key, Instant at) {}
    var waiting = new ArrayDeque<Arrived>();
    var keyed = new KeyedAlerts(engine);
    int change = 0;
    Instant tick = storm.signals().getFirst().at();
    for (StormFolder.Heard heard : storm.signals()) {
      if (heard.at().isBefore(storm.split()) && storm.history().containsKey(heard.key())) {
        continue;
      }
      while (!tick.isAfter(heard.at())) {
        while (change < storm.changes().size() && storm.changes().get(change).at().isBefore(tick)) {
          ChangeSighting each = storm.changes().get(change++);
          tell(engine.changed(each), tick);
          listeners.forEach(listener -> listener.changed(each));
        }
        Instant now = tick;
        tell(engine.tick(now), now);
        listeners.forEach(listener -> listener.tick(now));
        while (!waiting.isEmpty() && !waiting.getFirst().at().plus(GROUPING_FROZEN).isAfter(tick)) {
          String key = waiting.removeFirst().key();
          frozen.put(key, engine.incidentOf(key).orElse(null));
        }
        tick = tick.plus(CorrelationEngine.TICK);
      }
      if (heard.sighting() == null) {
        tell(keyed.resolve(heard.key(), heard.at()), heard.at());
        listeners.forEach(listener -> listener.resolved(heard.key(), heard.at()));
        continue;
      }
      tell(keyed.trigger(heard.sighting(), heard.opening(), heard.at()), heard.at());
      if (heard.opening() > 0) {
        String alert = KeyedAlerts.id(heard.key(), heard.opening());
        listeners.forEach(listener -> listener.opened(alert, heard.at()));
      }
      if (heard.opening() == 1) {
        waiting.add(new Arrived(heard.key(), heard.at()));
      }
    }
    while (!waiting.isEmpty()) {
      Instant now = tick;
      tell(engine.tick(now), now);
      listeners.forEach(listener -> listener.tick(now));
      while (!waiting.isEmpty() && !waiting.getFirst().at().plus(GROUPING_FROZEN).isAfter(tick)) {
        String key = waiting.removeFirst().key();
        frozen.put(key, engine.incidentOf(key).orElse(null));
      }
      tick = tick.plus(CorrelationEngine.TICK);
    }
    return frozen;
  }

  private void tell(List<Decision> made, Instant now) {
    decisions += made.size();
    for (Decision decision : made) {
      listeners.forEach(listener -> listener.decided(decision, now));
    }
  }
}
