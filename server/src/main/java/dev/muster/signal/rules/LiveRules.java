package dev.muster.signal.rules;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.platform.db.LiveCopy;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import dev.muster.signal.source.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The event rules of the running house, compiled, in memory.
final class LiveRules implements Rules, RuleTrials, RuleNames, Pump {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);
  private static final Duration GAPS_EVERY = Duration.ofSeconds(10);

  /// Keys without a row that are remembered between two writings; beyond it they are counted when they come again.
  private static final int MOST_GAPS = 10_000;

  private record Picture(
      RuleBook book,
      Map<String, Target> doors,
      Map<String, RuleNames.Door> labels,
      Map<String, RuleNames.Name> rules) {}

  /// A key that no row has.
  record Gap(String tableId, String key) {}

  private final PostgresRules store;
  private final Catalog catalog;
  private final LiveCopy<Picture> picture;
  private final Counters counters = new Counters();
  private final Object gapLock = new Object();
  private Map<Gap, Long> gaps = new LinkedHashMap<>();
  private @Nullable Instant lastGaps;

  LiveRules(PostgresRules store, Catalog catalog, Transactions transactions) {
    this.store = store;
    this.catalog = catalog;
    this.picture = new LiveCopy<>(store::version, this::paint, transactions);
  }

  /// Tells all nodes that rules changed. Call it inside of the changing transaction.
  void changed() {
    store.raiseVersion();
    picture.loadAfterCommit();
  }

  /// Loads everything anew unless it is there already.
  void load() {
    picture.load();
  }

  private Picture paint() {
    var names = new HashMap<String, String>();
    var doors = new HashMap<String, Target>();
    var labels = new HashMap<String, RuleNames.Door>();
    for (Orchestration orchestration : store.orchestrations()) {
      names.put(orchestration.id(), orchestration.name());
      for (Orchestration.Door door : orchestration.doors()) {
        doors.put(door.key(), new Target(door.id(), orchestration.id()));
        labels.put(
            door.id(), new RuleNames.Door(door.label(), orchestration.id(), orchestration.name()));
      }
    }
    var services = new HashMap<String, RulePath>();
    var rules = new HashMap<String, RuleNames.Name>();
    var orchestras = new HashMap<String, RuleBook.Orchestra>();
    names.keySet().forEach(id -> orchestras.put(id, new RuleBook.Orchestra(null, null, null)));
    RuleBook book = new RuleBook(orchestras, services, List.of(), List.of(), _ -> null, _ -> true);
    for (Orchestration.Path path : store.paths()) {
      RulePath compiled = compile(path, name(path, names));
      if (compiled == null) {
        continue;
      }
      rules.putAll(compiled.names());
      if (compiled.isIdle()) {
        continue;
      }
      if (path.kind() != RulePath.Kind.SERVICE) {
        if (names.containsKey(path.ownerId())) {
          book = book.withOrchestration(path.ownerId(), compiled);
        }
      } else if (path.active()) {
        services.put(path.ownerId(), compiled);
      }
    }
    return new Picture(
        book.with(services, tables(), store.stages(), this::serviceByName, this::serviceThere),
        Map.copyOf(doors),
        Map.copyOf(labels),
        Map.copyOf(rules));
  }

  private String name(Orchestration.Path path, Map<String, String> orchestrations) {
    return path.kind() == RulePath.Kind.SERVICE
        ? catalog.service(path.ownerId()).map(Service::name).orElse("")
        : orchestrations.getOrDefault(path.ownerId(), "");
  }

  private List<LookupTable> tables() {
    var tables = new ArrayList<LookupTable>();
    for (PostgresRules.StoredTable stored : store.tables()) {
      tables.add(stored.compiled(store.rows(stored.id())));
    }
    return tables;
  }

  private static @Nullable RulePath compile(Orchestration.Path path, String name) {
    Body body = Body.of(Json.mapper().readTree(path.body()));
    var compiled =
        new RulePathReader(path.kind(), path.ownerId(), null, null)
            .read(body, words(path.kind(), path.ownerId(), name));
    try {
      body.check();
      return compiled;
    } catch (dev.muster.platform.web.ApiException unreadable) {
      // It was read when it was saved; a build that cannot read it any more must not stop the
      // intake.
      LOG.error("rules {} of {} cannot be read", path.kind(), path.ownerId(), unreadable);
      return null;
    }
  }

  static String words(RulePath.Kind kind, String ownerId, String name) {
    return kind == RulePath.Kind.SERVICE
        ? "service " + (name.isEmpty() ? ownerId : "'" + name + "'")
        : "orchestration '" + name + "' (" + kind.wire() + ")";
  }

  private @Nullable String serviceByName(String name) {
    for (Service service : catalog.allServices()) {
      if (service.name().equalsIgnoreCase(name.strip())) {
        return service.id();
      }
    }
    return null;
  }

  private boolean serviceThere(String id) {
    return catalog.service(id).isPresent();
  }

  private Picture picture() {
    return picture.get();
  }

  @Override
  public RuleBook book() {
    return picture().book();
  }

  @Override
  public RuleBook with(String kind, String ownerId, Body path) {
    RulePath.Kind which = RulePath.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
    boolean service = which == RulePath.Kind.SERVICE;
    if (service ? !serviceThere(ownerId) : store.orchestration(ownerId).isEmpty()) {
      path.fault("id", "names no " + (service ? "service" : "event orchestration"));
      return book();
    }
    Set<String> standing = RulePathReader.conditions(store.path(ownerId, which).orElse(null));
    RulePath read =
        new RulePathReader(which, ownerId, null, standing).read(path, "the rules that are tried");
    return service ? book().withService(ownerId, read) : book().withOrchestration(ownerId, read);
  }

  @Override
  public Optional<String> orchestration(String id) {
    return store.orchestration(id).map(Orchestration::name);
  }

  @Override
  public Optional<String> orchestrationOf(String integrationId) {
    for (Target target : picture().doors().values()) {
      if (target.integrationId().equals(integrationId)) {
        return Optional.of(target.orchestrationId());
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Name> name(String ruleKey) {
    Picture now = picture();
    Name name = now.rules().get(ruleKey);
    return name != null ? Optional.of(name) : now.book().name(ruleKey);
  }

  @Override
  public Optional<RuleNames.Door> labelled(String integrationId) {
    return Optional.ofNullable(picture().labels().get(integrationId));
  }

  @Override
  public Optional<Target> door(String routingKey) {
    return Optional.ofNullable(picture().doors().get(routingKey));
  }

  @Override
  public @Nullable Ruling rule(
      String serviceId,
      @Nullable String orchestrationId,
      Report report,
      Supplier<byte[]> raw,
      Instant now) {
    return picture().book().rule(serviceId, orchestrationId, report, raw, now, counters, this::gap);
  }

  private void gap(String tableId, String key) {
    var gap = new Gap(tableId, key);
    synchronized (gapLock) {
      if (gaps.size() < MOST_GAPS || gaps.containsKey(gap)) {
        gaps.merge(gap, 1L, Long::sum);
      }
    }
  }

  @Override
  public String name() {
    return "signal.rules";
  }

  /// Looks whether another node changed something, and writes down which keys the tables lack.
  @Override
  public int poll(Instant now) {
    picture.look(now);
    if (lastGaps == null || Duration.between(lastGaps, now).abs().compareTo(GAPS_EVERY) >= 0) {
      lastGaps = now;
      writeGaps(now);
    }
    return 0;
  }

  /// Writes down which keys the tables lack.
  void writeGaps(Instant now) {
    Map<Gap, Long> found;
    synchronized (gapLock) {
      found = gaps;
      gaps = new LinkedHashMap<>();
    }
    if (!found.isEmpty()) {
      store.addGaps(found, now);
    }
  }
}
