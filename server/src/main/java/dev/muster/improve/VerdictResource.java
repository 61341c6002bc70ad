package dev.muster.improve;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether pages were worth it, as people say and as their acts show.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Noise")
final class VerdictResource {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(400);

  private final PostgresVerdicts store;
  private final VerdictDesk desk;
  private final Incidents incidents;
  private final Catalog catalog;
  private final Directory directory;
  private final InstantSource clock;

  VerdictResource(
      PostgresVerdicts store,
      VerdictDesk desk,
      Incidents incidents,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    this.store = store;
    this.desk = desk;
    this.incidents = incidents;
    this.catalog = catalog;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param verdict `actionable`, `not_actionable` or `unknown`
  /// @param source `human` or `inferred`
  record View(String verdict, String source, @Nullable Object user, String reason) {}

  @GetMapping("/incidents/{id}/verdict")
  Map<String, View> getVerdict(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    Verdict.Judged judged =
        desk.verdict(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
    String user = judged.userId();
    return Map.of(
        "verdict",
        new View(
            judged.verdict().wire(),
            judged.human() ? "human" : "inferred",
            user == null ? null : directory.reference("user", user),
            judged.words()));
  }

  /// What the person who asks says about it: `{"verdict": "actionable"}`, or within an object of that name as it is answered; null
  /// takes it back.
  @PutMapping("/incidents/{id}/verdict")
  Map<String, View> giveVerdict(@PathVariable String id, Body body) {
    Actor actor = Actor.current();
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    if (!actor.isUser()) {
      throw ApiException.invalid("A verdict is a person's; use a key of a user.");
    }
    boolean wrapped = body.node().path("verdict").isObject();
    Body given = wrapped ? body.envelope("verdict") : body;
    Verdict verdict = given.word("verdict", Verdict::of, "actionable, not_actionable, unknown");
    if (!given.has("verdict")) {
      given.fault("verdict", "is missing");
    }
    body.check();
    Incident incident =
        incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
    TeamRights.requireForService(catalog, Permission.RESPOND, incident.serviceId());
    if (verdict == null) {
      desk.withdraw(incident.id(), actor.id(), clock.instant());
    } else {
      desk.give(incident.id(), actor.id(), verdict, clock.instant());
    }
    return getVerdict(incident.id());
  }

  /// @param incidents incidents that the person was told of, by verdict
  /// @param precision share of the judged ones that were worth it, 0..1; null when none is judged
  record ToldView(
      Object user,
      Instant since,
      Instant until,
      long messages,
      Map<String, Long> incidents,
      long judgedByPeople,
      @Nullable Double precision) {}

  /// What a person was told, and how often that was worth it; everybody may see his own.
  @GetMapping("/users/{id}/pages")
  @Asks({"since: a month ago unless told", "until: now unless told"})
  Map<String, ToldView> pagesOfPerson(@PathVariable String id, Query query) {
    Actor actor = Actor.current();
    String user = id.equals("me") ? actor.id() : id;
    actor.require(user.equals(actor.id()) ? Permission.READ : Permission.CONFIGURE);
    if (!directory.exists("user", user)) {
      throw ApiException.notFound("User " + user);
    }
    Instant until = until(query);
    Instant since = since(query, until);
    return Map.of("pages", view(store.told(user, since, until), since, until));
  }

  /// The same for everybody who was told anything.
  @GetMapping("/noise/people")
  @Asks({"since: a month ago unless told", "until: now unless told"})
  Map<String, @Nullable Object> people(Query query, Paging paging) {
    Actor.current().require(Permission.CONFIGURE);
    Instant until = until(query);
    Instant since = since(query, until);
    return paging.slice(
        "people",
        store.people(since, until).stream()
            .filter(user -> directory.exists("user", user))
            .map(user -> view(store.told(user, since, until), since, until))
            .toList());
  }

  private Instant until(Query query) {
    Instant given = query.time("until");
    return given == null ? clock.instant().plusSeconds(1) : given;
  }

  private static Instant since(Query query, Instant until) {
    Instant given = query.time("since");
    Instant since = given == null ? until.minus(USUAL) : given;
    Query.checkSpan(since, until, LONGEST);
    return since;
  }

  private ToldView view(PostgresVerdicts.Told told, Instant since, Instant until) {
    var incidents = new LinkedHashMap<String, Long>();
    long total = told.incidents().values().stream().mapToLong(Long::longValue).sum();
    incidents.put("total", total);
    for (Verdict verdict : Verdict.values()) {
      incidents.put(verdict.wire(), told.incidents().getOrDefault(verdict, 0L));
    }
    return new ToldView(
        directory.reference("user", told.userId()),
        since,
        until,
        told.messages(),
        incidents,
        told.human(),
        told.precision().orElse(null));
  }
}
