package dev.muster.mobilize;

import dev.muster.alert.Alert;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Looks whether an incident that pages nobody has an alert of which somebody must hear: one of production among those of a test system.
final class Mattering {
  /// Alerts of one incident that are looked at a time.
  private static final int PIECE = 500;

  private final Function<Collection<String>, Map<String, Alert>> alerts;
  private final Incidents incidents;

  /// @param alerts alerts by id; unknown ones are left out
  Mattering(Function<Collection<String>, Map<String, Alert>> alerts, Incidents incidents) {
    this.alerts = alerts;
    this.incidents = incidents;
  }

  /// What happens to an incident now that the alert, or all of another incident, belongs to it; null when nothing does.
  ///
  /// @param state null when its response is not known
  /// @param alertId null to look at all alerts that it has
  @Nullable Impulse of(@Nullable ResponseState state, @Nullable String alertId) {
    if (state == null || !state.response().pagesNobody() || !state.response().status().open()) {
      return null;
    }
    String why = alertId == null ? ofIncident(state.id()) : why(List.of(alertId));
    return why == null ? null : new Impulse.Matters(why);
  }

  /// Why somebody must hear of it, in plain words; null when nobody must. An alert that is not there any more counts for itself.
  private @Nullable String why(Collection<String> alertIds) {
    Map<String, Alert> found = alerts.apply(alertIds);
    for (String id : alertIds) {
      Alert alert = found.get(id);
      if (alert == null) {
        return "Alert " + id + " belongs to it, of which nothing says that it pages nobody.";
      }
      if (alert.handling() == null || !alert.handling().pagesNobody()) {
        return "Alert '%s' belongs to it and is not only something to do."
            .formatted(alert.summary());
      }
    }
    return null;
  }

  /// The same for all alerts that an incident has.
  private @Nullable String ofIncident(String incidentId) {
    for (int offset = 0; ; offset += PIECE) {
      List<String> alertIds =
          incidents.members(incidentId, offset, PIECE).stream().map(Member::alertId).toList();
      String why = why(alertIds);
      if (why != null || alertIds.size() < PIECE) {
        return why;
      }
    }
  }
}
