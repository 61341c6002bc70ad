package dev.muster.mobilize;

import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which responses to list, and in which order. An empty set filters nothing; filters are joined by and.
///
/// @param assigneeIds only what one of these people has; resolved ones have nobody
/// @param incidentIds only these
/// @param since created at or after; null for no bound
/// @param until created before; null for no bound
/// @param text part of the title, in any case; null for all
/// @param toDo whether it is something to do that pages nobody; null for both
/// @param order first key first; the number decides what is left equal
public record ResponseFilter(
    Set<ResponseStatus> statuses,
    Set<Urgency> urgencies,
    Set<String> serviceIds,
    Set<String> assigneeIds,
    Set<String> policyIds,
    Set<String> priorityIds,
    Set<String> incidentIds,
    @Nullable String incidentKey,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String text,
    @Nullable Boolean toDo,
    List<Order> order) {

  /// Nothing is counted further: no page lies beyond, and counting a million takes a second.
  static final int MOST_COUNTED = 10_000;

  /// One key of the order.
  public record Order(Field field, boolean descending) {}

  /// What can be sorted by.
  public enum Field {
    NUMBER,
    CREATED_AT,
    RESOLVED_AT,
    URGENCY
  }

  public ResponseFilter {
    statuses = Set.copyOf(statuses);
    urgencies = Set.copyOf(urgencies);
    serviceIds = Set.copyOf(serviceIds);
    assigneeIds = Set.copyOf(assigneeIds);
    policyIds = Set.copyOf(policyIds);
    priorityIds = Set.copyOf(priorityIds);
    incidentIds = Set.copyOf(incidentIds);
    order = List.copyOf(order);
  }

  /// Everything, oldest first.
  public static ResponseFilter all() {
    return new ResponseFilter(
        Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null, null, null,
        null, null, List.of());
  }

  public ResponseFilter withStatuses(Set<ResponseStatus> only) {
    Draft changed = new Draft(this);
    changed.statuses = only;
    return changed.filter();
  }

  public ResponseFilter withServices(Set<String> only) {
    Draft changed = new Draft(this);
    changed.serviceIds = only;
    return changed.filter();
  }

  public ResponseFilter withAssignees(Set<String> only) {
    Draft changed = new Draft(this);
    changed.assigneeIds = only;
    return changed.filter();
  }

  public ResponseFilter withPolicies(Set<String> only) {
    Draft changed = new Draft(this);
    changed.policyIds = only;
    return changed.filter();
  }

  public ResponseFilter withIncidentKey(@Nullable String only) {
    Draft changed = new Draft(this);
    changed.incidentKey = only;
    return changed.filter();
  }

  /// @param only whether it is something to do; null for both
  public ResponseFilter withToDo(@Nullable Boolean only) {
    Draft changed = new Draft(this);
    changed.toDo = only;
    return changed.filter();
  }

  /// A copy that can be changed, so that each way to narrow the filter names only what it narrows.
  private static final class Draft {
    private Set<ResponseStatus> statuses;
    private Set<Urgency> urgencies;
    private Set<String> serviceIds;
    private Set<String> assigneeIds;
    private Set<String> policyIds;
    private Set<String> priorityIds;
    private Set<String> incidentIds;
    private @Nullable String incidentKey;
    private @Nullable Instant since;
    private @Nullable Instant until;
    private @Nullable String text;
    private @Nullable Boolean toDo;
    private List<Order> order;

    private Draft(ResponseFilter filter) {
      statuses = filter.statuses;
      urgencies = filter.urgencies;
      serviceIds = filter.serviceIds;
      assigneeIds = filter.assigneeIds;
      policyIds = filter.policyIds;
      priorityIds = filter.priorityIds;
      incidentIds = filter.incidentIds;
      incidentKey = filter.incidentKey;
      since = filter.since;
      until = filter.until;
      text = filter.text;
      toDo = filter.toDo;
      order = filter.order;
    }

    private ResponseFilter filter() {
      return new ResponseFilter(
          statuses,
          urgencies,
          serviceIds,
          assigneeIds,
          policyIds,
          priorityIds,
          incidentIds,
          incidentKey,
          since,
          until,
          text,
          toDo,
          order);
    }
  }
}
