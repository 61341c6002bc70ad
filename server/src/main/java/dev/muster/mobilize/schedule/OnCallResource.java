package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who is on call: for every escalation policy and level, the people that it names and the people that its schedules give.
@RestController
@Tag(name = "On call")
@RequestMapping("/oncalls")
final class OnCallResource {
  private static final Duration LONGEST_WINDOW = Duration.ofDays(90);

  private final ScheduleDesk desk;
  private final ScheduleResource schedules;
  private final Directory directory;
  private final Supplier<List<EscalationTargets.Policy>> policies;
  private final InstantSource clock;

  OnCallResource(
      ScheduleDesk desk,
      ScheduleResource schedules,
      Directory directory,
      Supplier<List<EscalationTargets.Policy>> policies,
      InstantSource clock) {
    this.desk = desk;
    this.schedules = schedules;
    this.directory = directory;
    this.policies = policies;
    this.clock = clock;
  }

  /// A person on call.
  ///
  /// @param start null for somebody whom the policy names directly, who is always on call
  private record Duty(
      EscalationTargets.Policy policy,
      int level,
      @Nullable String scheduleId,
      String userId,
      @Nullable Instant start,
      @Nullable Instant end) {}

  /// A person on call on the wire; objects are references, or whole ones when asked for with `include[]`.
  record OnCallView(
      Object escalationPolicy,
      int escalationLevel,
      @Nullable Object schedule,
      Object user,
      @Nullable Instant start,
      @Nullable Instant end) {}

