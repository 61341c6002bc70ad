package dev.muster.correlate;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.Locale;
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
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
