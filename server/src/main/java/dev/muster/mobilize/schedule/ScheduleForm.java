package dev.muster.mobilize.schedule;

import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a schedule as the REST API's clients write it. Gathers every fault under the name of its field.
final class ScheduleForm {
  private final Directory directory;
  private final Instant now;

  /// Users that were named, with the place where, to be looked up all at once.
  private final Map<String, Body> users = new LinkedHashMap<>();

  private ScheduleForm(Directory directory, Instant now) {
    this.directory = directory;
    this.now = now;
  }

  /// Reads `{"schedule": {...}}`.
  ///
  /// @param standing the schedule that shall be changed; null when one is made
  /// @throws dev.muster.platform.web.ApiException 400 that names every faulty field
  static ScheduleDraft read(
      Body body, @Nullable Schedule standing, Directory directory, Instant now) {
    return new ScheduleForm(directory, now).schedule(body.envelope("schedule"), standing);
  }

  private ScheduleDraft schedule(Body body, @Nullable Schedule standing) {
    String name =
        standing != null && !body.has("name") ? standing.name() : body.required("name", 255);
    String description =
        standing != null && !body.has("description")
            ? standing.description()
            : body.text("description", "");
    ZoneId zone = zone(body, "time_zone");
    if (zone == null) {
      if (standing != null) {
        zone = standing.zone();
      } else {
        if (body.raw("time_zone") == null) {
          body.fault("time_zone", "is missing or blank");
        }
        zone = ZoneOffset.UTC;
      }
    }
    List<ScheduleDraft.LayerDraft> layers = null;
    if (body.raw("schedule_layers") != null) {
      layers = layers(body, standing);
    }
    List<String> teams = body.has("teams") ? teams(body) : null;
    checkUsers();
    body.check();
    return new ScheduleDraft(name.strip(), description, zone, layers, teams);
  }

  private static @Nullable ZoneId zone(Body body, String field) {
    String name = body.text(field);
    if (name == null || name.isBlank()) {
      return null;
    }
    try {
      return ZoneId.of(name.strip(), ZoneId.SHORT_IDS);
    } catch (DateTimeException unknown) {
      body.fault(field, "names no time zone: '" + name + "'");
      return null;
    }
  }

  private List<String> teams(Body body) {
    var ids = new ArrayList<String>();
    for (Body team : body.objects("teams")) {
      String id = team.required("id", 64);
      if (!id.isEmpty() && !directory.exists("team", id)) {
        team.fault("id", "names no team: '" + id + "'");
      }
      ids.add(id);
    }
    return ids.stream().distinct().toList();
  }

  private List<ScheduleDraft.LayerDraft> layers(Body body, @Nullable Schedule standing) {
    Set<String> known = new HashSet<>();
    if (standing != null) {
      standing.standing().forEach(layer -> known.add(layer.id()));
    }
    Instant effectiveFrom = body.time("effective_from");
    var layers = new ArrayList<ScheduleDraft.LayerDraft>();
    var seen = new HashSet<String>();
    List<Body> bodies = body.objects("schedule_layers");
    if (bodies.size() > ScheduleDesk.MOST_LAYERS) {
      body.fault("schedule_layers", "must not be more than " + ScheduleDesk.MOST_LAYERS);
      return layers;
    }
    for (Body layer : bodies) {
      String id = standing == null ? null : layer.text("id");
      if (id != null && id.isBlank()) {
        id = null;
      }
      if (id != null && !known.contains(id)) {
        layer.fault("id", "names no layer of this schedule: '" + id + "'");
      }
      if (id != null && !seen.add(id)) {
        layer.fault("id", "stands there twice: '" + id + "'");
      }
      Instant effective = layer.time("effective_from");
      LayerPlan plan = layer(layer, id == null, layers.size() + 1);
      if (plan != null) {
        layers.add(
            new ScheduleDraft.LayerDraft(id, plan, effective == null ? effectiveFrom : effective));
      }
    }
    return layers;
  }

