package dev.muster.correlate;

import static dev.muster.correlate.EngineHouse.START;
import static dev.muster.correlate.EngineHouse.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.past.Lessons;
import dev.muster.kernel.Severity;
import dev.muster.platform.postgres.TestLocks;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whoever stops Muster at any moment, and starts it again, gets the same decisions.
class AutomaticRestartTest {

  /// A day at work: troubles that spread along the rows, noise between them, ends and repetitions.
  private static List<List<AlertEvent>> day(long seed) {
    var random = new SplittableRandom(seed);
    var events = new ArrayList<AlertEvent>();
    int number = 0;
    Instant at = START;
    for (int trouble = 0; trouble < 12; trouble++) {
      at = at.plusSeconds(random.nextInt(120, 2_400));
      int root = random.nextInt(6);
      int size = random.nextInt(1, 7);
      for (int i = 0; i < size; i++) {
        Instant opened = at.plusSeconds(random.nextInt(0, 400));
        String thing =
            switch (random.nextInt(3)) {
              case 0 -> "host-" + root;
              case 1 -> "database-" + root;
              default -> "service-" + Math.max(root / 3 * 3, root - random.nextInt(3));
            };
        String key = "key-" + random.nextInt(30);
        String id = "A" + number++;
        events.add(opened(id, key, thing, opened));
        if (random.nextInt(3) > 0) {
          events.add(
              new AlertResolved(
                  id, "S1", "monitor", "I1", opened.plusSeconds(random.nextInt(60, 1_500))));
        }
      }
    }
    events.sort(java.util.Comparator.comparing(AlertEvent::at));
    var batches = new ArrayList<List<AlertEvent>>();
    for (int from = 0; from < events.size(); ) {
      int until = Math.min(events.size(), from + random.nextInt(1, 6));
      batches.add(List.copyOf(events.subList(from, until)));
      from = until;
    }
    return batches;
  }

  private static List<String> tellable(List<Entry> entries) {
    return entries.stream()
        .map(entry ->
            entry.at()
                + " "
                + entry.alertId()
                + " "
                + entry.kind()
                + " "
                + entry.incidentId()
                + " "
                + entry.rule())
        .toList();
  }

  @Test
  void the_same_is_decided_whenever_it_is_stopped() {
    for (long seed = 1; seed <= 3; seed++) {
      List<List<AlertEvent>> day = day(seed);
      var steady = new EngineHouse(List.of());
      day.forEach(steady::hear);
      var shaky = new EngineHouse(List.of());
      for (List<AlertEvent> batch : day) {
        shaky.restart();
        shaky.hear(batch);
      }
      assertThat(steady.decisions()).as("seed %d", seed).isNotEmpty();
      assertThat(tellable(shaky.decisions()))
          .as("seed %d", seed)
          .isEqualTo(tellable(steady.decisions()));
    }
  }

  /// Something strikes every hour.
  private static void strike(EngineHouse room, int hours) {
    for (int hour = 0; hour < hours; hour++) {
      Instant at = START.plus(Duration.ofHours(hour));
      room.hear(List.of(opened("S" + hour, "strike", "host-1", at)));
      room.hear(List.of(new AlertResolved("S" + hour, "S1", "monitor", "I1", at.plusSeconds(240))));
    }
  }

  /// What the house knows of that place at the time, of inputs that were let go.
  private static Recurrences.Habit known(EngineHouse room, String alert, Instant at) {
    Mind mind = room.engine.current();
    Occurrence one =
        Objects.requireNonNull(mind.occurrence(Objects.requireNonNull(mind.alert(alert))));
    return new PostgresAutomaticRepository(room.database)
        .before()
        .habit(one.place(), at.toEpochMilli(), 0);
  }

  @Test
  void what_comes_by_the_clock_is_known_with_another_topology_too() {
    var room = new EngineHouse(List.of());
    strike(room, 30);
    assertThat(new PostgresAutomaticRepository(room.database).before().size()).isZero();
    room.topology = "two";
    room.restart();
    Instant next = START.plus(Duration.ofHours(30));
    room.hear(List.of(opened("S30", "strike", "host-1", next)));
    Recurrences.Habit habit = known(room, "S30", next);
    // the last three hours are inputs still, and of the others the first is the oldest
    assertThat(habit.count()).isEqualTo(27);
    assertThat(habit.sinceLast()).isEqualTo(4);
    assertThat(habit.hits()).isEqualTo(7);
    assertThat(room.engine.current().alert("S27")).isNotNull();
    assertThat(room.engine.current().alert("S26")).isNull();

    room.topology = "three";
    room.restart();
    room.hear(List.of(opened("S36", "strike", "host-1", START.plus(Duration.ofHours(36)))));
    room.topology = "four";
    room.restart();
    room.hear(List.of(opened("S37", "strike", "host-1", START.plus(Duration.ofHours(37)))));
    assertThat(known(room, "S37", START.plus(Duration.ofHours(37))).count())
        .as("each is counted once, however often it was begun anew")
        .isEqualTo(31);
  }

