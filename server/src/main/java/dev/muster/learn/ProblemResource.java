package dev.muster.learn;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.TeamRights;
import dev.muster.catalog.topology.Topologies;
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
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Known problems: what is known to be wrong and not mended yet, entered here or handed in by the tool where it is worked on.
@RestController
@Tag(name = "Known problems")
final class ProblemResource {
  private static final Set<String> STATES = Set.of("open", "closed");
  private static final int LONGEST_SOURCE = 64;
  private static final int LONGEST_KEY = 255;

  private final PostgresProblems store;
  private final Catalog catalog;
  private final Topologies topologies;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  ProblemResource(
      PostgresProblems store,
      Catalog catalog,
      Topologies topologies,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.topologies = topologies;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param status `open` or `closed`
  /// @param teams that own the service; their people may change it
  record ProblemView(
      String id,
      String type,
      String summary,
      String self,
      String title,
      String kind,
      String status,
      @Nullable String url,
      @Nullable String source,
      @Nullable String externalId,
      @Nullable Object service,
      List<Object> teams,
      @Nullable String entity,
      @Nullable String component,
      Instant openedAt,
      @Nullable Instant closedAt,
      Object createdBy,
      Instant updatedAt) {}

  ProblemView view(Problem one) {
    String service = one.serviceId();
    return new ProblemView(
        one.id(),
        "known_problem",
        one.title(),
        directory.links().self("known_problems", one.id()),
        one.title(),
        one.kind().wire(),
        one.closedAt() == null ? "open" : "closed",
        one.url(),
        one.source(),
        one.externalId(),
        service == null ? null : directory.reference("service", service),
        owners(service),
        one.entityId(),
        one.component(),
        one.openedAt(),
        one.closedAt(),
        directory.reference("user", one.createdBy()),
        one.updatedAt());
  }

  private List<Object> owners(@Nullable String serviceId) {
    return Optional.ofNullable(serviceId)
        .flatMap(catalog::service)
        .map(Service::teamId)
        .<List<Object>>map(team -> List.of(directory.reference("team", team)))
        .orElse(List.of());
  }

  private Problem find(String id) {
    return store.find(id).orElseThrow(() -> ApiException.notFound("Known problem " + id));
  }

  @GetMapping("/known_problems")
  @Asks({
    "status: open or closed",
    "service_id: only those of that service",
    "query: words that the title, the component or the id elsewhere must hold"
  })
  Map<String, @Nullable Object> listKnownProblems(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String status = query.text("status");
    if (status != null && !STATES.contains(status)) {
      throw ApiException.invalid("'status' must be open or closed, not '" + status + "'.");
    }
    var filter =
        new PostgresProblems.Filter(
            status == null ? null : status.equals("open"),
            query.text("service_id"),
            query.text("query"));
    return paging.page(
        "known_problems",
        store.search(filter, paging.offset(), paging.limit() + 1).stream().map(this::view).toList(),
        () -> store.count(filter));
  }

  @GetMapping("/known_problems/{id}")
  Map<String, ProblemView> getKnownProblem(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("known_problem", view(find(id)));
  }

  /// One that has the same `source` and `external_id` as another is that one, so that a tool can hand in what it knows again and again.
  @PostMapping("/known_problems")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, ProblemView> createKnownProblem(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Body given = body.envelope("known_problem");
    String source = given.optional("source", LONGEST_SOURCE);
    String key = given.optional("external_id", LONGEST_KEY);
    return transactions.inTransaction(() -> {
      while (true) {
        Problem before =
            source == null || key == null ? null : store.holdByKey(source, key).orElse(null);
        Problem after = read(given, before, source, key);
        if (before != null ? store.change(after) : store.add(after)) {
          return said(before, after);
        }
        // Somebody else has handed it in since it was looked for: it is that one.
      }
    });
  }

  /// Fields that are not given stay as they are. `status` says that it was done, or is not: `closed` counts from now unless a `closed_at`
  /// says since when.
  @PutMapping("/known_problems/{id}")
  Map<String, ProblemView> updateKnownProblem(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Body given = body.envelope("known_problem");
    return transactions.inTransaction(() -> {
      Problem before = hold(id);
      Problem after =
          read(
              given,
              before,
              text(given, "source", LONGEST_SOURCE, before.source()),
              text(given, "external_id", LONGEST_KEY, before.externalId()));
      if (!store.change(after)) {
        throw ApiException.invalid(
            "'known_problem.external_id' belongs to another known problem of that source.");
      }
      return said(before, after);
    });
  }

  private Problem hold(String id) {
    return store.hold(id).orElseThrow(() -> ApiException.notFound("Known problem " + id));
  }

  private Map<String, ProblemView> said(@Nullable Problem before, Problem after) {
    audit.record(
        before == null ? "create" : "update",
        "known_problem",
        after.id(),
        Map.of("title", after.title(), "open", after.closedAt() == null));
    return Map.of("known_problem", view(after));
  }

  @DeleteMapping("/known_problems/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteKnownProblem(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    transactions.run(() -> {
      Problem before = hold(id);
      TeamRights.requireForService(catalog, Permission.CONFIGURE, before.serviceId());
      store.delete(id);
      audit.record("delete", "known_problem", id, Map.of("title", before.title()));
    });
  }

  private Problem read(
      Body given, @Nullable Problem before, @Nullable String source, @Nullable String key) {
    Instant now = clock.instant();
    if (before != null) {
      TeamRights.requireForService(catalog, Permission.RESPOND, before.serviceId());
    }
    String title =
        given.has("title") || before == null
            ? given.required("title", 500).strip()
            : before.title();
    Problem.Kind kind = given.word("kind", Problem.Kind::of, "bug, patch, action or risk");
    if (kind == null) {
      kind = before == null ? Problem.Kind.BUG : before.kind();
    }
    String url = text(given, "url", 2_000, before == null ? null : before.url());
    if (url != null && !url.matches("(?i)https?://[^\\s]+")) {
      given.fault("url", "must be an address that begins with http:// or https://");
    }
    String service = before == null ? null : before.serviceId();
    if (given.has("service")) {
      service = given.reference("service");
      if (service != null && catalog.service(service).isEmpty()) {
        given.fault("service.id", "names no service");
      }
    }
    String entity = text(given, "entity", 512, before == null ? null : before.entityId());
    if (entity != null
        && given.has("entity")
        && topologies.snapshot().whole().topology().indexOf(entity) < 0) {
      given.fault("entity", "names nothing that the topology knows");
    }
    String component = text(given, "component", 255, before == null ? null : before.component());
    if (service == null && entity == null && component == null) {
      given.fault("component", "or a service or an entity must say what it is about");
    }
    Instant opened =
        given.has("opened_at") || before == null ? given.time("opened_at") : before.openedAt();
    if (opened == null) {
      opened = now;
    } else if (opened.isAfter(now)) {
      given.fault("opened_at", "is in the future");
    }
    Instant closed = closed(given, before == null ? null : before.closedAt(), now);
    if (closed != null && closed.isBefore(opened)) {
      given.fault("closed_at", "is before 'opened_at'");
    }
    if (key != null && source == null) {
      given.fault("source", "is needed with 'external_id'");
    }
    given.check();
    TeamRights.requireForService(catalog, Permission.RESPOND, service);
    return new Problem(
        before == null ? ids.next('K') : before.id(),
        title,
        kind,
        url,
        source,
        key,
        service,
        entity,
        component,
        opened,
        closed,
        before == null ? Actor.current().id() : before.createdBy(),
        now);
  }

  private static @Nullable Instant closed(Body given, @Nullable Instant before, Instant now) {
    Boolean open =
        given.word(
            "status",
            word -> STATES.contains(word) ? Optional.of(word.equals("open")) : Optional.empty(),
            "open or closed");
    Instant closed = given.has("closed_at") ? given.time("closed_at") : before;
    if (closed != null && given.has("closed_at") && closed.isAfter(now)) {
      given.fault("closed_at", "is in the future");
    }
    if (open == null) {
      return closed;
    }
    if (open && closed != null && given.has("closed_at")) {
      given.fault("closed_at", "contradicts the status open");
    }
    return open ? null : closed == null ? now : closed;
  }

  private static @Nullable String text(
      Body given, String field, int most, @Nullable String otherwise) {
    return given.has(field) ? given.optional(field, most) : otherwise;
  }
}
