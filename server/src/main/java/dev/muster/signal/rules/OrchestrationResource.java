package dev.muster.signal.rules;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Event orchestrations and their doors. Their rules are at {@link RulePathResource}.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Event orchestrations")
final class OrchestrationResource {
  private static final int NAME_MAX = 255;
  private static final int DESCRIPTION_MAX = 4_096;

  /// Doors of one orchestration; each is a key that somebody has to look after.
  private static final int MOST_DOORS = 100;

  private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final PostgresRules store;
  private final LiveRules live;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final RandomGenerator random;
  private final InstantSource clock;

  OrchestrationResource(
      PostgresRules store,
      LiveRules live,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    this.store = store;
    this.live = live;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
  }

  /// @param routes how many services its router leads to
  record View(
      String id,
      String self,
      String name,
      @Nullable String description,
      @Nullable Object team,
      int routes,
      List<DoorView> integrations,
      Instant createdAt,
      Object createdBy,
      Instant updatedAt,
      Object updatedBy,
      String version) {}

  record DoorView(String id, String label, Map<String, String> parameters) {
    static DoorView of(Orchestration.Door door) {
      return new DoorView(
          door.id(), door.label(), Map.of("routing_key", door.key(), "type", "global"));
    }
  }

  @GetMapping("/event_orchestrations")
  @Asks({"team_ids[]: only orchestrations of these teams", "query: a part of the name"})
  Map<String, @Nullable Object> listOrchestrations(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    List<String> teams = query.list("team_ids");
    String text = query.text("query");
    return paging.slice(
        "orchestrations",
        store.orchestrations().stream()
            .filter(found -> teams.isEmpty() || teams.contains(found.teamId()))
            .filter(found ->
                text == null
                    || found
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .contains(text.toLowerCase(Locale.ROOT)))
            .map(this::view)
            .toList());
  }

  @GetMapping("/event_orchestrations/{id}")
  Map<String, View> getOrchestration(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("orchestration", view(find(id)));
  }

  @PostMapping("/event_orchestrations")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, View> createOrchestration(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("orchestration");
    Instant now = clock.instant();
    var blank =
        new Orchestration(
            uuid(),
            "",
            null,
            null,
            now,
            Actor.current().id(),
            now,
            Actor.current().id(),
            "",
            List.of());
    Orchestration created = read(given, blank, now);
    var door = new Orchestration.Door(uuid(), created.id(), created.name(), newKey(), now);
    transactions.run(() -> {
      store.save(created);
      store.save(door);
      live.changed();
      audit.record("create", "event_orchestration", created.id(), Map.of("name", created.name()));
    });
    return Map.of("orchestration", view(find(created.id())));
  }

  @PutMapping("/event_orchestrations/{id}")
  Map<String, View> updateOrchestration(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration before = find(id);
    Orchestration after = read(body.envelope("orchestration"), before, clock.instant());
    transactions.run(() -> {
      store.save(after);
      live.changed();
      audit.record(
          "update",
          "event_orchestration",
          id,
          Map.of("name", Map.of("from", before.name(), "to", after.name())));
    });
    return Map.of("orchestration", view(find(id)));
  }

  @DeleteMapping("/event_orchestrations/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteOrchestration(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration before = find(id);
    transactions.run(() -> {
      store.delete(id);
      live.changed();
      audit.record("delete", "event_orchestration", id, Map.of("name", before.name()));
    });
  }

  @GetMapping("/event_orchestrations/{id}/integrations")
  Map<String, Object> listDoors(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    List<DoorView> doors = find(id).doors().stream().map(DoorView::of).toList();
    return Map.of("integrations", doors, "total", doors.size());
  }

  @GetMapping("/event_orchestrations/{id}/integrations/{doorId}")
  Map<String, DoorView> getDoor(@PathVariable String id, @PathVariable String doorId) {
    Actor.current().require(Permission.READ);
    return Map.of("integration", DoorView.of(door(find(id), doorId)));
  }

  @PostMapping("/event_orchestrations/{id}/integrations")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, DoorView> createDoor(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration orchestration = find(id);
    Body given = body.envelope("integration");
    String label = given.required("label", NAME_MAX);
    if (orchestration.doors().size() >= MOST_DOORS) {
      given.fault("label", "cannot be added: an orchestration has at most " + MOST_DOORS);
    }
    given.check();
    var door = new Orchestration.Door(uuid(), id, label, newKey(), clock.instant());
    save("create", door, orchestration);
    return Map.of("integration", DoorView.of(door));
  }

