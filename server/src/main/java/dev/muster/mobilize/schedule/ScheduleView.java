package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How schedules look on the wire. Their times are texts, because without a `time_zone` in the request they are shown in the
/// schedule's own zone. Layers are listed highest first, as the API's clients expect to read them; they are written lowest first.
final class ScheduleView {
  private ScheduleView() {}

  /// A schedule.
  record Whole(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      String timeZone,
      String description,
      String httpCalUrl,
      @Nullable List<LayerView> scheduleLayers,
      List<Reference> escalationPolicies,
      List<Reference> users,
      List<Reference> teams,
      @Nullable Sub overridesSubschedule,
      @Nullable Sub finalSchedule) {}

  /// A layer.
  ///
  /// @param timeZone the layer's own; null when it keeps the schedule's
  /// @param renderedCoveragePercentage null when no window was asked for
  record LayerView(
      String id,
      String name,
      String start,
      @Nullable String end,
      String rotationVirtualStart,
      long rotationTurnLengthSeconds,
      @Nullable String timeZone,
      List<Member> users,
      List<RestrictionView> restrictions,
      List<EntryView> renderedScheduleEntries,
      @Nullable Double renderedCoveragePercentage) {}

  /// Somebody who takes turns.
  record Member(Reference user) {}

  /// @param startDayOfWeek 1 is Monday; null for a daily one
  record RestrictionView(
      String type, String startTimeOfDay, long durationSeconds, @Nullable Integer startDayOfWeek) {}

  /// A rendered shift.
  record EntryView(String start, String end, Reference user) {}

  /// A rendered part of the schedule.
  record Sub(
      String name,
      List<EntryView> renderedScheduleEntries,
      @Nullable Double renderedCoveragePercentage) {}

  /// An override.
  record OverrideView(String id, String start, String end, Reference user) {}

  /// A schedule without its layers, for lists.
  static Map<String, Object> brief(Whole whole) {
    var brief = new java.util.LinkedHashMap<String, Object>();
    brief.put("id", whole.id());
    brief.put("type", whole.type());
    brief.put("summary", whole.summary());
    brief.put("self", whole.self());
    brief.put("html_url", whole.htmlUrl());
    brief.put("name", whole.name());
    brief.put("time_zone", whole.timeZone());
    brief.put("description", whole.description());
    brief.put("http_cal_url", whole.httpCalUrl());
    brief.put("escalation_policies", whole.escalationPolicies());
    brief.put("users", whole.users());
    brief.put("teams", whole.teams());
    if (whole.scheduleLayers() != null) {
      brief.put("schedule_layers", whole.scheduleLayers());
    }
    return brief;
  }

  /// References to people, looked up at once for a whole answer.
  static final class People {
    private final Map<String, Reference> known = new HashMap<>();
    private final Directory directory;

    People(Directory directory, Collection<String> userIds) {
      this.directory = directory;
      if (!userIds.isEmpty()) {
        known.putAll(directory.references("user", new HashSet<>(userIds)));
      }
    }

    Reference person(String userId) {
      return known.computeIfAbsent(userId, id -> directory.reference("user", id));
    }
  }

  static String time(Instant moment, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        moment.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  static List<EntryView> entries(List<Shift> shifts, ZoneId zone, People people) {
    var entries = new ArrayList<EntryView>(shifts.size());
    for (Shift shift : shifts) {
      entries.add(
          new EntryView(
              time(shift.start(), zone), time(shift.end(), zone), people.person(shift.userId())));
    }
    return entries;
  }

  static Sub sub(
      String name, List<Shift> shifts, @Nullable Rendering rendering, ZoneId zone, People people) {
    return new Sub(
        name, entries(shifts, zone, people), rendering == null ? null : rendering.coverage(shifts));
  }

  /// Everybody that a view of the schedule names.
  static Set<String> named(Schedule schedule, @Nullable Rendering rendering) {
    var named = new HashSet<String>();
    schedule.standing().forEach(layer -> named.addAll(layer.latest().users()));
    if (rendering != null) {
      rendering
          .layers()
          .values()
          .forEach(shifts -> shifts.forEach(shift -> named.add(shift.userId())));
      rendering.overrides().forEach(shift -> named.add(shift.userId()));
      rendering.shifts().forEach(shift -> named.add(shift.userId()));
    }
    return named;
  }

  static List<LayerView> layers(
      Schedule schedule, @Nullable Rendering rendering, ZoneId zone, People people) {
    var views = new ArrayList<LayerView>();
    for (Layer layer : schedule.standing().reversed()) {
      Rotation latest = layer.latest();
      List<Shift> shifts =
          rendering == null ? List.of() : rendering.layers().getOrDefault(layer.id(), List.of());
      views.add(
          new LayerView(
              layer.id(),
              layer.name(),
              time(latest.start(), zone),
              latest.end() == null ? null : time(latest.end(), zone),
              time(latest.virtualStart(), zone),
              latest.turn().toSeconds(),
              layer.ownZone() == null ? null : layer.ownZone().getId(),
              latest.users().stream().map(user -> new Member(people.person(user))).toList(),
              latest.restrictions().stream().map(ScheduleView::restriction).toList(),
              entries(shifts, zone, people),
              rendering == null ? null : rendering.coverage(shifts)));
    }
    return views;
  }

  private static RestrictionView restriction(Restriction restriction) {
    return switch (restriction) {
      case Restriction.Daily daily ->
          new RestrictionView(
              "daily_restriction",
              DateTimeFormatter.ISO_LOCAL_TIME.format(daily.start()),
              daily.length().toSeconds(),
              null);
      case Restriction.Weekly weekly ->
          new RestrictionView(
              "weekly_restriction",
              DateTimeFormatter.ISO_LOCAL_TIME.format(weekly.start()),
              weekly.length().toSeconds(),
              weekly.day().getValue());
    };
  }

  static List<OverrideView> overrides(
      List<StandIn> standIns, @Nullable TimeRange cut, ZoneId zone, People people) {
    var views = new ArrayList<OverrideView>();
    for (StandIn standIn : standIns) {
      Instant start = cut == null ? standIn.start() : Rotation.later(standIn.start(), cut.from());
      Instant end = cut == null ? standIn.end() : Rotation.earlier(standIn.end(), cut.until());
      views.add(
          new OverrideView(
              standIn.id(), time(start, zone), time(end, zone), people.person(standIn.userId())));
    }
    return views;
  }
}
