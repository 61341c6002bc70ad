package dev.muster.alert.noise;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What the gate and the rules kept back: shown, counted, and to be released by hand.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Noise")
final class NoiseResource {
  private static final Set<String> REASONS =
      Set.of("hold", "noise", "rule", "stage", "maintenance", "disabled");
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(92);

  private final PostgresNoise store;
  private final Noise noise;
  private final Alerts alerts;
  private final Directory directory;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final InstantSource clock;

  NoiseResource(
      PostgresNoise store,
      Noise noise,
      Alerts alerts,
      Directory directory,
      AuditTrail audit,
      Transactions transactions,
      InstantSource clock) {
    this.store = store;
    this.noise = noise;
    this.alerts = alerts;
    this.directory = directory;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param keptBackBy `hold`, `noise`, `rule`, `stage`, `maintenance` or `disabled`
  /// @param reason in plain words
  /// @param regret why keeping it back was wrong; null when it was not
  record KeptView(
      String id,
      String type,
      String summary,
      String severity,
      String status,
      Object service,
      @Nullable Object integration,
      Instant createdAt,
      @Nullable Instant resolvedAt,
      @Nullable Instant heldUntil,
      String keptBackBy,
      String reason,
      @Nullable String regret) {}

  @GetMapping("/noise/alerts")
  @Asks({
    "reason: only alerts kept back by hold, noise, rule, stage, maintenance or disabled",
    "service_ids[]: only alerts of these services",
    "since: opened at or after, a week ago unless told",
    "until: opened before, now unless told"
  })
  Map<String, @Nullable Object> listKeptBack(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String reason = query.text("reason");
    if (reason != null && !REASONS.contains(reason)) {
      throw ApiException.invalid(
          "'reason' must be one of hold, noise, rule, stage, maintenance, disabled");
    }
    Instant until = until(query);
    Instant since = since(query, until);
    List<String> services = query.list("service_ids");
    List<PostgresNoise.Kept> found =
        store.kept(reason, services, since, until, paging.offset(), paging.limit() + 1);
    return paging.page(
        "alerts",
        found.stream().map(this::view).toList(),
        () ->
            store.counts(services, since, until).entrySet().stream()
                .filter(one -> reason == null || one.getKey().equals(reason))
                .mapToLong(Map.Entry::getValue)
                .sum());
  }

  /// How many alerts were kept back, by reason, and how often that was wrong.
  @GetMapping("/noise/summary")
  @Asks({"since: a week ago unless told", "until: now unless told"})
  Map<String, Object> summary(Query query) {
    Actor.current().require(Permission.READ);
    Instant until = until(query);
    Instant since = since(query, until);
    Map<String, Long> counts = store.counts(List.of(), since, until);
    var byReason = new ArrayList<Map<String, Object>>();
    counts.forEach(
        (reason, alertsKept) -> byReason.add(Map.of("reason", reason, "alerts", alertsKept)));
    var summary = new LinkedHashMap<String, Object>();
    summary.put("since", since);
    summary.put("until", until);
    summary.put("kept_back", byReason);
    summary.put("regrets", store.countRegrets(since, until));
    return Map.of("noise", summary);
  }

  /// Lets a kept-back alert page now, and tells the gate that it mattered.
  @PostMapping("/noise/alerts/{id}/release")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> releaseAlert(@PathVariable String id) {
    Actor.current().require(Permission.RESPOND);
    Alert alert = alerts.alert(id).orElseThrow(() -> ApiException.notFound("Alert " + id));
    if (!alert.isOpen() || !alert.isSuppressed()) {
      throw ApiException.invalid("'id' is no open alert that is kept back");
    }
    Instant now = clock.instant();
    String by = Actor.current().name();
    transactions.run(() -> {
      alerts.release(List.of(id), by + " wants it to page.", now);
      String reason = alert.suppressedBy();
      if ("noise".equals(reason) || "hold".equals(reason)) {
        noise.regret(List.of(id), by + " released it.", now);
      }
      audit.record("release", "alert", id, Map.of("kept_back_by", String.valueOf(reason)));
    });
    return Map.of("message", "The alert pages as soon as its lane has taken the order.");
  }

  private Instant until(Query query) {
    Instant until = query.time("until");
    return until == null ? clock.instant().plusSeconds(1) : until;
  }

  private static Instant since(Query query, Instant until) {
    Instant given = query.time("since");
    Instant since = given == null ? until.minus(USUAL) : given;
    Query.checkSpan(since, until, LONGEST);
    return since;
  }

  private KeptView view(PostgresNoise.Kept kept) {
    return new KeptView(
        kept.id(),
        "alert",
        kept.summary(),
        kept.severity(),
        kept.status(),
        directory.reference("service", kept.serviceId()),
        kept.integrationId().isEmpty()
            ? null
            : directory.reference("service_integration", kept.integrationId()),
        kept.firstSeenAt(),
        kept.resolvedAt(),
        kept.heldUntil(),
        kept.by(),
        kept.why(),
        kept.regret());
  }
}
