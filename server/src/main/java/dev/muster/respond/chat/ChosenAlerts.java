package dev.muster.respond.chat;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.platform.web.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Finds alerts of an incident by the ends of their ids, which are short enough to be typed on a telephone.
final class ChosenAlerts {
  /// Alerts of one incident that are looked through; who has more at hand chooses on the web.
  private static final int LOOKED_AT = 2_000;

  /// Characters of an id that are shown. Among {@link #LOOKED_AT} random ids two that share them are rare, and then said.
  private static final int SHOWN = 5;

  private final Incidents incidents;
  private final Alerts alerts;

  ChosenAlerts(Incidents incidents, Alerts alerts) {
    this.incidents = incidents;
    this.alerts = alerts;
  }

  /// How an alert is called in a chat.
  static String end(Alert alert) {
    return alert.id().substring(Math.max(0, alert.id().length() - SHOWN));
  }

  /// The newest alerts of the incident, those that are open first.
  List<Alert> newest(Incident incident, int most) {
    List<String> ids = members(incident).reversed();
    Map<String, Alert> known = alerts.alerts(ids);
    return ids.stream()
        .map(known::get)
        .filter(Objects::nonNull)
        .sorted((a, b) -> Boolean.compare(b.isOpen(), a.isOpen()))
        .limit(most)
        .toList();
  }

  /// The ids of the alerts that are meant.
  ///
  /// @param ends each the end of an id, or all of it
  /// @throws ApiException 400 when one fits no alert of the incident, or more than one
  List<String> ids(Incident incident, List<String> ends) {
    List<String> all = members(incident);
    var chosen = new LinkedHashSet<String>();
    var faults = new ArrayList<String>();
    for (String end : ends) {
      List<String> found = all.stream().filter(id -> id.endsWith(end)).toList();
      if (found.size() == 1) {
        chosen.add(found.getFirst());
      } else {
        faults.add(
            found.isEmpty()
                ? "'%s' is the end of no alert's id in incident #%d."
                    .formatted(end, incident.number())
                : "'%s' is the end of more than one alert's id in incident #%d; say more of it."
                    .formatted(end, incident.number()));
      }
    }
    if (!faults.isEmpty()) {
      throw ApiException.invalid(faults);
    }
    return List.copyOf(chosen);
  }

  private List<String> members(Incident incident) {
    return incidents.members(incident.id(), 0, LOOKED_AT).stream().map(Member::alertId).toList();
  }
}
