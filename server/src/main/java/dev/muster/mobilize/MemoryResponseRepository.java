package dev.muster.mobilize;

import dev.muster.catalog.ServiceLoad;
import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Responses in memory, for simulations.
final class MemoryResponseRepository implements ResponseRepository {
  private final MemoryTable<String, ResponseState> table;

  MemoryResponseRepository(MemoryTransactions transactions) {
    table = new MemoryTable<>(transactions);
  }

  @Override
  public boolean add(ResponseState state) {
    if (table.get(state.id()) != null) {
      return false;
    }
    table.put(state.id(), state);
    return true;
  }

  @Override
  public void save(ResponseState state) {
    table.put(state.id(), state);
  }

  /// One transaction runs at a time, so all of them are held anyway.
  @Override
  public Map<String, ResponseState> hold(Collection<String> incidentIds) {
    return states(incidentIds);
  }

  @Override
  public Map<String, ResponseState> states(Collection<String> incidentIds) {
    var found = new LinkedHashMap<String, ResponseState>();
    for (String id : new TreeSet<>(incidentIds)) {
      ResponseState state = table.get(id);
      if (state != null) {
        found.put(id, state);
      }
    }
    return found;
  }

  @Override
  public Optional<Response> byNumber(long number) {
    return table.all().stream()
        .map(ResponseState::response)
        .filter(response -> response.number() == number)
        .findFirst();
  }

  @Override
  public List<Response> search(ResponseFilter filter, int offset, int limit) {
    return table.all().stream()
        .map(ResponseState::response)
        .filter(response -> fits(filter, response))
        .sorted(order(filter))
        .skip(offset)
        .limit(limit)
        .toList();
  }

  @Override
  public long count(ResponseFilter filter) {
    return table.all().stream().filter(state -> fits(filter, state.response())).count();
  }

  private static boolean fits(ResponseFilter filter, Response response) {
    return in(filter.statuses(), response.status())
        && in(filter.urgencies(), response.urgency())
        && in(filter.serviceIds(), response.serviceId())
        && in(filter.policyIds(), response.policyId())
        && in(filter.priorityIds(), response.priorityId())
        && in(filter.incidentIds(), response.incidentId())
        && (filter.assigneeIds().isEmpty()
            || (response.status().open()
                && filter.assigneeIds().stream().anyMatch(response::assignedTo)))
        && (filter.incidentKey() == null || filter.incidentKey().equals(response.incidentKey()))
        && (filter.since() == null || !response.createdAt().isBefore(filter.since()))
        && (filter.until() == null || response.createdAt().isBefore(filter.until()))
        && (filter.toDo() == null || filter.toDo() == response.pagesNobody())
        && (filter.text() == null
            || response
                .title()
                .toLowerCase(Locale.ROOT)
                .contains(filter.text().toLowerCase(Locale.ROOT)));
  }

  private static <T> boolean in(Set<T> wanted, @Nullable T value) {
    return wanted.isEmpty() || (value != null && wanted.contains(value));
  }

  private static Comparator<Response> order(ResponseFilter filter) {
    Comparator<Response> all = null;
    boolean last = false;
    for (ResponseFilter.Order order : filter.order()) {
      last = order.descending();
      Comparator<Response> one =
          switch (order.field()) {
            case NUMBER -> Comparator.comparingLong(Response::number);
            case CREATED_AT -> Comparator.comparing(Response::createdAt);
            case RESOLVED_AT ->
                Comparator.comparing(
                    Response::resolvedAt, Comparator.nullsLast(Comparator.naturalOrder()));
            case URGENCY -> Comparator.comparing(response -> response.urgency().wire());
          };
      one = last ? one.reversed() : one;
      all = all == null ? one : all.thenComparing(one);
    }
    if (all == null) {
      all = Comparator.comparing(Response::createdAt);
    }
    Comparator<Response> number = Comparator.comparingLong(Response::number);
    return all.thenComparing(last ? number.reversed() : number);
  }

  @Override
  public List<ResponseState> overdue(Instant before, int most) {
    return table.all().stream()
        .filter(state -> {
          Instant due = state.nextDueAt();
          return state.response().status().open() && due != null && due.isBefore(before);
        })
        .sorted(
            Comparator.comparing(
                ResponseState::nextDueAt, Comparator.nullsLast(Comparator.naturalOrder())))
        .limit(most)
        .toList();
  }

  @Override
  public Map<String, ServiceLoad.Load> loads(Collection<String> serviceIds) {
    var loads = new HashMap<String, ServiceLoad.Load>();
    for (ResponseState state : table.all()) {
      Response response = state.response();
      if (serviceIds.contains(response.serviceId())) {
        loads.merge(
            response.serviceId(),
            new ServiceLoad.Load(
                response.status() == ResponseStatus.TRIGGERED ? 1 : 0,
                response.status() == ResponseStatus.ACKNOWLEDGED ? 1 : 0,
                response.createdAt()),
            MemoryResponseRepository::sum);
      }
    }
    return loads;
  }

  private static ServiceLoad.Load sum(ServiceLoad.Load a, ServiceLoad.Load b) {
    Instant newest =
        a.lastIncidentAt() == null
            ? b.lastIncidentAt()
            : b.lastIncidentAt() == null || a.lastIncidentAt().isAfter(b.lastIncidentAt())
                ? a.lastIncidentAt()
                : b.lastIncidentAt();
    return new ServiceLoad.Load(
        a.triggered() + b.triggered(), a.acknowledged() + b.acknowledged(), newest);
  }
}
