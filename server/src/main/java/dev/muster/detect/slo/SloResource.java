package dev.muster.detect.slo;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.detect.rule.Matcher;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Service level objectives, their error budgets, and the import of OpenSLO.
@RestController
@Tag(name = "Service level objectives")
final class SloResource {
  private static final int MOST = 500;

  private final PostgresSlos store;
  private final SloBook book;
  private final SloPump pump;
  private final Slos slos;
  private final Catalog catalog;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  SloResource(
      PostgresSlos store,
      SloBook book,
      SloPump pump,
      Slos slos,
      Catalog catalog,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.book = book;
    this.pump = pump;
    this.slos = slos;
    this.catalog = catalog;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/slos")
  @Asks("service_ids[]: only objectives of these services")
  Map<String, @Nullable Object> listSlos(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    List<String> services = query.list("service_ids");
    Instant now = clock.instant();
    return paging.slice(
        "slos",
        store.all().stream()
            .filter(slo -> services.isEmpty() || services.contains(slo.serviceId()))
            .map(slo -> view(slo, now))
            .toList());
  }

  @GetMapping("/slos/{id}")
  Map<String, Object> getSlo(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("slo", view(find(id), clock.instant()));
  }

  @PostMapping("/slos")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createSlo(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    limit(1);
    Slo made = read(body.envelope("slo"), ids.next('P'), null);
    return save("create", List.of(made), Set.of(made.id())).getFirst();
  }

  @PutMapping("/slos/{id}")
  Map<String, Object> updateSlo(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    return save("update", List.of(read(body.envelope("slo"), id, find(id))), Set.of()).getFirst();
  }

  @DeleteMapping("/slos/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteSlo(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Slo slo = find(id);
    Instant now = clock.instant();
    transactions.run(() -> {
      store.delete(id);
      pump.gone(slo, now);
      audit.record("delete", "slo", id, Map.of("name", slo.name()));
    });
    pump.reload(now);
  }

  /// Takes a YAML document of OpenSLO v1. All of it is taken, or nothing; an objective of the same name and service is replaced.
  @PostMapping("/slos/import")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> importSlos(@RequestBody(required = false) @Nullable String given) {
    Actor.current().require(Permission.CONFIGURE);
    OpenSlo.Read read = OpenSlo.parse(given == null ? "" : given);
    var faults = new ArrayList<>(read.faults());
    var made = new ArrayList<Slo>();
    var fresh = new HashSet<String>();
    Instant now = clock.instant();
    List<Slo> known = store.all();
    for (OpenSlo.Found found : read.slos()) {
      String service = service(found.service());
      if (service == null) {
        faults.add("SLO '" + found.name() + "': there is no service '" + found.service() + "'");
        continue;
      }
      Slo before =
          known.stream()
              .filter(slo -> slo.name().equals(found.name()) && slo.serviceId().equals(service))
              .findAny()
              .orElse(null);
      String id = before == null ? ids.next('P') : before.id();
      if (before == null) {
        fresh.add(id);
      }
      made.add(
          new Slo(
              id,
              found.name(),
              service,
              found.indicator(),
              found.target(),
              found.window(),
              before == null ? leastBad(found.indicator()) : before.leastBad(),
              before == null || before.enabled(),
              before == null ? Actor.current().id() : before.createdBy(),
              before == null ? now : before.createdAt(),
              now));
    }
    if (!faults.isEmpty()) {
      throw ApiException.invalid(faults);
    }
    limit(made.size());
    List<Map<String, Object>> saved = save("import", made, fresh);
    return Map.of(
        "slos", saved.stream().map(one -> one.get("slo")).toList(),
        "passed_over", read.passedOver());
  }

  private void limit(int more) {
    if (store.all().size() + more > MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " objectives.");
    }
  }

  private @Nullable String service(String name) {
    for (Service service : catalog.allServices()) {
      if (service.name().equalsIgnoreCase(name) || service.id().equals(name)) {
        return service.id();
      }
    }
    return null;
  }

  /// A slice of a minute is an event, and there are few; of requests there are many.
  private static double leastBad(Slo.Indicator indicator) {
    return switch (indicator) {
      case Slo.Indicator.Ratio _ -> 10;
      case Slo.Indicator.Slices _ -> 2;
    };
  }

  private Slo read(Body given, String id, @Nullable Slo before) {
    String name = before == null || given.has("name") ? given.required("name", 200) : before.name();
    String service = before == null ? null : before.serviceId();
    if (before == null || given.has("service")) {
      service = given.reference("service");
      if (service == null) {
        given.fault("service", "is missing");
      } else if (catalog.service(service).isEmpty()) {
        given.fault("service.id", "names no service");
      }
    }
    Double percent = given.decimal("target_percent", 1, 99.9999);
    if (percent == null && before == null && given.raw("target_percent") == null) {
      given.fault("target_percent", "is missing");
    }
    Long days = given.number("window_days", Slo.SHORTEST_DAYS, Slo.LONGEST_DAYS);
    Slo.Indicator indicator = before == null ? null : before.indicator();
    if (before == null || given.has("indicator")) {
      Body inner = given.object("indicator");
      if (inner == null) {
        given.fault("indicator", "is missing");
      } else {
        indicator = indicator(inner);
      }
    }
    Long least = given.number("least_bad_events", 1, 1_000_000);
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    if (service == null || indicator == null) {
      throw ApiException.invalid("'slo.service' and 'slo.indicator' are needed");
    }
    Instant now = clock.instant();
    return new Slo(
        id,
        name,
        service,
        indicator,
        percent != null ? percent / 100 : before == null ? 0.999 : before.target(),
        days != null
            ? Duration.ofDays(days)
            : before == null ? Duration.ofDays(30) : before.window(),
        least != null ? least : before == null ? leastBad(indicator) : before.leastBad(),
        enabled,
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? now : before.createdAt(),
        now);
  }

