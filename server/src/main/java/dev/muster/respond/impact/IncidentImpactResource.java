package dev.muster.respond.impact;

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
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST_SPAN = Duration.ofDays(400);

  /// Incidents that one report adds up; the newest.
  private static final int MOST = 2_000;

  private final Felt felt;
  private final ImpactDesk desk;
  private final Incidents incidents;
  private final Catalog catalog;
  private final Directory directory;
  private final InstantSource clock;

  IncidentImpactResource(
      Felt felt,
      ImpactDesk desk,
      Incidents incidents,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    this.felt = felt;
    this.desk = desk;
    this.incidents = incidents;
    this.catalog = catalog;
    this.directory = directory;
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

  private ImpactView view(Incident incident) {
    Felt.Known known = desk.known(incident);
    ImpactDesk.Standing standing = ImpactDesk.standing(known);
    return new ImpactView(
        standing.state(),
        standing.share(),
        standing.source(),
        standing.words(),
        standing.byId() == null ? null : directory.reference("user", standing.byId()),
        standing.since(),
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

  /// What a person says: `none`, `partial` with the share that is affected, `full`, or `measured` to go by what objectives say.
  @PutMapping("/incidents/{id}/impact")
  Map<String, ImpactView> setImpact(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Actor actor = Actor.current();
    Incident incident = find(id);
    desk.requireRight(incident);
    Body given = body.envelope("impact");
    Instant now = clock.instant();
    String word =
        given.word(
            "state",
            one -> ImpactDesk.WORDS.contains(one) ? Optional.of(one) : Optional.empty(),
            "none, partial, full, measured");
    if (word == null && given.raw("state") == null) {
      given.fault("state", "is missing");
    }
    ImpactState state = word == null ? null : ImpactState.of(word).orElse(null);
    double share = share(given, state, "measured".equals(word));
    Instant since = given.time("since");
    String fault = ImpactDesk.sinceFault(desk.known(incident), since, now);
    if (fault != null) {
      given.fault("since", fault);
    }
    String words = given.text("words", "").strip();
    if (words.length() > ImpactDesk.WORDS_MAX) {
      given.fault("words", "is longer than " + ImpactDesk.WORDS_MAX + " characters");
    }
    given.check();
    desk.keep(
        incident,
        new Impacts.Said(since == null ? now : since, state, share, actor.id(), words, now));
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
    for (Wave wave : desk.known(find(id)).waves()) {
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
