package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Gap;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.ledger.LedgerRoom;
import dev.muster.correlate.past.PastStore;
import dev.muster.correlate.past.Rehearsal;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whoever stops Muster at any moment, and starts it again, gets the same decisions.
class AutomaticRestartTest {
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  /// A house of which only the memory of the engine is lost by a restart.
  private static final class Room {
    final Database database = TestDatabase.with("correlate");
    final Ledger ledger = LedgerRoom.open(database);
    final IncidentRepository incidents = new PostgresIncidentRepository(database);
    final FakeCatalog catalog = new FakeCatalog();
    final Ids ids = Ids.from(new SplittableRandom(7));
    final List<PastAlert> past;
    String topology = "one";
    Correlator correlator;

    Room(List<PastAlert> past) {
      this.past = past;
      Service plain = Service.of("S1", "All tools", "P1", START);
      catalog.services.put(
          "S1",
          new Service(
              plain.id(),
              plain.name(),
              null,
              false,
              plain.escalationPolicyId(),
              null,
              null,
              null,
              null,
              plain.alertCreation(),
              plain.urgencyRule(),
              null,
              List.of(),
              new AlertGrouping.Intelligent(0),
              null,
              Service.RecoveryMode.WATCH,
              900,
              START));
      correlator = started();
    }

    Correlator started() {
      var automatic =
          new Automatic(
              new PostgresAutomaticRepository(database),
              incidents,
              new OneTopology(topology),
              catalog,
              new NoChanges(),
              new Past(past),
              new PostgresTimers(database),
              new SimpleMeterRegistry());
      return new Correlator(
          incidents, catalog, new PostgresFactLog(database, _ -> {}), ids, ledger, automatic, null);
    }

    void restart() {
      correlator = started();
    }

    void hear(List<AlertEvent> events) {
      Instant now = events.getLast().at();
      var facts = new ArrayList<Fact>();
      long sequence = 0;
      for (AlertEvent event : events) {
        facts.add(new Fact("alert", 0, ++sequence, event.at(), event));
      }
      database.run(() -> correlator.handle(facts, now));
      database.run(() -> correlator.due(now));
    }

    List<Entry> decisions() {
      return ledger.after(0, 100_000);
    }
  }

  private static final class OneTopology implements Topologies {
    private final Snapshot snapshot;

    OneTopology(String digest) {
      snapshot = new Snapshot(digest, topology(), new Nobody());
    }

    @Override
    public Snapshot snapshot() {
      return snapshot;
    }

    @Override
    public void note(Collection<Gap> gaps) {}

    @Override
    public void learned(Map<Dependency, String> dependencies, Instant now) {}

    private static final class Nobody implements Owners {
      @Override
      public Optional<String> ownerOf(int entity) {
        return Optional.empty();
      }

      @Override
      public int entityOf(String serviceId) {
        return -1;
      }
    }
  }

  /// Six services, each with a database and a host of its own, in two rows that rest on one another.
  private static Topology topology() {
    var entities = new ArrayList<Entity>();
    var links = new ArrayList<Dependency>();
    for (int i = 0; i < 6; i++) {
      String service = "service-" + i;
      entities.add(entity(service, "service", service));
      entities.add(entity("database-" + i, "database", service));
      entities.add(entity("host-" + i, "host", service));
      links.add(new Dependency(service, "database-" + i, "queries", 1));
      links.add(new Dependency("database-" + i, "host-" + i, "runs-on", 1));
      if (i % 3 != 2) {
        links.add(new Dependency(service, "service-" + (i + 1), "calls", 1));
      }
    }
    return Topology.of(entities, links);
  }

  private static Entity entity(String id, String kind, String service) {
    return new Entity(id, kind, id, service, "eu", "prod", Set.of(), Map.of());
  }

  private static final class NoChanges implements Changes {
    @Override
    public void record(Change change) {}

    @Override
    public Optional<Change> change(String id) {
      return Optional.empty();
    }

    @Override
    public List<Change> search(Changes.Filter filter, int offset, int limit) {
      return List.of();
    }

    @Override
    public long count(Changes.Filter filter) {
      return 0;
    }
  }

  private record Past(List<PastAlert> alerts) implements PastStore {
    @Override
    public Kept keepIncidents(Collection<Told> told, Supplier<String> ids, Instant now) {
      return new Kept(0, 0);
    }

    @Override
    public Kept keepAlerts(Collection<PastAlert> more, Instant now) {
      return new Kept(0, 0);
    }

    @Override
    public List<Known> incidents() {
      return List.of();
    }

    @Override
    public void teach(Collection<PastAlert> lessons) {}

    @Override
    public List<PastAlert> taught() {
      return List.of();
    }

    @Override
    public List<Known> search(PastStore.Filter filter, int offset, int limit) {
      return List.of();
    }

    @Override
    public long count(PastStore.Filter filter) {
      return 0;
    }

    @Override
    public Optional<Known> incident(String id) {
      return Optional.empty();
    }

    @Override
    public List<PastAlert> alertsOf(String externalId, int most) {
      return List.of();
    }