  @PutMapping("/event_orchestrations/{id}/integrations/{doorId}")
  Map<String, DoorView> updateDoor(
      @PathVariable String id, @PathVariable String doorId, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration orchestration = find(id);
    Orchestration.Door before = door(orchestration, doorId);
    Body given = body.envelope("integration");
    String label = given.required("label", NAME_MAX);
    given.check();
    var door = new Orchestration.Door(doorId, id, label, before.key(), before.createdAt());
    save("update", door, orchestration);
    return Map.of("integration", DoorView.of(door));
  }

  @DeleteMapping("/event_orchestrations/{id}/integrations/{doorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteDoor(@PathVariable String id, @PathVariable String doorId) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration orchestration = find(id);
    Orchestration.Door door = door(orchestration, doorId);
    transactions.run(() -> {
      store.deleteDoor(doorId);
      touch(orchestration);
      live.changed();
      audit.record(
          "delete",
          "event_orchestration_integration",
          doorId,
          Map.of("orchestration", id, "label", door.label()));
    });
  }

  /// Takes a door over from another orchestration, with its key.
  @PostMapping("/event_orchestrations/{id}/integrations/migration")
  Map<String, Object> moveDoor(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Orchestration to = find(id);
    String sourceId = body.required("source_id", 64);
    String type = body.text("source_type", "orchestration");
    if (!type.equals("orchestration")) {
      body.fault("source_type", "must be orchestration");
    }
    String doorId = body.required("integration_id", 64);
    body.check();
    Orchestration.Door door = door(find(sourceId), doorId);
    save(
        "move", new Orchestration.Door(doorId, id, door.label(), door.key(), door.createdAt()), to);
    return listDoors(id);
  }

  private void save(String action, Orchestration.Door door, Orchestration orchestration) {
    transactions.run(() -> {
      store.save(door);
      touch(orchestration);
      live.changed();
      audit.record(
          action,
          "event_orchestration_integration",
          door.id(),
          Map.of("orchestration", orchestration.id(), "label", door.label()));
    });
  }

  private void touch(Orchestration orchestration) {
    store.save(
        new Orchestration(
            orchestration.id(),
            orchestration.name(),
            orchestration.description(),
            orchestration.teamId(),
            orchestration.createdAt(),
            orchestration.createdBy(),
            clock.instant(),
            Actor.current().id(),
            ids.next('V'),
            List.of()));
  }

  private Orchestration read(Body given, Orchestration before, Instant now) {
    String name =
        given.has("name") || before.name().isEmpty()
            ? given.required("name", NAME_MAX)
            : before.name();
    String description =
        given.has("description") ? given.text("description") : before.description();
    if (description != null
        && description.codePointCount(0, description.length()) > DESCRIPTION_MAX) {
      given.fault("description", "is longer than " + DESCRIPTION_MAX + " characters");
    }
    String team = given.has("team") ? given.reference("team") : before.teamId();
    if (team != null && !directory.exists("team", team)) {
      given.fault("team.id", "names no team");
    }
    given.check();
    return new Orchestration(
        before.id(),
        name.strip(),
        description,
        team,
        before.createdAt(),
        before.createdBy(),
        now,
        Actor.current().id(),
        ids.next('V'),
        before.doors());
  }

  private Orchestration find(String id) {
    return store
        .orchestration(id)
        .orElseThrow(() -> ApiException.notFound("Event orchestration " + id));
  }

  private static Orchestration.Door door(Orchestration orchestration, String id) {
    return orchestration.doors().stream()
        .filter(door -> door.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Integration " + id));
  }

  private View view(Orchestration found) {
    String team = found.teamId();
    return new View(
        found.id(),
        directory.links().self("event_orchestrations", found.id()),
        found.name(),
        found.description(),
        team == null ? null : directory.reference("team", team),
        store
            .path(found.id(), RulePath.Kind.ROUTER)
            .map(path -> RulePathResource.routes(path.body()))
            .orElse(0),
        found.doors().stream().map(DoorView::of).toList(),
        found.createdAt(),
        user(directory, found.createdBy()),
        found.updatedAt(),
        user(directory, found.updatedBy()),
        found.version());
  }

  static Object user(Directory directory, String id) {
    return directory.exists("user", id)
        ? directory.reference("user", id)
        : new Reference(id, "user_reference", null, null, null);
  }

  private String uuid() {
    long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  private String newKey() {
    var key = new StringBuilder(32).append('R'); // told from a service's key at a glance
    for (int i = 1; i < 32; i++) {
      key.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
    }
    return key.toString();
  }
}
