package dev.muster.correlate;

import dev.muster.alert.Handling;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Way;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What this room says of incidents. Said on one lane, so the facts of all incidents stand in one order.
public sealed interface IncidentEvent {
  String incidentId();

  Instant at();

  /// A new incident.
  ///
  /// @param number what people call it by, counted up from 1
  /// @param severity of its first alert; null when a person opened it
  /// @param urgency asked for by the person who opened it, or by an event rule; null leaves it to the service's rule
  /// @param incidentKey key under which a person opened it; null for none
  /// @param alertId the alert that it was formed for; null when a person opened it
  /// @param declared what the person asked for; null when an alert formed it
  /// @param handling what event rules want, of the alert that formed it; null when they had nothing to say
  record IncidentFormed(
      String incidentId,
      long number,
      String serviceId,
      String title,
      @Nullable Severity severity,
      @Nullable Urgency urgency,
      @Nullable String incidentKey,
      @Nullable String alertId,
      @Nullable Declared declared,
      Reason reason,
      Instant at,
      @Nullable Handling handling)
      implements IncidentEvent {
    /// An incident that a person declared, as it stands.
    public static IncidentFormed of(Incident incident) {
      return new IncidentFormed(
          incident.id(),
          incident.number(),
          incident.serviceId(),
          incident.title(),
          incident.severity(),
          incident.urgency(),
          incident.incidentKey(),
          incident.firstAlertId(),
          incident.declared(),
          incident.reason(),
          incident.formedAt());
    }

    /// An incident of which event rules want nothing.
    public IncidentFormed(
        String incidentId,
        long number,
        String serviceId,
        String title,
        @Nullable Severity severity,
        @Nullable Urgency urgency,
        @Nullable String incidentKey,
        @Nullable String alertId,
        @Nullable Declared declared,
        Reason reason,
        Instant at) {
      this(
          incidentId,
          number,
          serviceId,
          title,
          severity,
          urgency,
          incidentKey,
          alertId,
          declared,
          reason,
          at,
          null);
    }
  }

  /// One more open alert belongs to it. An incident that had recovered and was being watched is active again.
  ///
  /// @param byId who moved or merged it into this one; null when the house put it there or that is not known
  /// @param via how they came in; null when that is not known
  record IncidentGrew(
      String incidentId,
      String alertId,
      Severity severity,
      Reason reason,
      Instant at,
      @Nullable String byId,
      @Nullable Way via)
      implements IncidentEvent {
    /// What the house put there.
    public IncidentGrew(
        String incidentId, String alertId, Severity severity, Reason reason, Instant at) {
      this(incidentId, alertId, severity, reason, at, null, null);
    }
  }

  /// Its worst alert has become worse.
  record IncidentSeverityChanged(String incidentId, Severity severity, Instant at)
      implements IncidentEvent {}

  /// One of its alerts has become worse, though another was as bad before: the severity of the incident is what it was.
  ///
  /// @param severity of that alert now
  record IncidentAlertWorsened(String incidentId, String alertId, Severity severity, Instant at)
      implements IncidentEvent {}

  /// An alert no longer belongs to it.
  ///
  /// @param toIncidentId where the alert belongs now; null when nowhere
  /// @param byId who moved it
  /// @param via how they came in; null when the house moved it or that is not known
  record IncidentShrank(
      String incidentId,
      String alertId,
      @Nullable String toIncidentId,
      String byId,
      @Nullable Way via,
      Reason reason,
      Instant at)
      implements IncidentEvent {}

  /// One of its alerts has resolved and others are still open. The last one is {@link IncidentCleared}.
  ///
  /// @param byKind `monitor`, `person` or `muster`
  /// @param openAlerts how many are open still
  record IncidentEased(
      String incidentId, String alertId, String byKind, String byId, int openAlerts, Instant at)
      implements IncidentEvent {}

  /// It is part of another incident from now on, which holds its alerts; it is closed itself.
  ///
  /// @param byId who merged it
  /// @param via how they came in; null when the house merged it or that is not known
  record IncidentMerged(
      String incidentId, String intoIncidentId, String byId, @Nullable Way via, Instant at)
      implements IncidentEvent {}

  /// A person gave it another title.
  ///
  /// @param why why, in that person's words; null when nothing was said
  /// @param via how that person came in; null when that is not known
  record IncidentRetitled(
      String incidentId,
      String from,
      String title,
      @Nullable String why,
      String byId,
      @Nullable Way via,
      Instant at)
      implements IncidentEvent {}

  /// A person said whether a change caused it.
  ///
  /// @param summary what the change was
  /// @param verdict `caused`, `not_caused` or `withdrawn`
  /// @param via how that person came in; null when that is not known
  record IncidentCauseJudged(
      String incidentId,
      String changeId,
      String summary,
      String verdict,
      String byId,
      @Nullable Way via,
      Instant at)
      implements IncidentEvent {}

  /// A person said whether something is what broke.
  ///
  /// @param entity id in the topology
  /// @param name what people call it
  /// @param verdict `right`, `wrong` or `withdrawn`
  /// @param via how that person came in; null when that is not known
  record IncidentCauseNamed(
      String incidentId,
      String entity,
      String name,
      String verdict,
      String byId,
      @Nullable Way via,
      Instant at)
      implements IncidentEvent {}

  /// A monitor asks to treat it as acknowledged.
  record IncidentAcknowledgedBySource(
      String incidentId, String alertId, String integrationId, Instant at)
      implements IncidentEvent {}

  /// The last of its open alerts has resolved. It moves to being watched; nothing but a person closes it for good.
  ///
  /// @param alertId the alert that resolved last; null when the last open alert was moved away
  /// @param byKind `monitor`, `person` or `muster`
  record IncidentCleared(
      String incidentId, @Nullable String alertId, String byKind, String byId, Instant at)
      implements IncidentEvent {}
}