    @Override
    public long alertCount() {
      return alerts.size();
    }

    @Override
    public long incidentCount() {
      return 0;
    }

    @Override
    public void keepRehearsal(List<Rehearsal.Case> cases) {}

    @Override
    public List<Rehearsal.Case> rehearsal() {
      return List.of();
    }

    @Override
    public void saveModel(Instant madeAt, int learnedFrom, long digest, byte[] content) {}

    @Override
    public @Nullable Model model() {
      return null;
    }
  }

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

  private static AlertOpened opened(String id, String key, String thing, Instant at) {
    return opened(id, key, thing, at, Severity.ERROR);
  }

  private static AlertOpened opened(
      String id, String key, String thing, Instant at, Severity severity) {
    return new AlertOpened(
        id,
        "I1",
        "S1",
        key,
        severity,
        thing + " does not answer",
        thing,
        null,
        null,
        "availability",
        false,
        Map.of("thing", thing),
        at);
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
      var steady = new Room(List.of());
      day.forEach(steady::hear);
      var shaky = new Room(List.of());
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

  @Test
  void what_was_rolled_back_was_never_thought() {
    List<List<AlertEvent>> day = day(4);
    var steady = new Room(List.of());
    day.forEach(steady::hear);
    var failing = new Room(List.of());
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
    var room = new Room(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(30))));
    String first = Objects.requireNonNull(incidentOf(room, "A1"));
    String second = incidentOf(room, "A2");
    assertThat(first).isNotEqualTo(second);
    room.restart();
    var desk =
        new IncidentDesk(
            room.incidents,
            room.database,
            new PostgresFactLog(room.database, _ -> {}),
            new FakeAlerts(),
            room.catalog,
            room.ids,
            new Teaching(room.ledger, automatic(room)));
    desk.move("A2", first, dev.muster.platform.web.Actor.muster(), START.plusSeconds(60));
    room.restart();
    room.hear(List.of(opened("A3", "k3", "host-3", START.plus(Duration.ofMinutes(12)))));
    assertThat(incidentOf(room, "A2")).isEqualTo(first);
    assertThat(room.ledger.ofAlert("A2", null).getLast().kind()).isEqualTo(Entry.Kind.MOVE);
  }

  /// An incident has recovered and is being watched; what came then was taken for an after-effect of it.
  private static Room withAftermath() {
    var room = new Room(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    room.hear(List.of(new AlertResolved("A1", "S1", "monitor", "I1", START.plusSeconds(60))));
    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(120))));
    assertThat(incidentOf(room, "A2")).isNotNull().isEqualTo(incidentOf(room, "A1"));
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
        String own = incidentOf(room, "A3");
        assertThat(own).isNotNull().isNotEqualTo(incidentOf(room, "A1"));
        for (int i = 0; i < 2; i++) {
          if (restarts) {
            room.restart();
          }
          later = later.plusSeconds(20);
          String thing = i == 0 ? "service-4" : "service-3";
          room.hear(List.of(opened("B" + i, "b" + i, thing, later, Severity.CRITICAL)));
          assertThat(incidentOf(room, "B" + i))
              .as("%s, topology %s, restarts: %s", thing, topology, restarts)
              .isEqualTo(own);
        }
      }
    }
  }

  @Test
  void timers_and_facts_never_wait_for_each_other_in_a_circle() throws Exception {
    var room = new Room(List.of());
    room.hear(List.of(opened("A1", "k1", "database-1", START)));
    var timers = new PostgresTimers(room.database);
    Instant later = START.plus(Duration.ofMinutes(20));
    List<Timers.Timer> due = timers.due(Automatic.OWNER, later, 10);
    assertThat(due).isNotEmpty();
    TimerPump.Handler handler = room.correlator.timerHandler();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> facts =
          room.database.inTransaction(() -> {
            handler.hold(List.of("engine"));
            List<Timers.Timer> taken = timers.take(due);
            Future<?> other =
                threads.submit(() ->
                    room.hear(List.of(opened("A2", "k2", "database-4", START.plusSeconds(30)))));
            untilSomebodyWaits(room.database);
            handler.due(taken, later);
            return other;
          });
      facts.get(60, TimeUnit.SECONDS);
    }
    assertThat(room.decisions().stream().map(Entry::alertId)).contains("A1", "A2");
  }

  private static void untilSomebodyWaits(Database database) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (database
            .sql()
            .sql(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """)
            .query(Long.class)
            .single()
        == 0) {
      assertThat(System.nanoTime()).as("nobody waits").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Automatic automatic(Room room) {
    return new Automatic(
        new PostgresAutomaticRepository(room.database),
        room.incidents,
        new OneTopology(room.topology),
        room.catalog,
        new NoChanges(),
        new Past(List.of()),
        new PostgresTimers(room.database),
        new SimpleMeterRegistry());
  }

  private static @Nullable String incidentOf(Room room, String alert) {
    Member member = room.incidents.memberships(List.of(alert)).get(alert);
    return member == null ? null : member.incidentId();
  }
}
