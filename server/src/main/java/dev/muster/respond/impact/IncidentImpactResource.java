package dev.muster.respond.impact;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Query;
import dev.muster.respond.Notebook;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// What customers feel of an incident, in which waves it came, and how many minutes of which kind that adds up to by service.
@RestController
@Tag(name = "Incidents")
final class IncidentImpactResource {
  private static final Set<String> WORDS = Set.of("none", "partial", "full", "measured");
  private static final int LONGEST = 500;

  /// Customers may feel it so long before the first alert; more is a slip of the pen.
  private static final Duration EARLIEST = Duration.ofDays(1);

  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST_SPAN = Duration.ofDays(400);

  /// Incidents that one report adds up; the newest.
  private static final int MOST = 2_000;

  private final Felt felt;
  private final PostgresImpact store;
  private final Incidents incidents;
  private final Catalog catalog;
  private final Directory directory;
  private final Notebook notebook;
  private final Database database;
  private final InstantSource clock;

  IncidentImpactResource(
      Felt felt,
      PostgresImpact store,
      Incidents incidents,
      Catalog catalog,
      Directory directory,
      Notebook notebook,
      Database database,
      InstantSource clock) {
    this.felt = felt;
    this.store = store;
    this.incidents = incidents;
    this.catalog = catalog;
    this.directory = directory;
    this.notebook = notebook;
    this.database = database;
    this.clock = clock;
  }

  record SpanView(Instant from, Instant to, String state, double affectedShare, String source) {}

  record MinutesView(double full, double partial, double weighted) {
    static MinutesView of(Impacts.Minutes minutes) {
      return new MinutesView(
          rounded(minutes.full()), rounded(minutes.partial()), rounded(minutes.weighted()));
    }

    private static double rounded(double minutes) {
      return Math.round(10 * minutes) / 10.0;
    }
  }

  /// @param source `person`, `measured`, or `nothing` when neither says anything
  record ImpactView(
      String state,
      double affectedShare,
      String source,
      String words,
      @Nullable Object by,
      @Nullable Instant since,
      MinutesView minutes,
      List<SpanView> spans) {}