  private static Slo.@Nullable Indicator indicator(Body given) {
    String kind = given.text("kind", "ratio");
    if (kind.equals("ratio")) {
      boolean good = given.has("good");
      if (good == given.has("bad")) {
        given.fault("good", "must be given, or bad, but not both");
      }
      return new Slo.Indicator.Ratio(
          matchers(given, good ? "good" : "bad"), good, matchers(given, "total"));
    }
    if (!kind.equals("slices")) {
      given.fault("kind", "must be one of ratio, slices");
      return null;
    }
    Double limit = given.decimal("limit", -Double.MAX_VALUE, Double.MAX_VALUE);
    String op = given.text("op", "lte");
    if (!op.equals("lte") && !op.equals("gte")) {
      given.fault("op", "must be one of lte, gte");
    }
    if (limit == null && given.raw("limit") == null) {
      given.fault("limit", "is missing");
    }
    return new Slo.Indicator.Slices(
        matchers(given, "series"), op.equals("lte"), limit == null ? 0 : limit);
  }

  /// Matchers as a list of objects, or a selector as PromQL writes it.
  private static List<Matcher> matchers(Body given, String field) {
    JsonNode raw = given.raw(field);
    if (raw == null) {
      given.fault(field, "is missing");
      return List.of();
    }
    try {
      if (raw.isString()) {
        return Selector.parse(raw.stringValue());
      }
      var matchers = new ArrayList<Matcher>();
      for (Body matcher : given.objects(field)) {
        Matcher.Op op = Matcher.Op.of(matcher.text("op", "=")).orElse(null);
        if (op == null) {
          matcher.fault("op", "must be one of =, !=, =~, !~");
        } else {
          matchers.add(Matcher.of(matcher.required("label", 200), op, matcher.text("value", "")));
        }
      }
      if (matchers.isEmpty()) {
        given.fault(field, "must hold a matcher at least");
      }
      return matchers;
    } catch (IllegalArgumentException faulty) {
      given.fault(field, String.valueOf(faulty.getMessage()));
      return List.of();
    }
  }

  /// @param fresh ids of those that were not there before: what is kept for them from before is counted, beside this request
  private List<Map<String, Object>> save(String action, List<Slo> given, Set<String> fresh) {
    Instant countsFrom = Past.beginning(clock.instant());
    transactions.run(() -> {
      for (Slo slo : given) {
        store.save(slo);
        if (slo.enabled() && fresh.contains(slo.id())) {
          store.countPast(slo.id(), countsFrom);
        }
        audit.record(
            action,
            "slo",
            slo.id(),
            Map.of(
                "name", slo.name(),
                "target_percent", 100 * slo.target(),
                "window_days", slo.window().toDays(),
                "enabled", slo.enabled()));
      }
    });
    Instant now = clock.instant();
    pump.reload(now);
    return given.stream().map(slo -> Map.<String, Object>of("slo", view(slo, now))).toList();
  }

  private Slo find(String id) {
    return store.all().stream()
        .filter(slo -> slo.id().equals(id))
        .findAny()
        .orElseThrow(() -> ApiException.notFound("Service level objective " + id));
  }

  private Map<String, @Nullable Object> view(Slo slo, Instant now) {
    Slos.Standing standing = slos.standing(slo, now);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", slo.id());
    view.put("type", "slo");
    view.put("summary", slo.name());
    view.put("self", directory.links().self("slos", slo.id()));
    view.put("html_url", null);
    view.put("name", slo.name());
    view.put("service", directory.reference("service", slo.serviceId()));
    view.put("enabled", slo.enabled());
    view.put("target_percent", 100 * slo.target());
    view.put("window_days", slo.window().toDays());
    view.put("least_bad_events", Math.round(slo.leastBad()));
    view.put("indicator", PostgresSlos.json(slo.indicator()));
    view.put("status", slo.enabled() ? standing.status() : "disabled");
    view.put("status_words", standing.words());
    Past.State past = book.past(slo.id()).state();
    view.put("past", past.wire());
    view.put("past_words", past.words());
    view.put("past_percent", past == Past.State.COUNTING ? book.counted(slo.id()) : null);
    Double good = standing.goodShare();
    view.put("good_percent", good == null ? null : 100 * good);
    view.put("budget_left_percent", 100 * standing.budgetLeft());
    view.put("burn_rates", pump.rates(slo, now));
    Ledger.Count count = book.ledger(slo).window(slo.window(), now);
    view.put("bad_events", count.bad());
    view.put("total_events", count.total());
    view.put(
        "alerting",
        Burn.firing(book.ledger(slo), slo, now).stream()
            .map(firing -> Map.of("kind", firing.pair().alarm().wire(), "reason", firing.words()))
            .toList());
    view.put("created_at", slo.createdAt());
    view.put("updated_at", slo.updatedAt());
    return view;
  }
}
