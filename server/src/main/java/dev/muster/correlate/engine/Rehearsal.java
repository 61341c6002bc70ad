package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The labelled past, to be played again and again in the order in which it came.
final class Rehearsal {
  private static final float SAID = 5;

  /// An alert of the past.
  ///
  /// @param number of the lesson, from 0; -1 for what is older than the part that is played
  /// @param fold stretch of the past; {@link Tallies#ALL} for what is older than the part that is played
  /// @param label number of its incident from 1; 0 for noise
  record Lesson(int number, PastAlert past, int fold, int label) {
    String id() {
      return past.sighting().alertId();
    }

    /// How much it counts: what a person said weighs more than what was inferred.
    float weight() {
      return past.saidAt() == null ? 1 : SAID;
    }
  }

  /// Everything of the past in the order in which it came.
  interface Player {
    void opened(Lesson lesson);

    void resolved(String alertId, Instant at);

    void changed(ChangeSighting change);

    void time(Instant now);
  }

  private record Item(
      Instant at,
      @Nullable Lesson opened,
      @Nullable String resolved,
      @Nullable ChangeSighting change) {}

  final Topology topology;

  /// What is only counted, and what is played.
  final List<Lesson> older = new ArrayList<>();

  final List<Lesson> lessons = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /// @param past in the order of arrival
  /// @param played so many of the latest are played
  /// @param changes in the order of time
  Rehearsal(Topology topology, List<PastAlert> past, int played, Iterable<ChangeSighting> changes) {
    this.topology = topology;
    int from = Math.max(0, past.size() - played);
    Map<String, Integer> folds = new HashMap<>();
    for (int i = 0; i < past.size(); i++) {
      PastAlert each = past.get(i);
      String incident = each.incidentId();
      int label = label(incident);
      if (i < from) {
        older.add(new Lesson(-1, each, Tallies.ALL, label));
        continue;
      }
      int here = (int) ((long) (i - from) * Tallies.FOLDS / (past.size() - from));
      // an incident counts as a whole to the stretch in which it began
      int fold = incident == null ? here : folds.computeIfAbsent(incident, key -> here);
      var lesson = new Lesson(lessons.size(), each, fold, label);
      lessons.add(lesson);
      items.add(new Item(each.sighting().arrivedAt(), lesson, null, null));
      Instant resolved = each.resolvedAt();
      if (resolved != null) {
        items.add(new Item(resolved, null, lesson.id(), null));
      }
    }
    for (ChangeSighting each : changes) {
      items.add(new Item(each.at(), null, null, each));
    }
    items.sort(Comparator.comparing(Item::at));
  }

  private int label(@Nullable String incident) {
    return incident == null ? 0 : numbers.computeIfAbsent(incident, key -> numbers.size() + 1);
  }

  /// From the first alert that is played to the last.
  Duration lasts() {
    return lessons.isEmpty()
        ? Duration.ZERO
        : Duration.between(
            lessons.getFirst().past.sighting().arrivedAt(),
            lessons.getLast().past.sighting().arrivedAt());
  }

  /// An alert from before all of these, to be counted and not held.
  Lesson aged(PastAlert each) {
    return new Lesson(-1, each, Tallies.ALL, label(each.incidentId()));
  }

  /// Plays all of it, with ticks between.
  void play(Player player) {
    Instant last = items.getFirst().at;
    for (Item item : items) {
      while (Duration.between(last, item.at).compareTo(CorrelationEngine.TICK) > 0) {
        Instant next = last.plus(CorrelationEngine.TICK);
        if (Duration.between(last, item.at).compareTo(Duration.ofHours(1)) > 0) {
          next = item.at;
        }
        player.time(next);
        last = next;
      }
      if (item.opened != null) {
        player.opened(item.opened);
      } else if (item.resolved != null) {
        player.resolved(item.resolved, item.at);
      } else if (item.change != null) {
        player.changed(item.change);
      }
    }
    player.time(last.plus(CorrelationEngine.REVIEW).plusSeconds(1));
  }

  /// Has an engine decide on it, on what was read of it before.
  void play(CorrelationEngine engine, Recollection read) {
    play(
        new Player() {
          @Override
          public void opened(Lesson each) {
            engine.recalled(read.seen(each), each.past.sighting().arrivedAt());
          }

          @Override
          public void resolved(String alertId, Instant at) {
            engine.resolved(alertId, at);
          }

          @Override
          public void changed(ChangeSighting change) {
            // what changes mean for an alert was read with it
          }

          @Override
          public void time(Instant now) {
            engine.tick(now);
          }
        });
  }
}