  /// Null when something is wrong with it; the faults are noted.
  private @Nullable LayerPlan layer(Body body, boolean isNew, int number) {
    String name = body.text("name");
    Instant start = body.time("start");
    Instant end = blank(body, "end") ? null : body.time("end");
    Instant virtualStart = body.time("rotation_virtual_start");
    if (start == null && body.raw("start") == null) {
      start = now;
    }
    if (virtualStart == null && body.raw("rotation_virtual_start") == null) {
      virtualStart = start;
    }
    if (isNew && start != null && end != null && !start.isBefore(end)) {
      body.fault("end", "must be after 'start'");
    }
    Long turn =
        body.number(
            "rotation_turn_length_seconds",
            Rotation.SHORTEST_TURN.toSeconds(),
            Rotation.LONGEST_TURN.toSeconds());
    if (turn == null && body.raw("rotation_turn_length_seconds") == null) {
      body.fault("rotation_turn_length_seconds", "is missing");
    }
    ZoneId ownZone = zone(body, "time_zone");
    List<String> people = people(body);
    List<Restriction> restrictions = restrictions(body);
    if (start == null || virtualStart == null || turn == null || people.isEmpty()) {
      return null;
    }
    return new LayerPlan(
        name == null || name.isBlank() ? "Layer " + number : name.strip(),
        start,
        end,
        ownZone,
        virtualStart,
        Duration.ofSeconds(turn),
        people,
        restrictions);
  }

  /// Some clients write an empty text where they mean null.
  private static boolean blank(Body body, String field) {
    var value = body.raw(field);
    return value == null || (value.isString() && value.stringValue().isBlank());
  }

  private List<String> people(Body body) {
    var people = new ArrayList<String>();
    for (Body element : body.objects("users")) {
      Body user = element.has("user") ? element.object("user") : element;
      if (user == null) {
        element.fault("user", "is missing");
        continue;
      }
      String id = user.required("id", 64);
      if (!id.isEmpty()) {
        people.add(id);
        users.putIfAbsent(id, user);
      }
    }
    if (body.objects("users").isEmpty()) {
      body.fault("users", "must name at least one user");
    }
    return people;
  }

  private void checkUsers() {
    Map<String, ?> known = directory.references("user", users.keySet());
    users.forEach((id, where) -> {
      if (!known.containsKey(id)) {
        where.fault("id", "names no user: '" + id + "'");
      }
    });
  }

  private static List<Restriction> restrictions(Body body) {
    var restrictions = new ArrayList<Restriction>();
    for (Body restriction : body.objects("restrictions")) {
      Boolean weekly =
          restriction.word(
              "type",
              word ->
                  switch (word) {
                    case "daily_restriction" -> Optional.of(false);
                    case "weekly_restriction" -> Optional.of(true);
                    default -> Optional.empty();
                  },
              "daily_restriction, weekly_restriction");
      if (weekly == null) {
        if (restriction.raw("type") == null) {
          restriction.fault("type", "is missing");
        }
        continue;
      }
      LocalTime start = timeOfDay(restriction);
      Long seconds =
          restriction.number("duration_seconds", 1, Duration.ofDays(weekly ? 7 : 1).toSeconds());
      if (seconds == null && restriction.raw("duration_seconds") == null) {
        restriction.fault("duration_seconds", "is missing");
      }
      Long day = weekly ? restriction.number("start_day_of_week", 1, 7) : Long.valueOf(1);
      if (day == null && restriction.raw("start_day_of_week") == null) {
        restriction.fault("start_day_of_week", "is missing");
      }
      if (start != null && seconds != null && day != null) {
        Duration length = Duration.ofSeconds(seconds);
        restrictions.add(
            weekly
                ? new Restriction.Weekly(DayOfWeek.of(day.intValue()), start, length)
                : new Restriction.Daily(start, length));
      }
    }
    return restrictions;
  }

  private static @Nullable LocalTime timeOfDay(Body body) {
    String text = body.required("start_time_of_day", 16);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return LocalTime.parse(text.strip());
    } catch (DateTimeException notATime) {
      body.fault("start_time_of_day", "must be a time of day like 08:30:00, not '" + text + "'");
      return null;
    }
  }
}
