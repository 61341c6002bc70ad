package dev.muster.detect.check;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Heartbeats: dead man's switches of jobs and monitors.
@RestController
@Tag(name = "Heartbeats")
final class HeartbeatResource {
  private static final int MOST = 10_000;
  private static final long LONGEST = 400L * 86_400;

  private final PostgresHeartbeats heartbeats;
  private final Conditions conditions;
  private final CheckForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  HeartbeatResource(
      PostgresHeartbeats heartbeats,
      Conditions conditions,
      CheckForm form,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.heartbeats = heartbeats;
    this.conditions = conditions;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/heartbeats")
  @Asks({
    "query: only heartbeats whose name holds this text",
    "service_ids[]: only heartbeats of these services"
  })
  Map<String, @Nullable Object> listHeartbeats(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.page(
        "heartbeats",
        heartbeats
            .search(
                query.list("service_ids"), query.text("query"), paging.offset(), paging.limit() + 1)
            .stream()
            .map(this::view)
            .toList(),
        heartbeats::count);
  }

  @GetMapping("/heartbeats/{id}")
  Map<String, Object> getHeartbeat(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("heartbeat", view(find(id)));
  }

  @PostMapping("/heartbeats")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createHeartbeat(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (heartbeats.count() >= MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " heartbeats.");
    }
    String key = (ids.next('H') + ids.next('B')).toLowerCase(Locale.ROOT);
    return save("create", read(body.envelope("heartbeat"), ids.next('P'), key, null));
  }

  @PutMapping("/heartbeats/{id}")
  Map<String, Object> updateHeartbeat(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Heartbeat before = find(id);
    return save("update", read(body.envelope("heartbeat"), id, before.key(), before));
  }

  @DeleteMapping("/heartbeats/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteHeartbeat(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Heartbeat heartbeat = find(id);
    transactions.run(() -> {
      heartbeats.delete(heartbeat, clock.instant());
      audit.record("delete", "heartbeat", id, Map.of("name", heartbeat.name()));
    });
  }

  private Heartbeat read(Body given, String id, String key, @Nullable Heartbeat before) {
    String name = before == null || given.has("name") ? given.required("name", 200) : before.name();
    String service = before == null ? null : before.serviceId();
    if (before == null || given.has("service")) {
      service = form.service(given);
    }
    Long seconds = given.number("interval_seconds", 10, LONGEST);
    String cron = given.text("cron");
    if (cron != null) {
      try {
        if (Heartbeat.cron(cron).next(clock.instant().atZone(ZoneId.of("UTC"))) == null) {
          given.fault("cron", "names a time that never comes");
          cron = null;
        }
      } catch (IllegalArgumentException malformed) {
        given.fault("cron", "is no cron expression of five fields: " + malformed.getMessage());
        cron = null;
      }
      if (seconds != null) {
        given.fault("cron", "must not stand beside interval_seconds");
      }
    }
    Duration every = seconds == null ? null : Duration.ofSeconds(seconds);
    if (every == null && cron == null && before != null) {
      every = before.every();
      cron = before.cron();
    }
    if (every == null
        && cron == null
        && given.text("cron") == null
        && given.raw("interval_seconds") == null) {
      given.fault("interval_seconds", "is missing; or give a cron expression");
    }
    ZoneId zone = before == null ? ZoneId.of("UTC") : before.zone();
    String zoneName = given.text("time_zone");
    if (zoneName != null) {
      try {
        zone = ZoneId.of(zoneName);
      } catch (DateTimeException unknown) {
        given.fault("time_zone", "names no time zone");
      }
    }
    Long grace = given.number("grace_seconds", 0, LONGEST);
    Severity severity = given.word("severity", Severity::of, "critical, error, warning, info");
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    if (service == null) {
      throw ApiException.invalid("'heartbeat.service' is missing");
    }
    var made =
        new Heartbeat(
            id,
            key,
            name,
            service,
            every,
            cron,
            zone,
            grace != null
                ? Duration.ofSeconds(grace)
                : before == null ? Duration.ofMinutes(1) : before.grace(),
            severity != null ? severity : before == null ? Severity.ERROR : before.severity(),
            enabled,
            before == null ? Heartbeat.State.NEW : before.state(),
            before == null ? null : before.lastSeen(),
            before == null ? null : before.lastWord(),
            null,
            before == null ? Actor.current().id() : before.createdBy(),
            before == null ? clock.instant() : before.createdAt());
    Instant seen = made.lastSeen();
    return seen == null ? made : due(made, seen);
  }

  /// A changed rhythm counts from the last sign of life; one that is late may be in time by it.
  private static Heartbeat due(Heartbeat made, Instant seen) {
    return new Heartbeat(
        made.id(),
        made.key(),
        made.name(),
        made.serviceId(),
        made.every(),
        made.cron(),
        made.zone(),
        made.grace(),
        made.severity(),
        made.enabled(),
        made.state() == Heartbeat.State.LATE ? Heartbeat.State.UP : made.state(),
        seen,
        made.lastWord(),
        made.dueAfter(seen),
        made.createdBy(),
        made.createdAt());
  }

  private Map<String, Object> save(String action, Heartbeat heartbeat) {
    Instant now = clock.instant();
    transactions.run(() -> {
      heartbeats.save(heartbeat);
      Instant due = heartbeat.dueAt();
      boolean inTime = due == null || due.isAfter(now);
      if (!heartbeat.enabled() || (inTime && heartbeat.state() == Heartbeat.State.UP)) {
        conditions.close(PostgresHeartbeats.condition(heartbeat), now);
      }
      audit.record(
          action,
          "heartbeat",
          heartbeat.id(),
          Map.of(
              "name", heartbeat.name(),
              "expected", heartbeat.rhythm(),
              "enabled", heartbeat.enabled()));
    });
    return Map.of("heartbeat", view(find(heartbeat.id())));
  }

  private Heartbeat find(String id) {
    return heartbeats.find(id).orElseThrow(() -> ApiException.notFound("Heartbeat " + id));
  }

  private Map<String, @Nullable Object> view(Heartbeat heartbeat) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", heartbeat.id());
    view.put("type", "heartbeat");
    view.put("summary", heartbeat.name());
    view.put("self", directory.links().self("heartbeats", heartbeat.id()));
    view.put("html_url", null);
    view.put("name", heartbeat.name());
    view.put("service", directory.reference("service", heartbeat.serviceId()));
    view.put("status", heartbeat.enabled() ? heartbeat.state().wire() : "disabled");
    view.put("enabled", heartbeat.enabled());
    Duration every = heartbeat.every();
    view.put("interval_seconds", every == null ? null : every.toSeconds());
    view.put("cron", heartbeat.cron());
    view.put("time_zone", heartbeat.zone().getId());
    view.put("grace_seconds", heartbeat.grace().toSeconds());
    view.put("severity", heartbeat.severity().wire());
    view.put("last_seen_at", heartbeat.lastSeen());
    view.put("last_word", heartbeat.lastWord());
    view.put("due_at", heartbeat.dueAt());
    view.put("created_at", heartbeat.createdAt());
    // the address is a secret of those who may configure
    view.put(
        "ping_url",
        Actor.current().may(Permission.CONFIGURE)
            ? directory.links().self("heartbeats", heartbeat.key())
            : null);
    return view;
  }
}
