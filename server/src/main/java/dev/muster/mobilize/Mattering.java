package dev.muster.mobilize;

import dev.muster.alert.Alert;
import dev.muster.alert.Handling;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Looks whether an incident that pages nobody, or that a rule holds at low urgency, has an alert that matters more: one of production among
/// those of a test system.
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

  /// Looks at alerts in one transaction. Those named here are read at once, with the first that is looked at: a noisy test system says
  /// hundreds in a batch.
  Look look(Collection<String> alertIds) {
    return new Look(alertIds);
  }

  /// What was read for one transaction. What rules want of an alert is stamped onto it when it opens and never changes.
  final class Look {
    private final Set<String> joining;
    private final Set<String> asked = new HashSet<>();
    private final Map<String, Alert> found = new HashMap<>();

    private Look(Collection<String> alertIds) {
      joining = new HashSet<>(alertIds);
    }

    /// What can make the incident urgent of an alert that joined it, or became worse; null when a rule holds that one low.
    ///
    /// @param state null when its response is not known
    @Nullable Severity worth(@Nullable ResponseState state, String alertId, Severity severity) {
      if (state == null || !state.mayRise()) {
        return severity;
      }
      read(List.of(alertId));
      return holdsLow(found.get(alertId)) ? null : severity;
    }

    /// The same of all alerts that it has, when its worst became worse: the worst of those that no rule holds low.
    @Nullable Severity worth(@Nullable ResponseState state, Severity severity) {
      if (state == null || !state.mayRise()) {
        return severity;
      }
      boolean held = false;
      Severity worst = null;
      for (int offset = 0; ; offset += PIECE) {
        List<String> alertIds = piece(state, offset);
        read(alertIds);
        for (String id : alertIds) {
          Alert alert = found.get(id);
          if (holdsLow(alert)) {
            held = true;
          } else if (alert == null) {
            return severity;
          } else if (worst == null || alert.severity().worseThan(worst)) {
            worst = alert.severity();
          }
        }
        if (alertIds.size() < PIECE) {
          return held ? worst : severity;
        }
      }
    }

    /// What happens to an incident now that the alert belongs to it; null when nothing does.
    ///
    /// @param state null when its response is not known
    @Nullable Impulse of(@Nullable ResponseState state, String alertId) {
      return state == null || !state.waitsForMore() ? null : most(state, List.of(alertId), null);
    }

    /// What happens to an incident when another is merged into it; null when nothing does. What the other's response knows of its
    /// alerts spares looking at them: one that a rule held low until now has none that matters more.
    ///
    /// @param from as it was before; null when its response is not known
    @Nullable Impulse merged(@Nullable ResponseState state, @Nullable ResponseState from) {
      if (state == null || !state.response().status().open()) {
        return null;
      }
      if (from != null && from.waitsForMore()) {
        boolean less = !state.response().pagesNobody() || from.response().pagesNobody();
        return less ? null : of(state);
      }
      if (state.waitsForMore()) {
        return of(state);
      }
      Severity severity = from == null || !state.mayRise() ? null : from.severity();
      return severity == null ? null : new Impulse.Worsened(severity);
    }

    /// Of all alerts that it has, the one that matters most counts.
    @Nullable Impulse of(@Nullable ResponseState state) {
      if (state == null || !state.waitsForMore()) {
        return null;
      }
      Impulse.Matters most = null;
      for (int offset = 0; ; offset += PIECE) {
        List<String> alertIds = piece(state, offset);
        most = most(state, alertIds, most);
        if (alertIds.size() < PIECE || (most != null && weight(most) == MOST)) {
          return most;
        }
      }
    }

    private Impulse.@Nullable Matters most(
        ResponseState state, List<String> alertIds, Impulse.@Nullable Matters before) {
      read(alertIds);
      Impulse.Matters most = before;
      for (String id : alertIds) {
        Impulse.Matters one = matters(id, found.get(id), state.response().pagesNobody());
        if (one != null && (most == null || weight(one) > weight(most))) {
          most = one;
        }
      }
      return most;
    }

    private List<String> piece(ResponseState state, int offset) {
      return incidents.members(state.id(), offset, PIECE).stream().map(Member::alertId).toList();
    }

    private void read(List<String> alertIds) {
      var missing = new HashSet<>(alertIds);
      missing.removeAll(asked);
      if (missing.isEmpty()) {
        return;
      }
      missing.addAll(joining);
      joining.clear();
      missing.removeAll(asked);
      asked.addAll(missing);
      found.putAll(alerts.apply(missing));
    }
  }

  private static boolean holdsLow(@Nullable Alert alert) {
    Handling handling = alert == null ? null : alert.handling();
    return handling != null && handling.holdsLow();
  }

  /// How an alert matters; null when it does not. One that is not there any more says nothing against itself.
  ///
  /// @param toDo whether the incident pages nobody, so that an alert of low urgency matters more than what it has
  private static Impulse.@Nullable Matters matters(String id, @Nullable Alert alert, boolean toDo) {
    if (alert == null) {
      return new Impulse.Matters(
          "Alert " + id + ", of which nothing is known, belongs to it", null, null);
    }
    Handling handling = alert.handling();
    return !Alarm.matters(handling, toDo)
        ? null
        : new Impulse.Matters(
            "Alert '%s' belongs to it".formatted(alert.summary()),
            handling == null ? null : handling.urgency(),
            alert.severity());
  }

  private static final int MOST = 100;

  /// Rules that want high urgency before what the service decides by the severity, and that before rules that want low urgency.
  private static int weight(Impulse.Matters one) {
    if (one.urgency() != null) {
      return one.urgency() == Urgency.HIGH ? MOST : 0;
    }
    Severity severity = one.severity();
    return severity == null ? MOST - 1 : MOST - 2 - severity.ordinal();
  }
}
