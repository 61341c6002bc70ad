package dev.muster.mobilize.schedule;

import dev.muster.kernel.Permission;
import dev.muster.kernel.TimeRange;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Schedules as calendars: the last 30 and the next 180 days. Calendar programs cannot sign in, so there is a second address with a
/// key in it, which stands in the schedule's `http_cal_url`.
@RestController
@Tag(name = "Schedules")
final class CalendarResource {
  private static final Duration BEFORE = Duration.ofDays(30);
  private static final Duration AHEAD = Duration.ofDays(180);

  private final ScheduleDesk desk;
  private final Directory directory;
  private final InstantSource clock;

  CalendarResource(ScheduleDesk desk, Directory directory, InstantSource clock) {
    this.desk = desk;
    this.directory = directory;
    this.clock = clock;
  }

  /// Where a calendar program finds the schedule.
  static String address(Links links, Schedule schedule) {
    return links.apiBase() + "/l/schedules/" + schedule.id() + "/" + schedule.feedKey() + ".ics";
  }

  @GetMapping("/schedules/{id}/ical")
  @Asks("user_ids[]: only the shifts of these people")
  ResponseEntity<byte[]> signedIn(@PathVariable("id") String id, Query query) {
    Actor.current().require(Permission.READ);
    return calendar(desk.existing(id), query);
  }

  /// The same for a calendar program. A wrong key looks like a schedule that does not exist.
  @GetMapping("/l/schedules/{id}/{key}.ics")
  @Asks("user_ids[]: only the shifts of these people")
  ResponseEntity<byte[]> byKey(
      @PathVariable("id") String id, @PathVariable("key") String key, Query query) {
    Schedule schedule = desk.existing(id);
    if (!MessageDigest.isEqual(
        key.getBytes(StandardCharsets.UTF_8),
        schedule.feedKey().getBytes(StandardCharsets.UTF_8))) {
      throw ApiException.notFound("Schedule " + id);
    }
    return calendar(schedule, query);
  }

  private ResponseEntity<byte[]> calendar(Schedule schedule, Query query) {
    Instant now = clock.instant();
    var window = new TimeRange(now.minus(BEFORE), now.plus(AHEAD));
    List<String> only = query.list("user_ids");
    List<Shift> shifts =
        desk.rota(schedule, window, true).render(window, true).shifts().stream()
            .filter(shift -> only.isEmpty() || only.contains(shift.userId()))
            .toList();
    var people = new ScheduleView.People(directory, shifts.stream().map(Shift::userId).toList());
    String calendar =
        ICalendar.write(
            schedule.id(),
            schedule.name(),
            shifts,
            user -> {
              String name = people.person(user).summary();
              return name == null ? user : name;
            },
            directory.links().html("schedules", schedule.id()),
            now);
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "calendar", StandardCharsets.UTF_8))
        .header("Content-Disposition", "inline; filename=\"" + schedule.id() + ".ics\"")
        .body(calendar.getBytes(StandardCharsets.UTF_8));
  }
}