  @Test
  void a_house_that_runs_for_long_keeps_no_more_inputs_than_a_restart_would_take_up() {
    var steady = new EngineHouse(List.of());
    var small = new EngineHouse(List.of(), 40, 10);
    strike(steady, 60);
    strike(small, 60);
    assertThat(tellable(small.decisions())).isEqualTo(tellable(steady.decisions()));
    var store = new PostgresAutomaticRepository(small.database);
    assertThat(new PostgresAutomaticRepository(steady.database).inputs()).isGreaterThan(120);
    assertThat(store.inputs()).isLessThan(60);
    assertThat(store.before().size()).isEqualTo(2);

    small.restart();
    Instant next = START.plus(Duration.ofHours(60));
    small.hear(List.of(opened("S60", "strike", "host-1", next)));
    assertThat(known(small, "S60", next).count()).isEqualTo(57);
    assertThat(small.decisions().getLast().alertId()).isEqualTo("S60");
  }

  /// What flaps is one alert to the engine, also after a restart, and the reason says so.
  @Test
  void what_opens_again_is_where_it_was() {
    for (boolean restarts : new boolean[] {false, true}) {
      var room = new EngineHouse(List.of());
      room.hear(List.of(opened("F0", "flap", "database-1", START)));
      String incident = Objects.requireNonNull(room.incidentOf("F0"));
      for (int i = 1; i < 20; i++) {
        Instant at = START.plusSeconds(150L * i);
        room.hear(
            List.of(new AlertResolved("F" + (i - 1), "S1", "monitor", "I1", at.minusSeconds(60))));
        if (restarts) {
          room.restart();
        }
        room.hear(List.of(opened("F" + i, "flap", "database-1", at)));
        assertThat(room.incidentOf("F" + i)).as("F%d", i).isEqualTo(incident);
        assertThat(rule(room, "F" + i)).as("F%d", i).isEqualTo("correlate.again");
      }
      assertThat(room.engine.current().membersOf(room.engine.current().theirs(incident)))
          .hasSize(20);
    }
  }

  @Test
  void what_was_rolled_back_was_never_thought() {
    List<List<AlertEvent>> day = day(4);
    var steady = new EngineHouse(List.of());
    day.forEach(steady::hear);
    var failing = new EngineHouse(List.of());
    for (List<AlertEvent> batch : day) {
      try {
        failing.database.run(() -> {
          failing.hear(batch);
          throw new IllegalStateException("the database went away");
        });
      } catch (IllegalStateException expected) {
        // and now the same once more
      }
      failing.hear(batch);
    }
    assertThat(failing.decisions().stream().map(Entry::alertId).toList())
        .isEqualTo(steady.decisions().stream().map(Entry::alertId).toList());
    assertThat(failing.decisions().stream().map(Entry::kind).toList())
        .isEqualTo(steady.decisions().stream().map(Entry::kind).toList());
  }

