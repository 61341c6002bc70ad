package dev.muster.improve;

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
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who noticed incidents: a monitor, a colleague, or a customer; and how often people were first.
@RestController
@Tag(name = "Detection")
final class NoticedResource {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(400);

  private final PostgresNoticed store;
  private final Incidents incidents;
  private final Directory directory;
  private final InstantSource clock;

  NoticedResource(
      PostgresNoticed store, Incidents incidents, Directory directory, InstantSource clock) {
    this.store = store;
    this.incidents = incidents;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param source `monitor`, `colleague` or `customer`
  /// @param setBy who said so; null when it follows from how the incident came about
  record View(String source, @Nullable Object setBy, String words) {}

  @GetMapping("/incidents/{id}/detection_source")
  Map<String, View> getDetectionSource(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("detection_source", view(find(id)));
  }

  /// What the person who asks knows about it.
  @PutMapping("/incidents/{id}/detection_source")
  Map<String, View> setDetectionSource(@PathVariable String id, Body request) {
    Actor actor = Actor.current();
    actor.require(Permission.RESPOND);
    Incident incident = find(id);
    Body body = request.envelope("detection_source");
    NoticedBy by = body.word("source", NoticedBy::of, "monitor, colleague, customer");
    if (by == null && body.raw("source") == null) {
      body.fault("source", "is missing");
    }
    body.check();
    store.say(
        incident.id(),
        incident.serviceId(),
        by == null ? NoticedBy.MONITOR : by,
        actor.id(),
        incident.formedAt());
    return Map.of("detection_source", view(incident));
  }

  private Incident find(String id) {
    return incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  private View view(Incident incident) {
    PostgresNoticed.Noticed noticed =
        store
            .of(incident.id())
            // formed a moment ago, and not written down yet
            .orElse(
                new PostgresNoticed.Noticed(
                    incident.severity() == null ? NoticedBy.COLLEAGUE : NoticedBy.MONITOR,
                    null,
                    incident.formedAt()));
    String user = noticed.setBy();
    return new View(
        noticed.by().wire(),
        user == null || !directory.exists("user", user) ? null : directory.reference("user", user),
        user != null
            ? "Somebody said so."
            : noticed.by() == NoticedBy.MONITOR
                ? "It formed from alerts."
                : "Somebody opened it by hand.");
  }

  /// How often whom noticed first, of the incidents that formed in a time.
  @GetMapping("/detection_sources")
  @Asks({
    "since: a month ago unless told",
    "until: now unless told",
    "service_ids[]: only incidents of these services"
  })
  Map<String, Object> countDetectionSources(Query query) {
    Actor.current().require(Permission.READ);
    Instant until =
        query.time("until") == null ? clock.instant().plusSeconds(1) : query.requiredTime("until");
    Instant since = query.time("since") == null ? until.minus(USUAL) : query.requiredTime("since");
    Query.checkSpan(since, until, LONGEST);
    Map<NoticedBy, Long> counts = store.counts(since, until, query.list("service_ids"));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long human = 0;
    var incidentsBy = new LinkedHashMap<String, Long>();
    for (Map.Entry<NoticedBy, Long> one : counts.entrySet()) {
      incidentsBy.put(one.getKey().wire(), one.getValue());
      human += one.getKey().human() ? one.getValue() : 0;
    }
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("since", since);
    view.put("until", until);
    view.put("incidents", incidentsBy);
    view.put("total", all);
    view.put("share_found_by_people", all == 0 ? null : (double) human / all);
    return Map.of("detection_sources", view);
  }
}
