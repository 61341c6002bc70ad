package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where schedules and overrides are kept. All calls join the caller's transaction.
interface ScheduleRepository {
  Optional<Schedule> find(String id);

  /// The same, keeping others from changing it until the transaction ends.
  Optional<Schedule> lock(String id);

  Map<String, Schedule> find(Collection<String> ids);

  /// By name; those whose name holds the text, without regard to case, and that belong to one of the teams.
  ///
  /// @param teamIds empty for all
  List<Schedule> search(@Nullable String query, Collection<String> teamIds, int offset, int limit);

  long count(@Nullable String query, Collection<String> teamIds);

  void insert(Schedule schedule);

  void update(Schedule schedule);

  /// Deletes the schedule with its overrides.
  void delete(String id);

  /// Schedules in whose layers, past ones too, that person stands, by name.
  List<Schedule> withUser(String userId);

  /// Schedules of that team, by name.
  List<Schedule> ofTeam(String teamId);

  /// The overrides that overlap the range, by schedule and rising number; schedules without any are left out.
  Map<String, List<StandIn>> standIns(Collection<String> scheduleIds, TimeRange range);

  /// Schedules in which that person stands in at some time after that moment, by name.
  List<Schedule> withStandIn(String userId, Instant after);

  Optional<StandIn> standIn(String scheduleId, String id);

  /// Adds an override and numbers it.
  StandIn addStandIn(
      String scheduleId, String id, String userId, Instant start, Instant end, Instant createdAt);

  void endStandIn(String scheduleId, String id, Instant end);

  void deleteStandIn(String scheduleId, String id);
}
