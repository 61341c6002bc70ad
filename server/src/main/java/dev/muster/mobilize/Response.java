package dev.muster.mobilize;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What people do about one incident: its status, urgency, who has it, and what happens by itself next. Holds copies of the
/// incident's number, title, service and key, so that one table answers every list of incidents.
///
/// @param incidentId the incident's id; there is one response to an incident
/// @param number the incident's number
/// @param incidentKey what the maker of the incident calls it; null when nothing was given
/// @param priorityId null when no priority was set
/// @param assignments who has it now; empty when nobody could be found or it is resolved
/// @param acknowledgements who has acknowledged, first one first; empty unless acknowledged
/// @param policyId the escalation policy it runs on, or would go back to; null when its service has none any more
/// @param level level of the policy, from 1; 0 when assigned directly or when nobody is on call
/// @param loop how many times the policy has been repeated, from 0
/// @param snoozedUntil null unless snoozed
/// @param pendingActions what happens by itself if nobody acts, earliest first
/// @param resolveReason null while open
/// @param toDo true while it is something to do that pages nobody; null is false
/// @param reason why the urgency and the people are what they are: the last decision that changed them
public record Response(
    String incidentId,
    long number,
    String serviceId,
    String title,
    @Nullable String incidentKey,
    ResponseStatus status,
    Urgency urgency,
    @Nullable String priorityId,
    List<Assignment> assignments,
    List<Acknowledgement> acknowledgements,
    @Nullable String policyId,
    int level,
    int loop,
    Instant createdAt,
    @Nullable Instant resolvedAt,
    Instant lastStatusChangeAt,
    Who lastStatusChangeBy,
    @Nullable Instant snoozedUntil,
    AssignedVia assignedVia,
    List<PendingAction> pendingActions,
    Phase phase,
    @Nullable ResolveReason resolveReason,
    @Nullable Boolean toDo,
    Reason reason) {

  /// A person who has the incident, and since when.
  public record Assignment(String userId, Instant at) {}

  /// A person or a monitor that has acknowledged.
  public record Acknowledgement(Who by, Instant at) {}

  /// How the people were found.
  public enum AssignedVia {
    ESCALATION_POLICY,
    DIRECT_ASSIGNMENT;

    public String wire() {
      return Words.of(this);
    }
  }

  /// Something that happens by itself at that time.
  ///
  /// @param to the urgency that it changes to; null for the other types
  public record PendingAction(Type type, Instant at, @Nullable Urgency to) {
    /// The words of the REST API.
    public enum Type {
      ESCALATE,
      UNACKNOWLEDGE,
      RESOLVE,
      URGENCY_CHANGE;

      public String wire() {
        return Words.of(this);
      }
    }
  }

  /// Finer than the status: a machine may say that all is quiet, only a person says that it is over.
  public enum Phase {
    ACTIVE,
    /// All alerts have cleared, or a time limit has resolved it; no person has closed it.
    WATCHING,
    /// A person has resolved it, or it was merged.
    CLOSED;

    public String wire() {
      return Words.of(this);
    }
  }

  /// How it ended.
  ///
  /// @param intoIncidentId the incident that it was merged into; null otherwise
  /// @param words what the person said, or why the house resolved it
  /// @param holderIds users who had acknowledged what was merged, who have it again when that is undone; null for nobody
  public record ResolveReason(
      Kind kind,
      @Nullable String intoIncidentId,
      @Nullable String words,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> holderIds) {
    public ResolveReason(Kind kind, @Nullable String intoIncidentId, @Nullable String words) {
      this(kind, intoIncidentId, words, null);
    }

    /// What ended it.
    public enum Kind {
      PERSON,
      ALL_CLEAR,
      TIMEOUT,
      MERGED
    }
  }

  public boolean triggered() {
    return status == ResponseStatus.TRIGGERED;
  }

  /// Whether it is something to do, of which nobody is told by a page.
  public boolean pagesNobody() {
    return Boolean.TRUE.equals(toDo);
  }

  public boolean assignedTo(String userId) {
    return assignments.stream().anyMatch(assignment -> assignment.userId().equals(userId));
  }

  /// How it stands, and with whom, in plain words: whoever comes late must see that somebody is at it.
  public String standing() {
    String names =
        acknowledgements.stream()
            .map(acknowledgement -> acknowledgement.by().name())
            .distinct()
            .collect(Collectors.joining(", "));
    return status.wire()
        + (status == ResponseStatus.ACKNOWLEDGED && !names.isEmpty() ? " by " + names : "");
  }
}
