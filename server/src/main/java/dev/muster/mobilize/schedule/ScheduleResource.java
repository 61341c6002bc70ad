package dev.muster.mobilize.schedule;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.kernel.Permission;
import dev.muster.kernel.TimeRange;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Schedules, their overrides, who is in them, and their hand-offs.
@RestController
@Tag(name = "Schedules")
@RequestMapping("/schedules")
final class ScheduleResource {
  /// What is rendered when only one end of the window is given.
  private static final Duration WINDOW = Duration.ofDays(14);

  /// With turns of an hour that is some 9,000 entries a layer, 2 MB of JSON.
  private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

  private final ScheduleDesk desk;
  private final Catalog catalog;
  private final Directory directory;
  private final Supplier<List<EscalationTargets.Policy>> policies;
  private final InstantSource clock;

  ScheduleResource(
      ScheduleDesk desk,
      Catalog catalog,
      Directory directory,
      Supplier<List<EscalationTargets.Policy>> policies,
      InstantSource clock) {
    this.desk = desk;
    this.catalog = catalog;
    this.directory = directory;
    this.policies = policies;
    this.clock = clock;
  }

  @GetMapping
  @Asks({
    "query: part of the name",
    "team_ids[]: only schedules of these teams",
    "include[]: schedule_layers",
    "since: start of the window that is rendered",
    "until: end of the window that is rendered",
    "time_zone: zone of all times; each schedule's own when missing"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    String part = query.text("query");
    List<String> teams = query.list("team_ids");
    List<Schedule> found = desk.search(part, teams, paging.offset(), paging.limit() + 1);
    boolean layers = query.includes().contains("schedule_layers");
    TimeRange window = layers ? window(query, clock.instant()) : null;
    return paging.page(
        "schedules", views(found, layers, window, query.zone()), () -> desk.count(part, teams));
  }

  /// The schedules as they stand in lists.
  List<Map<String, Object>> views(
      Collection<Schedule> schedules,
      boolean layers,
      @Nullable TimeRange window,
      @Nullable ZoneId asked) {
    var renderings = new LinkedHashMap<String, Rendering>();
    var named = new HashSet<String>();
    for (Schedule schedule : schedules) {
      Rendering rendering =
          window == null ? null : desk.rota(schedule, window, false).render(window, false);
      if (rendering != null) {
        renderings.put(schedule.id(), rendering);
      }
      named.addAll(ScheduleView.named(schedule, rendering));
    }
    var people = new ScheduleView.People(directory, named);
    var all = policies.get();
    var views = new ArrayList<Map<String, Object>>();
    for (Schedule schedule : schedules) {
      ZoneId zone = ScheduleDesk.shownIn(asked, schedule);
      Rendering rendering = renderings.get(schedule.id());
      views.add(
          ScheduleView.brief(
              whole(
                  schedule,
                  layers ? ScheduleView.layers(schedule, rendering, zone, people) : null,
                  null,
                  null,
                  all,
                  people)));
    }
    return views;
  }

  private ScheduleView.Whole whole(
      Schedule schedule,
      @Nullable List<ScheduleView.LayerView> layers,
      ScheduleView.@Nullable Sub overrides,
      ScheduleView.@Nullable Sub finalSchedule,
      List<EscalationTargets.Policy> all,
      ScheduleView.People people) {
    var links = directory.links();
    String self = links.self("schedules", schedule.id());
    return new ScheduleView.Whole(
        schedule.id(),
        "schedule",
        schedule.name(),
        self,
        links.html("schedules", schedule.id()),
        schedule.name(),
        schedule.zone().getId(),
        schedule.description(),
        CalendarResource.address(links, schedule),
        layers,
        all.stream()
            .filter(policy -> uses(policy, schedule.id()))
            .map(policy -> reference(policy.id(), policy.name()))
            .toList(),
        schedule.peopleFrom(clock.instant()).stream().map(people::person).toList(),
        directory.references("team", schedule.teamIds()).values().stream()
            .sorted(java.util.Comparator.comparing(Reference::id))
            .toList(),
        overrides,
        finalSchedule);
  }

  private Reference reference(String policyId, String name) {
    return new Reference(
        policyId,
        "escalation_policy_reference",
        name,
        directory.links().self("escalation_policies", policyId),
        directory.links().html("escalation_policies", policyId));
  }

  private static boolean uses(EscalationTargets.Policy policy, String scheduleId) {
    return policy.targets().stream()
        .anyMatch(target ->
            target.kind() == EscalationTargets.Kind.SCHEDULE && target.id().equals(scheduleId));
  }

  private Map<String, ScheduleView.Whole> envelope(
      Schedule schedule, @Nullable Rendering rendering, @Nullable ZoneId asked) {
    ZoneId zone = ScheduleDesk.shownIn(asked, schedule);
    Set<String> named = ScheduleView.named(schedule, rendering);
    named.addAll(schedule.peopleFrom(clock.instant()));
    var people = new ScheduleView.People(directory, named);
    return Map.of(
        "schedule",
        whole(
            schedule,
            ScheduleView.layers(schedule, rendering, zone, people),
            ScheduleView.sub(
                "Overrides",
                rendering == null ? List.of() : rendering.overrides(),
                rendering,
                zone,
                people),
            ScheduleView.sub(
                "Final Schedule",
                rendering == null ? List.of() : rendering.shifts(),
                rendering,
                zone,
                people),
            policies.get(),
            people));
  }

  private void require(Permission permission, @Nullable List<String> teamIds) {
    TeamRights.require(
        catalog,
        permission,
        teamIds == null ? List.of() : new ArrayList<@Nullable String>(teamIds));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Asks("overflow: true leaves entries at the window's edges whole")
  Map<String, ScheduleView.Whole> create(Query query, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Instant now = clock.instant();
    ScheduleDraft draft = ScheduleForm.read(body, null, directory, now);
    require(Permission.CONFIGURE, draft.teamIds());
    Schedule made = desk.create(draft, now);
    return rendered(made, query, now);
  }

  @GetMapping("/{id}")
  @Asks({
    "since: start of the window that is rendered",
    "until: end of the window that is rendered",
    "time_zone: zone of all times; the schedule's own when missing",
    "overflow: true leaves entries at the window's edges whole"
  })
  Map<String, ScheduleView.Whole> one(@PathVariable("id") String id, Query query) {
    return rendered(desk.existing(id), query, clock.instant());
  }

  private Map<String, ScheduleView.Whole> rendered(Schedule schedule, Query query, Instant now) {
    TimeRange window = window(query, now);
    boolean overflow = query.flag("overflow", false);
    return envelope(
        schedule,
        window == null ? null : desk.rota(schedule, window, overflow).render(window, overflow),
        query.zone());
  }

  /// Changes a schedule. Layers without an `id` are new and come on top; layers that are left out end now. `effective_from`, on the
  /// schedule or on a layer, says from when a change counts. Whoever is on call keeps the turn, unless they are taken off.
  @PutMapping("/{id}")
  @Asks("overflow: true leaves entries at the window's edges whole")
  Map<String, ScheduleView.Whole> change(@PathVariable("id") String id, Query query, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Instant now = clock.instant();
    Schedule before = desk.existing(id);
    require(Permission.CONFIGURE, before.teamIds());
    ScheduleDraft draft = ScheduleForm.read(body, before, directory, now);
    if (draft.teamIds() != null && !draft.teamIds().equals(before.teamIds())) {
      require(Permission.CONFIGURE, draft.teamIds());
    }
    return rendered(desk.change(id, draft, now), query, now);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable("id") String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    require(Permission.CONFIGURE, desk.existing(id).teamIds());
    desk.delete(id, clock.instant());
  }

  /// Shows what a schedule would look like, without keeping anything. With the `id` of a schedule that stands, shows what it would
  /// become.
  @PostMapping("/preview")
  @Asks({
    "since: start of the window",
    "until: end of the window",
    "overflow: true leaves entries at the window's edges whole"
  })
  Map<String, ScheduleView.Whole> preview(Query query, Body body) {
    Actor.current().require(Permission.READ);
    Instant now = clock.instant();
    TimeRange window = window(query, now);
    if (window == null) {
      throw ApiException.invalid("'since' is missing.", "'until' is missing.");
    }
    boolean overflow = query.flag("overflow", false);
    String id = body.envelope("schedule").text("id");
    Schedule standing = id == null || id.isBlank() ? null : desk.existing(id);
    ScheduleDraft draft = ScheduleForm.read(body, standing, directory, now);
    Schedule shown = standing == null ? desk.made(draft, now) : desk.changed(standing, draft, now);
    return envelope(
        shown, desk.rota(shown, window, overflow).render(window, overflow), query.zone());
  }

  @GetMapping("/{id}/overrides")
  @Asks({
    "since: start of the window",
    "until: end of the window",
    "editable: true leaves out what is over",
    "overflow: true leaves entries at the window's edges whole",
    "time_zone: zone of all times; the schedule's own when missing"
  })
  Map<String, List<ScheduleView.OverrideView>> overrides(
      @PathVariable("id") String id, Query query) {
    Schedule schedule = desk.existing(id);
    Instant since = query.requiredTime("since");
    Instant until = query.requiredTime("until");
    Query.checkSpan(since, until, LONGEST_WINDOW.multipliedBy(2));
    var window = new TimeRange(since, until.isAfter(since) ? until : since.plusSeconds(1));
    boolean editable = query.flag("editable", false);
    Instant now = clock.instant();
    List<StandIn> found =
        desk.standIns(id, window).stream()
            .filter(standIn -> !editable || standIn.end().isAfter(now))
            .sorted(
                java.util.Comparator.comparing(StandIn::start).thenComparingLong(StandIn::number))
            .toList();
    return Map.of(
        "overrides",
        ScheduleView.overrides(
            found,
            query.flag("overflow", false) ? null : window,
            ScheduleDesk.shownIn(query.zone(), schedule),
            new ScheduleView.People(directory, found.stream().map(StandIn::userId).toList())));
  }

  /// Adds overrides: a list, each answered by itself in a bare list, or a single one in the older form.
  @PostMapping("/{id}/overrides")
  ResponseEntity<Object> addOverrides(@PathVariable("id") String id, Query query, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Schedule schedule = desk.existing(id);
    require(Permission.RESPOND, schedule.teamIds());
    Instant now = clock.instant();
    ZoneId zone = ScheduleDesk.shownIn(query.zone(), schedule);
    if (!body.has("overrides")) {
      StandIn made = standIn(id, body.envelope("override"), now);
      return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("override", view(made, zone)));
    }
    var answers = new ArrayList<Map<String, Object>>();
    List<Body> wanted = body.objects("overrides");
    body.check();
    if (wanted.isEmpty()) {
      throw ApiException.invalid("'overrides' must hold at least one override.");
    }
    for (Body one : wanted) {
      var answer = new LinkedHashMap<String, Object>();
      try {
        StandIn made = standIn(id, Body.of(one.node()), now);
        answer.put("status", HttpStatus.CREATED.value());
        answer.put("override", view(made, zone));
      } catch (ApiException refusal) {
        answer.put("status", refusal.status());
        answer.put("errors", refusal.errors());
        answer.put("override", one.node());
      }
      answers.add(answer);
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(answers);
  }

  private StandIn standIn(String scheduleId, Body body, Instant now) {
    Instant start = body.time("start");
    Instant end = body.time("end");
    if (start == null && body.raw("start") == null) {
      body.fault("start", "is missing");
    }
    if (end == null && body.raw("end") == null) {
      body.fault("end", "is missing");
    }
    if (start != null && end != null && !start.isBefore(end)) {
      body.fault("end", "must be after 'start'");
    }
    String userId = body.has("user_id") ? body.text("user_id") : body.reference("user");
    if (userId == null) {
      if (body.raw("user") == null) {
        body.fault("user", "is missing");
      }
    } else if (!directory.exists("user", userId)) {
      body.fault("user.id", "names no user: '" + userId + "'");
    }
    body.check();
    if (start == null || end == null || userId == null) {
      throw ApiException.invalid("'start', 'end' and 'user' are needed.");
    }
    return desk.standIn(scheduleId, userId, start, end, now);
  }

  private ScheduleView.OverrideView view(StandIn standIn, ZoneId zone) {
    return ScheduleView.overrides(
            List.of(standIn),
            null,
            zone,
            new ScheduleView.People(directory, List.of(standIn.userId())))
        .getFirst();
  }

  /// Takes an override away: 204 when it lay ahead, 200 with what is left of it when it was running and ends now.
  @DeleteMapping("/{id}/overrides/{override}")
  ResponseEntity<Object> cancel(
      @PathVariable("id") String id, @PathVariable("override") String override) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Schedule schedule = desk.existing(id);
    require(Permission.RESPOND, schedule.teamIds());
    return desk.cancel(id, override, clock.instant())
        .<ResponseEntity<Object>>map(
            ended -> ResponseEntity.ok(Map.of("override", view(ended, schedule.zone()))))
        .orElseGet(() -> ResponseEntity.noContent().build());
  }

  @GetMapping("/{id}/users")
  @Asks({
    "since: start of the window; now when missing",
    "until: end of the window; the start when missing"
  })
  Map<String, Object> users(@PathVariable("id") String id, Query query) {
    Schedule schedule = desk.existing(id);
    Instant since = query.time("since");
    Instant until = query.time("until");
    Instant now = clock.instant();
    Instant from = since == null ? (until == null || until.isAfter(now) ? now : until) : since;
    Instant end = until == null ? from : until;
    Query.checkSpan(from, end, LONGEST_WINDOW);
    var window = new TimeRange(from, end.isAfter(from) ? end : from.plusNanos(1));
    List<String> people =
        desk.rota(schedule, window, false).render(window, false).shifts().stream()
            .map(Shift::userId)
            .distinct()
            .toList();
    Map<String, Object> full = directory.full("user", people);
    return Map.of(
        "users", people.stream().map(full::get).filter(java.util.Objects::nonNull).toList());
  }

  /// A change of the person on call on the wire.
  ///
  /// @param from null when nobody was on call before
  /// @param to null when nobody is on call afterwards
  record HandoffView(Instant at, @Nullable Reference from, @Nullable Reference to) {}

  /// A stretch without anybody on call.
  record GapView(Instant start, Instant end) {}

  @GetMapping("/{id}/handoffs")
  @Asks({
    "since: start of the window; now when missing",
    "until: end of the window; 14 days later when missing"
  })
  Map<String, Object> handoffs(@PathVariable("id") String id, Query query) {
    Schedule schedule = desk.existing(id);
    Instant now = clock.instant();
    TimeRange asked = window(query, now);
    TimeRange window = asked == null ? new TimeRange(now, now.plus(WINDOW)) : asked;
    Rota rota = desk.rota(schedule, window, false);
    List<Handoff> handoffs = rota.handoffs(window);
    var named = new HashSet<String>();
    for (Handoff handoff : handoffs) {
      if (handoff.from() != null) {
        named.add(handoff.from());
      }
      if (handoff.to() != null) {
        named.add(handoff.to());
      }
    }
    var people = new ScheduleView.People(directory, named);
    var answer = new LinkedHashMap<String, Object>();
    answer.put(
        "handoffs",
        handoffs.stream()
            .map(handoff ->
                new HandoffView(
                    handoff.at(),
                    handoff.from() == null ? null : people.person(handoff.from()),
                    handoff.to() == null ? null : people.person(handoff.to())))
            .toList());
    answer.put(
        "gaps",
        rota.render(window, false).gaps().stream()
            .map(gap -> new GapView(gap.from(), gap.until()))
            .toList());
    return answer;
  }

  /// The window in `since` and `until`; null when neither is there.
  private static @Nullable TimeRange window(Query query, Instant now) {
    Instant since = query.time("since");
    Instant until = query.time("until");
    if (since == null && until == null) {
      return null;
    }
    Instant from = since;
    if (from == null) {
      from =
          until != null && until.isAfter(now)
              ? now
              : java.util.Objects.requireNonNull(until).minus(WINDOW);
    }
    Instant end = until == null ? from.plus(WINDOW) : until;
    Query.checkSpan(from, end, LONGEST_WINDOW);
    return new TimeRange(from, end.isAfter(from) ? end : from.plusSeconds(1));
  }
}
