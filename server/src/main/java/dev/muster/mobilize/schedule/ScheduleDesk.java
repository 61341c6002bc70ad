package dev.muster.mobilize.schedule;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.TimeRange;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers who is on call, and changes schedules: one transaction each, with the audit trail and whoever watches.
final class ScheduleDesk implements Schedules {
  /// Refusals of this room.
  static final int SCHEDULE_REFUSED = 3001;

  static final int OVERRIDE_REFUSED = 4004;

  /// Every layer is computed on each question; more of them than this were made by a loop, not by people.
  static final int MOST_LAYERS = 100;

  private final ScheduleRepository repository;
  private final Transactions transactions;
  private final Directory directory;
  private final AuditTrail audit;
  private final Ids ids;
  private final Supplier<List<Watcher>> watchers;

  /// @param watchers asked for at each change, because they may be made after this desk
  ScheduleDesk(
      ScheduleRepository repository,
      Transactions transactions,
      Directory directory,
      AuditTrail audit,
      Ids ids,
      Supplier<List<Watcher>> watchers) {
    this.repository = repository;
    this.transactions = transactions;
    this.directory = directory;
    this.audit = audit;
    this.ids = ids;
    this.watchers = watchers;
  }

  @Override
  public Optional<Shift> onCall(String scheduleId, Instant at) {
    return Optional.ofNullable(onCall(List.of(scheduleId), at).get(scheduleId));
  }

  @Override
  public Map<String, Shift> onCall(Collection<String> scheduleIds, Instant at) {
    var onCall = new HashMap<String, Shift>();
    rotas(scheduleIds, new TimeRange(at, at.plusSeconds(1)), true)
        .forEach((id, rota) -> rota.shiftAt(at).ifPresent(shift -> onCall.put(id, shift)));
    return onCall;
  }

  @Override
  public Rendering render(String scheduleId, TimeRange window, boolean overflow) {
    return rota(existing(scheduleId), window, overflow).render(window, overflow);
  }

  @Override
  public Optional<Handoff> next(String scheduleId, Instant after) {
    return repository.find(scheduleId).flatMap(schedule -> next(schedule, after));
  }

  private Optional<Handoff> next(Schedule schedule, Instant after) {
    return rota(schedule, new TimeRange(after, after.plus(Rota.HORIZON)), false).next(after);
  }

  @Override
  public List<Handoff> handoffs(String scheduleId, TimeRange window) {
    return repository
        .find(scheduleId)
        .map(schedule -> rota(schedule, window, false).handoffs(window))
        .orElse(List.of());
  }

  @Override
  public Map<String, String> names(Collection<String> scheduleIds) {
    var names = new HashMap<String, String>();
    repository.find(scheduleIds).forEach((id, schedule) -> names.put(id, schedule.name()));
    return names;
  }

  Schedule existing(String id) {
    return repository.find(id).orElseThrow(() -> ApiException.notFound("Schedule " + id));
  }

  Map<String, Schedule> existing(Collection<String> scheduleIds) {
    return repository.find(scheduleIds);
  }

  List<Schedule> search(@Nullable String query, Collection<String> teamIds, int offset, int limit) {
    return repository.search(query, teamIds, offset, limit);
  }

  long count(@Nullable String query, Collection<String> teamIds) {
    return repository.count(query, teamIds);
  }

  /// The schedules' calculations, good for questions about that window.
  Map<String, Rota> rotas(Collection<String> scheduleIds, TimeRange window, boolean overflow) {
    return rotas(repository.find(scheduleIds), window, overflow);
  }

  Rota rota(Schedule schedule, TimeRange window, boolean overflow) {
    Rota rota = rotas(Map.of(schedule.id(), schedule), window, overflow).get(schedule.id());
    return rota == null ? new Rota(List.of(), List.of()) : rota;
  }

  private Map<String, Rota> rotas(
      Map<String, Schedule> schedules, TimeRange window, boolean overflow) {
    // A shift at the window's edge is cut by overrides that lie outside of the window, up to a turn
    // away; two turns, where an edit
    // changed their length.
    Duration margin = Duration.ofSeconds(1);
    if (overflow) {
      for (Schedule schedule : schedules.values()) {
        for (Layer layer : schedule.layers()) {
          for (Rotation rotation : layer.rotations()) {
            Duration reach = rotation.turn().multipliedBy(2).plusDays(2);
            margin = reach.compareTo(margin) > 0 ? reach : margin;
          }
        }
      }
    }
    Map<String, List<StandIn>> standIns =
        repository.standIns(
            schedules.keySet(),
            new TimeRange(window.from().minus(margin), window.until().plus(margin)));
    var rotas = new HashMap<String, Rota>();
    schedules.forEach((id, schedule) ->
        rotas.put(id, new Rota(schedule.layers(), standIns.getOrDefault(id, List.of()))));
    return rotas;
  }

