package dev.muster.correlate;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An incident as a set of alerts with a name. Who was told and who works on it is not known here.
///
/// @param id identifier, `Q...`
/// @param number what people call it by
/// @param severity the worst that any of its alerts has been; null when it never had one
/// @param urgency asked for by the person who opened it; null otherwise
/// @param incidentKey the person's key, unique among the open incidents of a service; null for none
/// @param phase where its life stands
/// @param open whether alerts may still join it; an incident that is resolved on the wire takes none, whatever its phase
/// @param firstAlertId the alert that it was formed for; null when a person opened it
/// @param declared what the person asked for; null when an alert formed it
/// @param reason why it is an incident of its own
/// @param allAlerts how many alerts belong to it
/// @param openAlerts how many of them are open
/// @param lastAlertAt when an alert joined last; its forming when none did
/// @param recoveredAt when all its alerts had resolved for the first time since a person opened it or opened it again; null when they
///     never had
/// @param closedAt when it was closed to new alerts; null while it is open
/// @param mergedInto the incident that holds its alerts now; null when it was not merged
public record Incident(
    String id,
    long number,
    String serviceId,
    String title,
    @Nullable Severity severity,
    @Nullable Urgency urgency,
    @Nullable String incidentKey,
    Phase phase,
    boolean open,
    @Nullable String firstAlertId,
    @Nullable Declared declared,
    Reason reason,
    int allAlerts,
    int openAlerts,
    Instant formedAt,
    Instant lastAlertAt,
    @Nullable Instant recoveredAt,
    @Nullable Instant closedAt,
    @Nullable String mergedInto) {

  /// Where the life of an incident stands: `ACTIVE <-> WATCHING -> CLOSED -> ACTIVE`. A machine never moves it to `CLOSED`.
  public enum Phase {
    /// Something is wrong, as far as is known.
    ACTIVE,
    /// Every alert has resolved, and nobody has said yet that it is over.
    WATCHING,
    /// A person has said that it is over, or it was merged.
    CLOSED;

    public String wire() {
      return Words.of(this);
    }
  }

  /// Takes an open or a resolved alert in.
  Incident with(Severity worst, boolean alertOpen, Instant at) {
    return new Incident(
        id,
        number,
        serviceId,
        title,
        worst(worst),
        urgency,
        incidentKey,
        alertOpen ? Phase.ACTIVE : phase,
        open,
        firstAlertId,
        declared,
        reason,
        allAlerts + 1,
        openAlerts + (alertOpen ? 1 : 0),
        formedAt,
        at.isAfter(lastAlertAt) ? at : lastAlertAt,
        recoveredAt,
        closedAt,
        mergedInto);
  }

  /// Lets an alert go that moves elsewhere.
  Incident without(boolean alertOpen) {
    return counting(allAlerts - 1, openAlerts - (alertOpen ? 1 : 0));
  }

  /// One of its alerts has resolved.
  Incident eased() {
    return counting(allAlerts, openAlerts - 1);
  }

  private Incident counting(int all, int openNow) {
    return new Incident(
        id,
        number,
        serviceId,
        title,
        severity,
        urgency,
        incidentKey,
        phase,
        open,
        firstAlertId,
        declared,
        reason,
        all,
        openNow,
        formedAt,
        lastAlertAt,
        recoveredAt,
        closedAt,
        mergedInto);
  }

  /// Takes in all alerts of another incident.
  Incident absorbing(Incident other) {
    Severity theirs = other.severity;
    return new Incident(
        id,
        number,
        serviceId,
        title,
        theirs == null ? severity : worst(theirs),
        urgency,
        incidentKey,
        other.openAlerts > 0 ? Phase.ACTIVE : phase,
        open,
        firstAlertId,
        declared,
        reason,
        allAlerts + other.allAlerts,
        openAlerts + other.openAlerts,
        formedAt,
        other.lastAlertAt.isAfter(lastAlertAt) ? other.lastAlertAt : lastAlertAt,
        recoveredAt,
        closedAt,
        mergedInto);
  }

  Incident severe(Severity worse) {
    return copy(title, worse, phase, open, recoveredAt, closedAt, mergedInto);
  }

  /// The same with another service; its alerts stay where they were raised.
  Incident ofService(String otherServiceId) {
    return new Incident(
        id,
        number,
        otherServiceId,
        title,
        severity,
        urgency,
        incidentKey,
        phase,
        open,
        firstAlertId,
        declared,
        reason,
        allAlerts,
        openAlerts,
        formedAt,
        lastAlertAt,
        recoveredAt,
        closedAt,
        mergedInto);
  }

  Incident titled(String other) {
    return copy(other, severity, phase, open, recoveredAt, closedAt, mergedInto);
  }

  /// All alerts have resolved.
  ///
  /// @param stays whether alerts may still join
  Incident cleared(boolean stays, Instant at) {
    return copy(
        title,
        severity,
        Phase.WATCHING,
        stays,
        recoveredAt == null ? at : recoveredAt,
        stays ? null : at,
        mergedInto);
  }

  Incident closed(boolean byPerson, Instant at) {
    return copy(
        title,
        severity,
        byPerson ? Phase.CLOSED : Phase.WATCHING,
        false,
        recoveredAt,
        at,
        mergedInto);
  }

  Incident merged(String into, Instant at) {
    return new Incident(
        id,
        number,
        serviceId,
        title,
        severity,
        urgency,
        incidentKey,
        Phase.CLOSED,
        false,
        firstAlertId,
        declared,
        reason,
        0,
        0,
        formedAt,
        lastAlertAt,
        recoveredAt,
        at,
        into);
  }

  Incident reopened() {
    return copy(title, severity, Phase.ACTIVE, true, null, null, mergedInto);
  }

  private Incident copy(
      String newTitle,
      @Nullable Severity newSeverity,
      Phase newPhase,
      boolean nowOpen,
      @Nullable Instant newRecoveredAt,
      @Nullable Instant newClosedAt,
      @Nullable String into) {
    return new Incident(
        id,
        number,
        serviceId,
        newTitle,
        newSeverity,
        urgency,
        incidentKey,
        newPhase,
        nowOpen,
        firstAlertId,
        declared,
        reason,
        allAlerts,
        openAlerts,
        formedAt,
        lastAlertAt,
        newRecoveredAt,
        newClosedAt,
        into);
  }

  private Severity worst(Severity other) {
    return severity == null || other.worseThan(severity) ? other : severity;
  }
}
