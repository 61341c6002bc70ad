package dev.muster.respond;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An incident on the wire. What is an `Object` is a reference, or the whole object when the client asked to have it included.
///
/// @param lastStatusChangeBy who changed the status last; null when that is nobody the wire has a word for
/// @param resolveReason only for an incident that was merged
/// @param externalReferences its tickets elsewhere, when they were asked for; left out otherwise
/// @param reason why the people and the urgency are what they are
/// @param formedBecause why it is an incident of its own
/// @param phase `active`, `watching` or `closed`: finer than the status
/// @param toDo true while it is something to do that pages nobody
/// @param severity the worst that any of its alerts has been
record IncidentView(
    String id,
    String type,
    String summary,
    String self,
    String htmlUrl,
    long incidentNumber,
    String title,
    String description,
    Instant createdAt,
    Instant updatedAt,
    String status,
    @Nullable String incidentKey,
    Object service,
    List<Assignment> assignments,
    String assignedVia,
    Instant lastStatusChangeAt,
    @Nullable Object lastStatusChangeBy,
    @Nullable Instant resolvedAt,
    Object firstTriggerLogEntry,
    Counts alertCounts,
    boolean isMergeable,
    @Nullable Object escalationPolicy,
    List<Object> teams,
    List<PendingAction> pendingActions,
    List<Acknowledgement> acknowledgements,
    List<Object> impactedServices,
    @Nullable Map<String, Object> alertGrouping,
    @Nullable Map<String, Object> basicAlertGrouping,
    @Nullable Object priority,
    String urgency,
    @Nullable ResolveReason resolveReason,
    List<Object> incidentsResponders,
    List<Object> responderRequests,
    List<Object> subscriberRequests,
    @Nullable Object conferenceBridge,
    Map<String, String> incidentType,
    @Nullable Text body,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ExternalReference> externalReferences,
    @Nullable Reason reason,
    @Nullable Reason formedBecause,
    String phase,
    boolean toDo,
    @Nullable String severity) {
  /// What a person wrote when opening it.
  record Text(String type, String details) {}

  /// A ticket.
  ///
  /// @param sync whether what happens to the incident is told there
  /// @param webhook the tracker
  record ExternalReference(
      String id,
      String type,
      @Nullable String summary,
      @Nullable String self,
      @Nullable String htmlUrl,
      @Nullable String externalId,
      @Nullable String externalUrl,
      boolean sync,
      Object webhook) {}

  /// Why it was resolved.
  record ResolveReason(String type, Object incident) {}

  record Assignment(Instant at, Object assignee) {}

  record Acknowledgement(Instant at, Object acknowledger) {}

  record PendingAction(String type, Instant at, @Nullable String to) {}

  record Counts(int all, int triggered, int resolved) {}
}