  Schedule create(ScheduleDraft draft, Instant now) {
    return transactions.inTransaction(() -> {
      Schedule schedule = made(draft, now);
      repository.insert(schedule);
      audit.record("create", "schedule", schedule.id(), details(schedule));
      tell(schedule, now);
      return schedule;
    });
  }

  /// The schedule that would be made of the draft.
  Schedule made(ScheduleDraft draft, Instant now) {
    var layers = new ArrayList<Layer>();
    for (ScheduleDraft.LayerDraft layer :
        draft.layers() == null ? List.<ScheduleDraft.LayerDraft>of() : draft.layers()) {
      layers.add(LayerEdit.create(ids.next('P'), layer.plan(), draft.zone()));
    }
    return new Schedule(
        ids.next('P'),
        draft.name(),
        draft.description(),
        draft.zone(),
        draft.teamIds() == null ? List.of() : draft.teamIds(),
        layers,
        ids.next('F') + ids.next('F'),
        now);
  }

  Schedule change(String id, ScheduleDraft draft, Instant now) {
    return transactions.inTransaction(() -> {
      Schedule before =
          repository.lock(id).orElseThrow(() -> ApiException.notFound("Schedule " + id));
      Schedule after = changed(before, draft, now);
      if (!after.equals(before)) {
        repository.update(after);
        audit.record("update", "schedule", id, differences(before, after));
        tell(after, now);
      }
      return after;
    });
  }

  /// What the schedule becomes by the draft. Layers that stand keep their order; new ones come on top, in the order of the draft;
  /// those that the draft leaves out end now.
  Schedule changed(Schedule before, ScheduleDraft draft, Instant now) {
    var layers = new ArrayList<Layer>();
    List<ScheduleDraft.LayerDraft> wanted = draft.layers();
    var byId = new LinkedHashMap<String, ScheduleDraft.LayerDraft>();
    if (wanted != null) {
      for (ScheduleDraft.LayerDraft layer : wanted) {
        if (layer.id() != null) {
          byId.put(layer.id(), layer);
        }
      }
    }
    for (Layer layer : before.layers()) {
      ScheduleDraft.LayerDraft to = byId.get(layer.id());
      if (layer.removed()) {
        layers.add(layer);
      } else if (wanted == null) {
        LayerEdit.change(layer, asItIs(layer), draft.zone(), now, null).ifPresent(layers::add);
      } else if (to == null) {
        LayerEdit.remove(layer, now).ifPresent(layers::add);
      } else {
        LayerEdit.change(layer, to.plan(), draft.zone(), now, to.effectiveFrom())
            .ifPresent(layers::add);
      }
    }
    if (wanted != null) {
      for (ScheduleDraft.LayerDraft layer : wanted) {
        if (layer.id() == null) {
          LayerEdit.add(ids.next('P'), layer.plan(), draft.zone(), now, layer.effectiveFrom())
              .ifPresent(layers::add);
        }
      }
    }
    return new Schedule(
        before.id(),
        draft.name(),
        draft.description(),
        draft.zone(),
        draft.teamIds() == null ? before.teamIds() : draft.teamIds(),
        layers,
        before.feedKey(),
        before.createdAt());
  }

  private static LayerPlan asItIs(Layer layer) {
    Rotation latest = layer.latest();
    return new LayerPlan(
        layer.name(),
        latest.start(),
        latest.end(),
        layer.ownZone(),
        latest.virtualStart(),
        latest.turn(),
        latest.users(),
        latest.restrictions());
  }

  void delete(String id, Instant now) {
    transactions.run(() -> {
      Schedule schedule =
          repository.lock(id).orElseThrow(() -> ApiException.notFound("Schedule " + id));
      List<String> blockers = directory.blockers("schedule", id);
      if (!blockers.isEmpty()) {
        throw new ApiException(
            400,
            SCHEDULE_REFUSED,
            "Schedule can't be deleted if it's being used by escalation policies",
            blockers);
      }
      repository.delete(id);
      directory.deleted("schedule", id);
      audit.record("delete", "schedule", id, details(schedule));
      watchers.get().forEach(watcher -> watcher.changed(id, null, now));
    });
  }

  /// The overrides that overlap the window, by rising number.
  List<StandIn> standIns(String scheduleId, TimeRange window) {
    existing(scheduleId);
    return repository.standIns(List.of(scheduleId), window).getOrDefault(scheduleId, List.of());
  }

