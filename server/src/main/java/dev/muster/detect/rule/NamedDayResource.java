package dev.muster.detect.rule;

import dev.muster.access.AuditTrail;
import dev.muster.detect.series.NamedDays;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
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

/// Named days: known peaks, on which more is expected than on any other day.
@RestController
@Tag(name = "Named days")
final class NamedDayResource {
  private static final int MOST = 200;

  private final PostgresNamedDays store;
  private final RuleBook book;
  private final RuleRoom.Zone zone;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  NamedDayResource(
      PostgresNamedDays store,
      RuleBook book,
      RuleRoom.Zone zone,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.book = book;
    this.zone = zone;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/named_days")
  Map<String, @Nullable Object> listNamedDays(Paging paging) {
    Actor.current().require(Permission.READ);
    Map<String, @Nullable Object> page =
        paging.slice("named_days", store.all().stream().map(this::view).toList());
    page.put("time_zone", zone.zone().getId());
    return page;
  }

  @PostMapping("/named_days")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createNamedDay(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (store.all().size() >= MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " named days.");
    }
    return save("create", ids.next('P'), body, Actor.current().id(), clock.instant());
  }

  @GetMapping("/named_days/{id}")
  Map<String, Object> getNamedDay(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("named_day", view(find(id)));
  }

  @PutMapping("/named_days/{id}")
  Map<String, Object> updateNamedDay(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresNamedDays.Row before = find(id);
    return save("update", id, body, before.createdBy(), before.createdAt());
  }

  @DeleteMapping("/named_days/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteNamedDay(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresNamedDays.Row row = find(id);
    transactions.run(() -> {
      store.delete(id);
      audit.record("delete", "named_day", id, Map.of("name", row.day().name()));
    });
    book.reload();
  }

  private PostgresNamedDays.Row find(String id) {
    return store.all().stream()
        .filter(row -> row.id().equals(id))
        .findAny()
        .orElseThrow(() -> ApiException.notFound("Named day " + id));
  }

  private Map<String, Object> save(
      String action, String id, Body body, String createdBy, Instant createdAt) {
    Body given = body.envelope("named_day");
    NamedDays.NamedDay day = NamedDayForm.read(given);
    var row = new PostgresNamedDays.Row(id, day, createdBy, createdAt);
    transactions.run(() -> {
      store.save(row);
      audit.record(action, "named_day", id, Map.of("name", day.name(), "factor", day.factor()));
    });
    book.reload();
    return Map.of("named_day", view(row));
  }

  private Map<String, @Nullable Object> view(PostgresNamedDays.Row row) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", row.id());
    view.put("type", "named_day");
    view.put("summary", row.day().name());
    view.put("self", directory.links().self("named_days", row.id()));
    view.put("html_url", null);
    view.put("name", row.day().name());
    view.putAll(PostgresNamedDays.json(row.day()));
    view.put("created_at", row.createdAt());
    return view;
  }
}