  @Test
  void what_a_person_moved_stays() {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(30))));
    String first = Objects.requireNonNull(room.incidentOf("A1"));
    String second = room.incidentOf("A2");
    assertThat(first).isNotEqualTo(second);
    room.restart();
    room.desk().move("A2", first, Actor.muster(), START.plusSeconds(60));
    room.restart();
    room.hear(List.of(opened("A3", "k3", "host-3", START.plus(Duration.ofMinutes(12)))));
    assertThat(room.incidentOf("A2")).isEqualTo(first);
    assertThat(room.ledger.ofAlert("A2", null).getLast().kind()).isEqualTo(Entry.Kind.MOVE);
  }

  /// A person put an alert into an incident that the engine knows by a name of its own.
  @Test
  void what_a_person_moved_is_with_the_same_alerts_after_a_restart() {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(30))));
    String first = Objects.requireNonNull(room.incidentOf("A1"));
    room.desk().move("A2", first, Actor.muster(), START.plusSeconds(60));
    for (int i = 0; i < 2; i++) {
      room.hear(List.of(opened("B" + i, "b" + i, "database-5", START.plusSeconds(70 + i))));
      Mind mind = room.engine.current();
      assertThat(mind.membersOf(mind.theirs(first))).contains("A1", "A2");
      room.restart();
    }
  }

  /// An incident has recovered and is being watched; what came then was taken for an after-effect of it.
  private static EngineHouse withAftermath() {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    room.hear(List.of(new AlertResolved("A1", "S1", "monitor", "I1", START.plusSeconds(60))));
    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(120))));
    assertThat(room.incidentOf("A2")).isNotNull().isEqualTo(room.incidentOf("A1"));
    return room;
  }

  /// What is worse than the incident had been begins one of its own, and one only, with a restart between or with another topology.
  @Test
  void what_is_worse_than_a_recovered_incident_begins_one_of_its_own_after_a_restart_too() {
    for (boolean restarts : new boolean[] {false, true}) {
      for (String topology : new String[] {"one", "two"}) {
        var room = withAftermath();
        room.topology = topology;
        if (restarts || topology.equals("two")) {
          room.restart();
        }
        Instant later = START.plusSeconds(150);
        room.hear(List.of(opened("A3", "k3", "host-4", later, Severity.CRITICAL)));
        String own = room.incidentOf("A3");
        assertThat(own).isNotNull().isNotEqualTo(room.incidentOf("A1"));
        for (int i = 0; i < 2; i++) {
          if (restarts) {
            room.restart();
          }
          later = later.plusSeconds(20);
          String thing = i == 0 ? "service-4" : "service-3";
          room.hear(List.of(opened("B" + i, "b" + i, thing, later, Severity.CRITICAL)));
          assertThat(room.incidentOf("B" + i))
              .as("%s, topology %s, restarts: %s", thing, topology, restarts)
              .isEqualTo(own);
        }
      }
    }
  }

  /// Two incidents of which the second becomes part of the first when the engine looks once more, 580 seconds after the start.
  private static EngineHouse withTwo(Severity first, Severity second) {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("Z1", "z1", "database-5", START.minusSeconds(900), first)));
    room.hear(List.of(new AlertResolved("Z1", "S1", "monitor", "I1", START.minusSeconds(840))));
    if (first == Severity.ERROR) {
      String over = Objects.requireNonNull(room.incidentOf("Z1"));
      room.desk().closed(over, Actor.muster(), START.minusSeconds(830));
    }
    room.hear(List.of(opened("A0", "k0", "service-0", START, first)));
    room.hear(List.of(opened("A1", "k1", "service-0", START.plusSeconds(177), first)));
    room.hear(List.of(opened("A2", "k2", "host-2", START.plusSeconds(209), second)));
    room.hear(List.of(opened("A3", "k3", "database-0", START.plusSeconds(241), first)));
    room.hear(List.of(opened("A4", "k4", "database-2", START.plusSeconds(317), second)));
    room.hear(List.of(opened("A5", "k5", "service-2", START.plusSeconds(454), second)));
    assertThat(room.incidentOf("A5")).isNotNull().isNotEqualTo(room.incidentOf("A0"));
    return room;
  }

  private static void look(EngineHouse room) {
    Instant then = START.plusSeconds(600);
    room.database.run(() -> room.correlator.due(then));
  }

  @Test
  void of_two_that_are_one_the_one_that_is_open_goes_on_after_a_restart_too() {
    for (boolean restarts : new boolean[] {false, true}) {
      var room = withTwo(Severity.ERROR, Severity.ERROR);
      String over = Objects.requireNonNull(room.incidentOf("A5"));
      room.desk().closed(over, Actor.muster(), START.plusSeconds(500));
      look(room);
      if (restarts) {
        room.restart();
      }
      room.hear(List.of(opened("A6", "k6", "service-0", START.plusSeconds(649))));
      assertThat(room.incidentOf("A6"))
          .as("restarts: %s", restarts)
          .isEqualTo(room.incidentOf("A0"));
    }
  }

  @Test
  void after_effects_that_took_another_incident_in_are_more_after_a_restart_too() {
    for (boolean restarts : new boolean[] {false, true}) {
      for (String topology : new String[] {"one", "two"}) {
        var room = withTwo(Severity.WARNING, Severity.ERROR);
        String before = room.incidentOf("Z1");
        assertThat(room.incidentOf("A0")).isEqualTo(before);
        look(room);
        assertThat(room.incidentOf("A5")).isEqualTo(before);
        room.topology = topology;
        if (restarts || topology.equals("two")) {
          room.restart();
        }
        Instant later = START.plusSeconds(649);
        room.hear(List.of(opened("A6", "k6", "service-0", later, Severity.CRITICAL)));
        assertThat(room.incidentOf("A6"))
            .as("topology %s, restarts: %s", topology, restarts)
            .isEqualTo(before);
      }
    }
  }

  /// An incident goes on after it had recovered for a while; the after-effects that it had meanwhile are hours ago.
  @Test
  void after_effects_of_hours_ago_do_not_make_an_incident_one() {
    for (String topology : new String[] {"one", "two"}) {
      var room = withAftermath();
      String whole = Objects.requireNonNull(room.incidentOf("A1"));
      Instant at = START.plusSeconds(180);
      for (int i = 0; i < 60; i++) {
        at = at.plusSeconds(300);
        room.hear(List.of(opened("C" + i, "c", "database-1", at)));
        assertThat(room.incidentOf("C" + i)).as("C%d", i).isEqualTo(whole);
        assertThat(rule(room, "C" + i)).as("C%d", i).isNotEqualTo(Grouping.AFTERMATH);
        room.hear(List.of(new AlertResolved("C" + i, "S1", "monitor", "I1", at.plusSeconds(200))));
      }
      room.topology = topology;
      if (topology.equals("two")) {
        room.restart();
      }
      at = at.plusSeconds(280);
      room.hear(List.of(opened("D", "d", "database-1", at, Severity.CRITICAL)));
      assertThat(room.incidentOf("D")).as("topology %s", topology).isEqualTo(whole);
    }
  }

  private static String rule(EngineHouse room, String alert) {
    Member member = room.incidents.memberships(List.of(alert)).get(alert);
    return Objects.requireNonNull(member).reason().rule();
  }

  @Test
  void what_another_build_has_learned_is_learned_anew_without_being_asked() {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    assertThat(asked(room)).isEmpty();
    room.database.run(() ->
        room.database
            .sql()
            .sql(
                "insert into correlate.model (made_at, learned_from, digest, content)"
                    + " values (now(), 100, 7, ?)")
            .param(new byte[] {0, 0, 0, 1, 0, 0, 0, 100})
            .update());
    for (int i = 0; i < 3; i++) {
      Instant at = START.plusSeconds(30 + 30 * i);
      room.hear(List.of(opened("B" + i, "b" + i, "database-4", at)));
      assertThat(asked(room)).singleElement().extracting(Timers.Timer::dueAt).isEqualTo(DUE);
      room.restart();
    }
    room.hear(List.of(opened("C1", "c1", "database-2", START.plusSeconds(200))));
    List<Timers.Timer> due = room.timers.due(Lessons.OWNER, DUE, 10);
    assertThat(room.database.inTransaction(() -> room.timers.take(due))).hasSize(1);
    room.hear(List.of(opened("C2", "c2", "database-2", START.plusSeconds(230))));
    assertThat(asked(room)).as("it is being learned").isEmpty();
  }

  private static final Instant DUE = START.plus(Duration.ofMinutes(15));

  private static List<Timers.Timer> asked(EngineHouse room) {
    return room.timers.pending(Lessons.OWNER, "past");
  }

  @Test
  void timers_and_facts_never_wait_for_each_other_in_a_circle() throws Exception {
    var room = new EngineHouse(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    var timers = new PostgresTimers(room.database);
    Instant later = START.plus(Duration.ofMinutes(20));
    List<Timers.Timer> due = timers.due(Automatic.OWNER, later, 10);
    assertThat(due).isNotEmpty();
    TimerPump.Handler handler = room.correlator.timerHandler();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> facts =
          room.database.inTransaction(() -> {
            handler.hold(List.of("engine"));
            List<Timers.Timer> taken = timers.take(due);
            var other =
                CompletableFuture.runAsync(
                    () ->
                        room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(30)))),
                    threads);
            TestLocks.untilStuck(room.database, other);
            handler.due(taken, later);
            return other;
          });
      facts.get(60, TimeUnit.SECONDS);
    }
    assertThat(room.decisions().stream().map(Entry::alertId)).contains("A1", "A2");
  }
}