  /// Adds an override. One that began in the past begins now: nobody can stand in for hours that are over.
  ///
  /// @throws ApiException 400 when it is over already
  StandIn standIn(String scheduleId, String userId, Instant start, Instant end, Instant now) {
    return transactions.inTransaction(() -> {
      Schedule schedule = locked(scheduleId);
      if (!end.isAfter(now)) {
        throw ApiException.refused(
            OVERRIDE_REFUSED, "Invalid Override", "'end' must not be in the past.");
      }
      Instant from = Rotation.later(start, now.truncatedTo(ChronoUnit.SECONDS));
      StandIn made = repository.addStandIn(scheduleId, ids.next('Q'), userId, from, end, now);
      audit.record("create", "override", made.id(), details(scheduleId, made));
      tell(schedule, now);
      return made;
    });
  }

  /// Takes an override away: one to come is gone, one that runs ends now.
  ///
  /// @return the override as it ended; empty when it is gone
  /// @throws ApiException 404 when there is none, 400 when it is over already
  Optional<StandIn> cancel(String scheduleId, String overrideId, Instant now) {
    return transactions.inTransaction(() -> {
      Schedule schedule = locked(scheduleId);
      StandIn standIn =
          repository
              .standIn(scheduleId, overrideId)
              .orElseThrow(() -> ApiException.notFound("Override " + overrideId));
      if (!standIn.end().isAfter(now)) {
        throw ApiException.refused(
            OVERRIDE_REFUSED,
            "Invalid Override",
            "The override ended at " + standIn.end() + " and cannot be changed any more.");
      }
      Optional<StandIn> left = Optional.empty();
      if (standIn.start().isBefore(now)) {
        repository.endStandIn(scheduleId, overrideId, now);
        left =
            Optional.of(
                new StandIn(
                    standIn.id(), standIn.number(), standIn.userId(), standIn.start(), now));
      } else {
        repository.deleteStandIn(scheduleId, overrideId);
      }
      audit.record("delete", "override", overrideId, details(scheduleId, standIn));
      tell(schedule, now);
      return left;
    });
  }

  private Schedule locked(String id) {
    return repository.lock(id).orElseThrow(() -> ApiException.notFound("Schedule " + id));
  }

  private void tell(Schedule schedule, Instant now) {
    List<Watcher> all = watchers.get();
    if (!all.isEmpty()) {
      Handoff next = next(schedule, now).orElse(null);
      all.forEach(watcher -> watcher.changed(schedule.id(), next, now));
    }
  }

  /// What of this room forbids to delete a user: turns to come, and overrides that are not over.
  List<String> blockersOfUser(String userId, Instant now) {
    var blockers = new ArrayList<String>();
    for (Schedule schedule : repository.withUser(userId)) {
      if (schedule.peopleFrom(now).contains(userId)) {
        blockers.add("The user has turns in the schedule '" + schedule.name() + "'.");
      }
    }
    for (Schedule schedule : repository.withStandIn(userId, now)) {
      blockers.add("The user has an override in the schedule '" + schedule.name() + "'.");
    }
    return blockers;
  }

  void forgetTeam(String teamId) {
    for (Schedule schedule : repository.ofTeam(teamId)) {
      repository.update(
          schedule.withTeams(
              schedule.teamIds().stream().filter(team -> !team.equals(teamId)).toList()));
    }
  }

  private static Map<String, Object> details(Schedule schedule) {
    var details = new LinkedHashMap<String, Object>();
    details.put("name", schedule.name());
    details.put("time_zone", schedule.zone().getId());
    details.put("layers", schedule.standing().stream().map(ScheduleDesk::words).toList());
    return details;
  }

  private static Map<String, Object> details(String scheduleId, StandIn standIn) {
    return Map.of(
        "schedule", scheduleId,
        "user", standIn.userId(),
        "start", standIn.start().toString(),
        "end", standIn.end().toString());
  }

  private static Map<String, Object> words(Layer layer) {
    Rotation latest = layer.latest();
    var words = new LinkedHashMap<String, Object>();
    words.put("id", layer.id());
    words.put("name", layer.name());
    words.put("start", latest.start().toString());
    words.put("end", latest.end() == null ? "" : latest.end().toString());
    words.put("rotation_virtual_start", latest.virtualStart().toString());
    words.put("rotation_turn_length_seconds", latest.turn().toSeconds());
    words.put("users", latest.users());
    words.put("restrictions", latest.restrictions().size());
    return words;
  }

  private static Map<String, Object> differences(Schedule before, Schedule after) {
    var from = details(before);
    var to = details(after);
    from.put("description", before.description());
    to.put("description", after.description());
    from.put("teams", before.teamIds());
    to.put("teams", after.teamIds());
    var differences = new LinkedHashMap<String, Object>();
    to.forEach((field, value) -> {
      Object was = from.get(field);
      if (was != null && !was.equals(value)) {
        differences.put(field, Map.of("from", was, "to", value));
      }
    });
    return differences;
  }

  /// The zone in which a schedule's times are shown.
  static ZoneId shownIn(@Nullable ZoneId asked, Schedule schedule) {
    return asked == null ? schedule.zone() : asked;
  }
}
