package dev.muster.correlate.analysis;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertFilter;
import dev.muster.alert.Alerts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.insight.Segments;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What is different about the failing ones: of an incident, or of cases that are handed in.
@RestController
@Tag(name = "Correlation")
final class SegmentResource {
  /// The incident is compared with alerts of so long before it.
  private static final Duration BEFORE = Duration.ofDays(7);

  /// Alerts of either kind looked at; pairs of attributes are counted, so that work grows with their number.
  private static final int MOST_ALERTS = 2_000;

  private static final int MOST_CASES = 20_000;

  private static final int MOST_ATTRIBUTES = 40;

  private final Incidents incidents;
  private final Alerts alerts;

  SegmentResource(Incidents incidents, Alerts alerts) {
    this.incidents = incidents;
    this.alerts = alerts;
  }

  /// The alerts of the incident beside others of the same services in the week before.
  @GetMapping("/incidents/{id}/differences")
  Map<String, Differences.Found> ofIncident(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    Incident incident =
        incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
    List<Member> members = incidents.members(incident.id(), 0, MOST_ALERTS);
    Map<String, Alert> all =
        new HashMap<>(alerts.alerts(members.stream().map(Member::alertId).toList()));
    Set<String> own = Set.copyOf(all.keySet());
    List<String> services =
        all.values().stream().map(Alert::serviceId).distinct().sorted().toList();
    if (!services.isEmpty()) {
      var around =
          new AlertFilter(
              List.of(),
              services,
              Set.of(),
              Set.of(),
              incident.formedAt().minus(BEFORE),
              incident.lastAlertAt().plusSeconds(1),
              null,
              null);
      alerts.search(around, 0, MOST_ALERTS).forEach(alert -> all.put(alert.id(), alert));
    }
    return Map.of("differences", Differences.of(own, all.values()));
  }

  /// Cases that somebody brings, such as transactions: each failing or not, with its attributes.
  @PostMapping("/differences")
  Map<String, Differences.Found> ofCases(Body body) {
    Actor.current().require(Permission.READ);
    List<Body> given = body.objects("cases");
    if (given.isEmpty() || given.size() > MOST_CASES) {
      body.fault("cases", "must be 1 to " + MOST_CASES + " objects");
    }
    body.check();
    var cases = new ArrayList<Segments.Case>();
    for (Body one : given) {
      Boolean failing = one.flag("failing");
      if (failing == null) {
        one.fault("failing", "is required: true or false");
        break;
      }
      var attributes = new TreeMap<String, String>();
      Body named = one.object("attributes");
      if (named != null) {
        named
            .node()
            .properties()
            .forEach(field -> {
              if (attributes.size() < MOST_ATTRIBUTES && !field.getValue().isContainer()) {
                attributes.put(field.getKey(), field.getValue().asString(""));
              }
            });
      }
      cases.add(new Segments.Case(failing, attributes));
    }
    body.check();
    return Map.of("differences", Differences.among(cases, List.of()));
  }
}
