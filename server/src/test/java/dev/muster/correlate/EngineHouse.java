package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertOpened;
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
import dev.muster.platform.timer.Timers;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A house of which only the memory of the engine is lost by a restart.
final class EngineHouse {
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  final Database database = TestDatabase.with("correlate");
  final Timers timers = new PostgresTimers(database);
  final Ledger ledger = LedgerRoom.open(database);
  final IncidentRepository incidents = new PostgresIncidentRepository(database);
  final FakeCatalog catalog = new FakeCatalog();
  final Ids ids = Ids.from(new SplittableRandom(7));
  final List<PastAlert> past;
  String topology = "one";
  private final long mostInputs;
  private final long goEvery;
  Correlator correlator;
  Automatic engine;

  EngineHouse(List<PastAlert> past) {
    this(past, Automatic.MOST_INPUTS, Automatic.GO_EVERY);
  }

  EngineHouse(List<PastAlert> past, long mostInputs, long goEvery) {
    this.past = past;
    this.mostInputs = mostInputs;
    this.goEvery = goEvery;
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
    engine = automatic();
    correlator = started();
  }

  private Correlator started() {
    return new Correlator(
        incidents, catalog, new PostgresFactLog(database, _ -> {}), ids, ledger, engine, null);
  }

  private Automatic automatic() {
    return new Automatic(
        new PostgresAutomaticRepository(database),
        incidents,
        new OneTopology(topology),
        catalog,
        new NoChanges(),
        new Past(past),
        timers,
        InstantSource.fixed(START),
        new SimpleMeterRegistry(),
        mostInputs,
        goEvery);
  }

  /// What people do there, with an engine of its own.
  IncidentDesk desk() {
    return new IncidentDesk(
        incidents,
        database,
        new PostgresFactLog(database, _ -> {}),
        new FakeAlerts(),
        catalog,
        ids,
        new Teaching(ledger, automatic()));
  }

  void restart() {
    engine = automatic();
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

  @Nullable String incidentOf(String alert) {
    Member member = incidents.memberships(List.of(alert)).get(alert);
    return member == null ? null : member.incidentId();
  }

  static AlertOpened opened(String id, String key, String thing, Instant at) {
    return opened(id, key, thing, at, Severity.ERROR);
  }

  static AlertOpened opened(String id, String key, String thing, Instant at, Severity severity) {
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

      @Override
      public int placeOf(String serviceId) {
        return -1;
      }
    }
  }

  /// Six services, each with a database and a host of its own, in two rows that rest on one another.
  static Topology topology() {
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

  private record Past(List<PastAlert> known) implements PastStore {
    @Override
    public List<PastAlert> alerts(int most) {
      return known;
    }

    @Override
    public void newest(int most, Consumer<PastAlert> reader) {
      known.forEach(reader);
    }

    @Override
    public void older(int newest, int most, Consumer<PastAlert> reader) {}

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
      return known.size();
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
    public long saveModel(Instant madeAt, int learnedFrom, long digest, byte[] content) {
      return 1;
    }

    @Override
    public @Nullable Model model() {
      return null;
    }
  }
}