  private Incident find(String id) {
    return incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  @GetMapping("/incidents/{id}/impact")
  Map<String, ImpactView> getImpact(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("impact", view(find(id)));
  }

  private Felt.Known known(Incident incident) {
    Felt.Known known = felt.known(List.of(incident.id()), clock.instant()).get(incident.id());
    if (known == null) {
      throw ApiException.notFound("Incident " + incident.id());
    }
    return known;
  }

  private ImpactView view(Incident incident) {
    Felt.Known known = known(incident);
    Impacts.Span last = known.last();
    Impacts.Said said = known.lastSaid();
    boolean over = known.waves().getLast().endedAt() != null;
    ImpactState state = last == null || over ? ImpactState.NONE : last.state();
    double share = last == null || over ? 0 : last.share();
    boolean measured =
        !known.spans().isEmpty()
            && known.spans().stream().anyMatch(span -> !span.said() && span.share() > 0);
    String source = said != null ? "person" : measured ? "measured" : "nothing";
    return new ImpactView(
        state.wire(),
        share,
        source,
        words(over, state, share, said, source),
        said == null ? null : directory.reference("user", said.byId()),
        last == null || over ? null : last.from(),
        MinutesView.of(Impacts.Minutes.of(known.spans())),
        known.spans().stream()
            .map(span ->
                new SpanView(
                    span.from(),
                    span.to(),
                    span.state().wire(),
                    span.share(),
                    span.said() ? "person" : "measured"))
            .toList());
  }

  private static String words(
      boolean over, ImpactState state, double share, Impacts.@Nullable Said said, String source) {
    if (over) {
      return "All alerts have cleared; nobody is affected any more, as far as is known.";
    }
    if (said != null && !said.words().isBlank()) {
      return said.words();
    }
    return switch (state) {
      case NONE ->
          source.equals("nothing")
              ? "No objective and no person says that customers are affected now."
              : "Customers are not affected, as far as is known.";
      case PARTIAL ->
          "About %d %% are affected; the rest works.".formatted(ImpactState.percent(share));
      case FULL -> "Nothing works for anybody.";
    };
  }

  /// What a person says: `none`, `partial` with the share that is affected, `full`, or `measured` to go by what objectives say.
  @PutMapping("/incidents/{id}/impact")
  Map<String, ImpactView> setImpact(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Actor actor = Actor.current();
    Incident incident = find(id);
    TeamRights.requireForService(catalog, Permission.RESPOND, incident.serviceId());
    Body given = body.envelope("impact");
    Instant now = clock.instant();
    String word =
        given.word(
            "state",
            one -> WORDS.contains(one) ? Optional.of(one) : Optional.empty(),
            "none, partial, full, measured");
    if (word == null && !given.has("state")) {
      given.fault("state", "is missing");
    }
    ImpactState state = word == null ? null : ImpactState.of(word).orElse(null);
    double share = share(given, state, "measured".equals(word));
    Felt.Known known = known(incident);
    Instant since = given.time("since");
    if (since == null) {
      since = now;
      Instant end = known.waves().getLast().endedAt();
      if (end != null) {
        given.fault("since", "is needed once all alerts have cleared");
      }
    } else if (!inside(known.waves(), since, now)) {
      given.fault(
          "since", "lies in the future, a day before the first alert, or when no alert was open");
    }
    String words = given.text("words", "").strip();
    if (words.length() > LONGEST) {
      given.fault("words", "is longer than " + LONGEST + " characters");
    }
    given.check();
    var said = new Impacts.Said(since, state, share, actor.id(), words, now);
    database.run(() -> {
      store.say(incident.id(), said);
      notebook.note(incident.id(), now, actor, sentence(said), Map.of("impact", word(said)));
    });
    return Map.of("impact", view(incident));
  }

  private static double share(Body given, @Nullable ImpactState state, boolean measured) {
    JsonNode node = given.raw("affected_share");
    if (measured && node != null && !node.isNull()) {
      given.fault(
          "affected_share",
          "must be left out when the state is measured, as the objectives say it then");
    }
    if (state != ImpactState.PARTIAL) {
      double whole = state == ImpactState.FULL ? 1 : 0;
      // a share that says otherwise would make minutes of full outage of what is degraded
      if (state != null
          && node != null
          && !node.isNull()
          && !(node.isNumber() && node.asDouble() == whole)) {
        given.fault(
            "affected_share",
            "must be %d or left out when the state is %s; with another share it is partial"
                .formatted((int) whole, whole == 1 ? "full" : "none"));
      }
      return whole;
    }
    double share = node == null || !node.isNumber() ? 0 : node.asDouble();
    if (!(share > 0 && share < 1)) {
      given.fault(
          "affected_share", "must be a number above 0 and below 1 when the state is partial");
    }
    return share;
  }

  private static boolean inside(List<Wave> waves, Instant at, Instant now) {
    Instant first = waves.getFirst().beganAt();
    if (at.isBefore(first)) {
      return at.isAfter(first.minus(EARLIEST));
    }
    for (Wave wave : waves) {
      Instant end = wave.endedAt() == null ? now.plusMillis(1) : wave.endedAt();
      if (!at.isBefore(wave.beganAt()) && at.isBefore(end)) {
        return true;
      }
    }
    return false;
  }

  private static String word(Impacts.Said said) {
    ImpactState state = said.state();
    return state == null ? "measured" : state.wire();
  }

  private static String sentence(Impacts.Said said) {
    ImpactState state = said.state();
    String what =
        state == null
            ? "Impact on customers: as measured."
            : switch (state) {
              case NONE -> "Impact on customers: none.";
              case PARTIAL ->
                  "Impact on customers: partial, about %d %% affected."
                      .formatted(ImpactState.percent(said.share()));
              case FULL -> "Impact on customers: full outage.";
            };
    return said.words().isBlank() ? what : what + " " + said.words();
  }

  record WaveView(
      int number,
      String type,
      Instant beganAt,
      @Nullable Instant endedAt,
      int alerts,
      @Nullable Long secondsAfterRecovery,
      String reason) {}

  /// The waves in which the incident came: what comes again while it is being watched is its next wave, and no incident of its own.
  @GetMapping("/incidents/{id}/phases")
  Map<String, Object> listPhases(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    var views = new ArrayList<WaveView>();
    Instant before = null;
    for (Wave wave : known(find(id)).waves()) {
      views.add(
          new WaveView(
              wave.number(),
              "incident_phase",
              wave.beganAt(),
              wave.endedAt(),
              wave.alerts(),
              before == null ? null : Duration.between(before, wave.beganAt()).toSeconds(),
              wave.words()));
      before = wave.endedAt();
    }
    return Map.of("phases", views);
  }

  record ServiceView(
      Object service, int incidents, MinutesView minutes, double availabilityPercent) {}

  /// Minutes of impact by service. Partial impact is no outage: it counts by its share in `weighted`, and never in `full`.
  @GetMapping("/impact_minutes")
  @Asks({
    "since: a month ago unless told",
    "until: now unless told",
    "service_ids[]: only these services"
  })
  Map<String, @Nullable Object> impactMinutes(Query query) {
    Actor.current().require(Permission.READ);
    Instant now = clock.instant();
    Instant untilAsked = query.time("until");
    Instant until = untilAsked == null || untilAsked.isAfter(now) ? now : untilAsked;
    Instant sinceAsked = query.time("since");
    Instant since = sinceAsked == null ? until.minus(USUAL) : sinceAsked;
    Query.checkSpan(since, until, LONGEST_SPAN);
    List<String> only = query.list("service_ids");
    List<Incident> open = incidents.between(only, since, until, MOST + 1);
    boolean more = open.size() > MOST;
    var found = new LinkedHashMap<String, Incident>();
    open.stream().limit(MOST).forEach(incident -> found.put(incident.id(), incident));
    var spans = new TreeMap<String, List<Impacts.Span>>();
    var counts = new TreeMap<String, Integer>();
    felt.known(found.keySet(), now)
        .forEach((id, known) -> {
          Incident incident = found.get(id);
          if (incident != null && known.between(since, until)) {
            spans
                .computeIfAbsent(incident.serviceId(), _ -> new ArrayList<>())
                .addAll(known.spans());
            counts.merge(incident.serviceId(), 1, Integer::sum);
          }
        });
    double whole = Math.max(1, Duration.between(since, until).toMillis() / 60_000.0);
    var views = new ArrayList<ServiceView>();
    spans.forEach((service, all) -> {
      Impacts.Minutes minutes = Impacts.Minutes.of(Impacts.worst(all, since, until));
      views.add(
          new ServiceView(
              directory.reference("service", service),
              counts.getOrDefault(service, 0),
              MinutesView.of(minutes),
              Math.round(1_000_000 * Math.max(0, 1 - minutes.full() / whole)) / 10_000.0));
    });
    views.sort((a, b) -> Double.compare(b.minutes().weighted(), a.minutes().weighted()));
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("impact_minutes", views);
    answer.put("since", since);
    answer.put("until", until);
    answer.put("more", more);
    return answer;
  }
}
