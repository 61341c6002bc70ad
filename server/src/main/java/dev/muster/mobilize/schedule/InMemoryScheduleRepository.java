package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Schedules in memory, for simulations and tests. One lock around every call; it knows no transactions.
final class InMemoryScheduleRepository implements ScheduleRepository {
  private final Map<String, Schedule> schedules = new HashMap<>();
  private final Map<String, List<StandIn>> standIns = new HashMap<>();
  private long number;

  @Override
  public synchronized Optional<Schedule> find(String id) {
    return Optional.ofNullable(schedules.get(id));
  }

  @Override
  public Optional<Schedule> lock(String id) {
    return find(id);
  }

  @Override
  public synchronized Map<String, Schedule> find(Collection<String> ids) {
    var found = new HashMap<String, Schedule>();
    for (String id : ids) {
      find(id).ifPresent(schedule -> found.put(id, schedule));
    }
    return found;
  }

  private Stream<Schedule> byName() {
    return schedules.values().stream()
        .sorted(
            Comparator.comparing((Schedule schedule) -> schedule.name().toLowerCase(Locale.ROOT))
                .thenComparing(Schedule::id));
  }

  private Stream<Schedule> matching(@Nullable String query, Collection<String> teamIds) {
    String part = query == null ? "" : query.toLowerCase(Locale.ROOT);
    return byName()
        .filter(schedule -> schedule.name().toLowerCase(Locale.ROOT).contains(part))
        .filter(schedule ->
            teamIds.isEmpty() || schedule.teamIds().stream().anyMatch(teamIds::contains));
  }

  @Override
  public synchronized List<Schedule> search(
      @Nullable String query, Collection<String> teamIds, int offset, int limit) {
    return matching(query, teamIds).skip(offset).limit(limit).toList();
  }

  @Override
  public synchronized long count(@Nullable String query, Collection<String> teamIds) {
    return matching(query, teamIds).count();
  }

  @Override
  public synchronized void insert(Schedule schedule) {
    if (schedules.putIfAbsent(schedule.id(), schedule) != null) {
      throw new IllegalStateException("schedule " + schedule.id() + " is there already");
    }
  }

  @Override
  public synchronized void update(Schedule schedule) {
    schedules.replace(schedule.id(), schedule);
  }

  @Override
  public synchronized void delete(String id) {
    schedules.remove(id);
    standIns.remove(id);
  }

  @Override
  public synchronized List<Schedule> withUser(String userId) {
    return byName()
        .filter(schedule ->
            schedule.layers().stream()
                .flatMap(layer -> layer.rotations().stream())
                .anyMatch(rotation -> rotation.users().contains(userId)))
        .toList();
  }

  @Override
  public synchronized List<Schedule> ofTeam(String teamId) {
    return byName().filter(schedule -> schedule.teamIds().contains(teamId)).toList();
  }

  @Override
  public synchronized Map<String, List<StandIn>> standIns(
      Collection<String> scheduleIds, TimeRange range) {
    var found = new HashMap<String, List<StandIn>>();
    for (String id : scheduleIds) {
      List<StandIn> overlapping =
          standIns.getOrDefault(id, List.of()).stream()
              .filter(standIn ->
                  standIn.start().isBefore(range.until()) && standIn.end().isAfter(range.from()))
              .toList();
      if (!overlapping.isEmpty()) {
        found.put(id, overlapping);
      }
    }
    return found;
  }

  @Override
  public synchronized List<Schedule> withStandIn(String userId, Instant after) {
    return byName()
        .filter(schedule ->
            standIns.getOrDefault(schedule.id(), List.of()).stream()
                .anyMatch(
                    standIn -> standIn.userId().equals(userId) && standIn.end().isAfter(after)))
        .toList();
  }

  @Override
  public synchronized Optional<StandIn> standIn(String scheduleId, String id) {
    return standIns.getOrDefault(scheduleId, List.of()).stream()
        .filter(standIn -> standIn.id().equals(id))
        .findFirst();
  }

  @Override
  public synchronized StandIn addStandIn(
      String scheduleId, String id, String userId, Instant start, Instant end, Instant createdAt) {
    var standIn = new StandIn(id, ++number, userId, start, end);
    standIns.computeIfAbsent(scheduleId, _ -> new ArrayList<>()).add(standIn);
    return standIn;
  }

  @Override
  public synchronized void endStandIn(String scheduleId, String id, Instant end) {
    standIns
        .getOrDefault(scheduleId, new ArrayList<>())
        .replaceAll(standIn ->
            standIn.id().equals(id)
                ? new StandIn(id, standIn.number(), standIn.userId(), standIn.start(), end)
                : standIn);
  }

  @Override
  public synchronized void deleteStandIn(String scheduleId, String id) {
    standIns
        .getOrDefault(scheduleId, new ArrayList<>())
        .removeIf(standIn -> standIn.id().equals(id));
  }
}