  @GetMapping
  @Asks({
    "since: start of the window; now when missing",
    "until: end of the window, at most 90 days later; the start when missing",
    "earliest: true keeps the first entry of each person, level and policy",
    "user_ids[]: only these people",
    "schedule_ids[]: only from these schedules; null stands for people whom a policy names"
        + " directly",
    "escalation_policy_ids[]: only from these policies",
    "team_ids[]: only from policies of these teams",
    "include[]: users, schedules, escalation_policies",
    "time_zone: zone of all times"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Instant since = query.time("since");
    Instant until = query.time("until");
    Instant now = clock.instant();
    Instant from = since == null ? (until != null && until.isBefore(now) ? until : now) : since;
    Instant end = until == null ? from : until;
    Query.checkSpan(from, end, LONGEST_WINDOW);
    var window = new TimeRange(from, end.isAfter(from) ? end : from.plusNanos(1));
    List<Duty> duties = duties(query, window);
    if (query.flag("earliest", false)) {
      duties = earliest(duties);
    }
    int first = Math.min(paging.offset(), duties.size());
    int last = Math.min(duties.size(), first + paging.limit() + 1);
    int total = duties.size();
    return paging.page(
        "oncalls", views(duties.subList(first, last), query.includes()), () -> total);
  }

  private List<Duty> duties(Query query, TimeRange window) {
    Set<String> users = new HashSet<>(query.list("user_ids"));
    Set<String> only = new HashSet<>(query.list("schedule_ids"));
    Set<String> policyIds = new HashSet<>(query.list("escalation_policy_ids"));
    List<String> teamIds = query.list("team_ids");
    List<EscalationTargets.Policy> chosen =
        policies.get().stream()
            .filter(policy -> policyIds.isEmpty() || policyIds.contains(policy.id()))
            .filter(policy -> teamIds.isEmpty() || ownedBy(teamIds, policy.id()))
            .toList();
    var scheduleIds = new LinkedHashSet<String>();
    for (EscalationTargets.Policy policy : chosen) {
      for (EscalationTargets.Target target : policy.targets()) {
        if (target.kind() == EscalationTargets.Kind.SCHEDULE
            && (only.isEmpty() || only.contains(target.id()))) {
          scheduleIds.add(target.id());
        }
      }
    }
    var shifts = new HashMap<String, List<Shift>>();
    desk.rotas(scheduleIds, window, true)
        .forEach((id, rota) -> shifts.put(id, rota.render(window, true).shifts()));
    boolean direct = only.isEmpty() || only.contains("null");
    var duties = new ArrayList<Duty>();
    for (EscalationTargets.Policy policy : chosen) {
      int start = duties.size();
      for (EscalationTargets.Target target : policy.targets()) {
        switch (target.kind()) {
          case USER -> {
            if (direct) {
              duties.add(new Duty(policy, target.level(), null, target.id(), null, null));
            }
          }
          case SCHEDULE -> {
            for (Shift shift : shifts.getOrDefault(target.id(), List.of())) {
              duties.add(
                  new Duty(
                      policy,
                      target.level(),
                      target.id(),
                      shift.userId(),
                      shift.start(),
                      shift.end()));
            }
          }
        }
      }
      duties
          .subList(start, duties.size())
          .sort(
              Comparator.comparingInt(Duty::level)
                  .thenComparing(duty -> duty.start() == null ? Instant.MIN : duty.start()));
    }
    return duties.stream()
        .filter(duty -> users.isEmpty() || users.contains(duty.userId()))
        .toList();
  }

  private boolean ownedBy(List<String> teamIds, String policyId) {
    Collection<String> owners = directory.owners("escalation_policies", policyId);
    return owners != null && !Collections.disjoint(owners, teamIds);
  }

  /// Of each person at a level of a policy the first entry; the list is sorted by start within a level.
  private static List<Duty> earliest(List<Duty> duties) {
    record Place(String policyId, int level, String userId) {}
    var seen = new HashSet<Place>();
    return duties.stream()
        .filter(duty -> seen.add(new Place(duty.policy().id(), duty.level(), duty.userId())))
        .toList();
  }

  private List<OnCallView> views(List<Duty> duties, Set<String> includes) {
    Map<String, Object> users =
        objects(
            "user", ids(duties.stream().map(Duty::userId).toList()), includes.contains("users"));
    var scheduleIds = new LinkedHashSet<String>();
    for (Duty duty : duties) {
      if (duty.scheduleId() != null) {
        scheduleIds.add(duty.scheduleId());
      }
    }
    var scheduleObjects = new HashMap<String, Object>();
    var known = desk.existing(scheduleIds);
    if (includes.contains("schedules")) {
      schedules
          .views(known.values(), false, null, null)
          .forEach(view -> scheduleObjects.put(String.valueOf(view.get("id")), view));
    } else {
      known.forEach((id, schedule) ->
          scheduleObjects.put(id, reference("schedule", "schedules", id, schedule.name())));
    }
    var policyNames = new HashMap<String, String>();
    duties.forEach(duty -> policyNames.put(duty.policy().id(), duty.policy().name()));
    var policyObjects = new HashMap<String, Object>();
    policyNames.forEach((id, name) ->
        policyObjects.put(id, reference("escalation_policy", "escalation_policies", id, name)));
    if (includes.contains("escalation_policies") && directory.knows("escalation_policy")) {
      policyObjects.putAll(directory.full("escalation_policy", policyNames.keySet()));
    }
    var views = new ArrayList<OnCallView>();
    for (Duty duty : duties) {
      views.add(
          new OnCallView(
              policyObjects.getOrDefault(duty.policy().id(), duty.policy().id()),
              duty.level(),
              duty.scheduleId() == null ? null : scheduleObjects.get(duty.scheduleId()),
              users.computeIfAbsent(duty.userId(), id -> directory.reference("user", id)),
              duty.start(),
              duty.end()));
    }
    return views;
  }

  private Reference reference(String type, String collection, String id, String name) {
    return new Reference(
        id,
        type + "_reference",
        name,
        directory.links().self(collection, id),
        directory.links().html(collection, id));
  }

  private static Set<String> ids(Collection<String> all) {
    return new LinkedHashSet<>(all);
  }

  private Map<String, Object> objects(String type, Set<String> ids, boolean whole) {
    var objects = new HashMap<String, Object>();
    if (!ids.isEmpty()) {
      objects.putAll(directory.references(type, ids));
      if (whole) {
        objects.putAll(directory.full(type, ids));
      }
    }
    return objects;
  }
}
