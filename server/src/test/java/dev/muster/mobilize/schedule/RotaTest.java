package dev.muster.mobilize.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.TimeRange;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RotaTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Instant at(ZoneId zone, String local) {
    return ZonedDateTime.of(java.time.LocalDateTime.parse(local), zone).toInstant();
  }

  private static Layer layer(String id, Rotation... rotations) {
    return new Layer(id, id, null, List.of(rotations), false);
  }

  private static Rotation weekly(
      ZoneId zone, String first, List<String> users, Restriction... hours) {
    return new Rotation(
        at(zone, first), null, zone, at(zone, first), Duration.ofDays(7), 0, users, List.of(hours));
  }

  private static String text(List<Shift> shifts, ZoneId zone) {
    return shifts.stream()
        .map(shift ->
            "%s %s..%s"
                .formatted(
                    shift.userId(),
                    shift.start().atZone(zone).toLocalDateTime(),
                    shift.end().atZone(zone).toLocalDateTime()))
        .collect(Collectors.joining("\n"));
  }

  private static TimeRange range(ZoneId zone, String from, String until) {
    return new TimeRange(at(zone, from), at(zone, until));
  }

  @Test
  void weeks_hand_over_at_the_same_hour_in_summer_and_winter() {
    var rota =
        new Rota(
            List.of(layer("L", weekly(BERLIN, "2026-10-05T09:00", List.of("ana", "ben", "cem")))),
            List.of());
    assertThat(
            text(
                rota.render(range(BERLIN, "2026-10-19T09:00", "2026-11-02T09:00"), false).shifts(),
                BERLIN))
        .isEqualTo(
            """
            cem 2026-10-19T09:00..2026-10-26T09:00
            ana 2026-10-26T09:00..2026-11-02T09:00\
            """);
    var shift = rota.shiftAt(at(BERLIN, "2026-10-20T00:00")).orElseThrow();
    assertThat(Duration.between(shift.start(), shift.end()))
        .isEqualTo(Duration.ofHours(7 * 24 + 1));
  }

  @Test
  void a_hand_off_in_the_skipped_hour_comes_when_the_clock_has_jumped() {
    var daily =
        new Rotation(
            at(BERLIN, "2026-01-01T02:30"),
            null,
            BERLIN,
            at(BERLIN, "2026-01-01T02:30"),
            Duration.ofDays(1),
            0,
            List.of("ana", "ben"),
            List.of());
    var rota = new Rota(List.of(layer("L", daily)), List.of());
    assertThat(
            rota.handoffs(range(BERLIN, "2026-03-28T12:00", "2026-03-30T12:00")).stream()
                .map(Handoff::at))
        .containsExactly(
            Instant.parse("2026-03-29T01:00:00Z"), // 03:00, for 02:30 does not exist
            Instant.parse("2026-03-30T00:30:00Z")); // 02:30 again
    // In autumn 02:30 comes twice; the first one counts.
    assertThat(
            rota.handoffs(range(BERLIN, "2026-10-25T00:00", "2026-10-25T12:00")).stream()
                .map(Handoff::at))
        .containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
  }

  @Test
  void layers_and_overrides_lie_over_each_other_and_gaps_stay_gaps() {
    var nights =
        weekly(
            BERLIN,
            "2026-06-01T08:00",
            List.of("ana"),
            new Restriction.Daily(LocalTime.of(20, 0), Duration.ofHours(12)));
    var weekend =
        weekly(
            BERLIN,
            "2026-06-01T08:00",
            List.of("ben"),
            new Restriction.Weekly(DayOfWeek.SATURDAY, LocalTime.MIDNIGHT, Duration.ofDays(2)));
    var rota =
        new Rota(
            List.of(layer("nights", nights), layer("weekend", weekend)),
            List.of(
                new StandIn(
                    "O2", 2, "eve", at(BERLIN, "2026-06-13T10:00"), at(BERLIN, "2026-06-13T12:00")),
                new StandIn(
                    "O1",
                    1,
                    "dan",
                    at(BERLIN, "2026-06-13T06:00"),
                    at(BERLIN, "2026-06-13T11:00"))));
    var window = range(BERLIN, "2026-06-12T12:00", "2026-06-15T12:00");
    var rendering = rota.render(window, false);
    assertThat(text(rendering.shifts(), BERLIN))
        .isEqualTo(
            """
            ana 2026-06-12T20:00..2026-06-13T00:00
            ben 2026-06-13T00:00..2026-06-13T06:00
            dan 2026-06-13T06:00..2026-06-13T10:00
            eve 2026-06-13T10:00..2026-06-13T12:00
            ben 2026-06-13T12:00..2026-06-15T00:00
            ana 2026-06-15T00:00..2026-06-15T08:00\
            """);
    assertThat(rendering.gaps())
        .containsExactly(
            range(BERLIN, "2026-06-12T12:00", "2026-06-12T20:00"),
            range(BERLIN, "2026-06-15T08:00", "2026-06-15T12:00"));
    assertThat(rendering.coverage(rendering.shifts())).isEqualTo(100.0 * 60 / 72);
    assertThat(rendering.shifts().get(2).origin()).isEqualTo(new Shift.Origin.OfOverride("O1"));
    assertThat(rendering.shifts().get(4).origin()).isEqualTo(new Shift.Origin.OfLayer("weekend"));
  }

  @Test
  void an_uncut_shift_ends_where_a_higher_layer_takes_over() {
    var base = weekly(BERLIN, "2026-06-01T08:00", List.of("ana", "ben"));
    var office =
        weekly(
            BERLIN,
            "2026-06-01T08:00",
            List.of("cem"),
            new Restriction.Weekly(DayOfWeek.WEDNESDAY, LocalTime.of(9, 0), Duration.ofHours(8)));
    var rota = new Rota(List.of(layer("base", base), layer("office", office)), List.of());
    var shift = rota.shiftAt(at(BERLIN, "2026-06-09T12:00")).orElseThrow();
    assertThat(shift)
        .isEqualTo(
            new Shift(
                "ben",
                at(BERLIN, "2026-06-08T08:00"),
                at(BERLIN, "2026-06-10T09:00"),
                new Shift.Origin.OfLayer("base")));
  }

  /// Manila, London and San Francisco hand the sun on for eight hours each; their clocks change on different days or not at all.
  @Test
  void following_the_sun_has_no_overlap_and_names_its_gaps() {
    var rota =
        new Rota(
            List.of(
                layer("manila", sun("Asia/Manila", "mai")),
                layer("london", sun("Europe/London", "lou")),
                layer("francisco", sun("America/Los_Angeles", "sam"))),
            List.of());
    var year =
        new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    var shifts = rota.render(year, false).shifts();
    for (int i = 1; i < shifts.size(); i++) {
      assertThat(shifts.get(i).start()).isAfterOrEqualTo(shifts.get(i - 1).end());
    }
    // In winter the three windows meet; with London and California on summer time an hour before
    // Manila's morning stays open.
    assertThat(
            rota.render(range(ZoneId.of("UTC"), "2026-01-05T00:00", "2026-02-05T00:00"), false)
                .gaps())
        .isEmpty();
    assertThat(
            rota.render(range(ZoneId.of("UTC"), "2026-07-01T00:00", "2026-07-02T00:00"), false)
                .gaps())
        .containsExactly(range(ZoneId.of("UTC"), "2026-07-01T23:00", "2026-07-02T00:00"));
    // One zone for all layers, as most schedules have it, leaves nothing open on any day of any
    // year.
    var zone = ZoneId.of("America/Los_Angeles");
    var oneZone =
        new Rota(
            List.of(
                layer("a", hours(zone, "mai", 0)),
                layer("b", hours(zone, "lou", 8)),
                layer("c", hours(zone, "sam", 16))),
            List.of());
    var whole = oneZone.render(year, false);
    assertThat(whole.gaps()).isEmpty();
    assertThat(oneZone.handoffs(year)).hasSizeBetween(3 * 365 - 1, 3 * 365 + 1);
    assertThat(LocalDate.ofInstant(oneZone.handoffs(year).getFirst().at(), zone))
        .isEqualTo(LocalDate.of(2026, 1, 1).minusDays(1));
  }

  private static Rotation sun(String zone, String user) {
    // 08:00 in Manila is 00:00 UTC, 08:00 in London in winter is 08:00 UTC, 08:00 in San Francisco
    // in winter is 16:00 UTC.
    return hours(ZoneId.of(zone), user, 8);
  }

  private static Rotation hours(ZoneId zone, String user, int hour) {
    return new Rotation(
        Instant.parse("2020-01-01T00:00:00Z"),
        null,
        zone,
        Instant.parse("2020-01-01T00:00:00Z"),
        Duration.ofDays(7),
        0,
        List.of(user),
        List.of(new Restriction.Daily(LocalTime.of(hour, 0), Duration.ofHours(8))));
  }

  @Test
  void the_next_change_names_who_goes_and_who_comes() {
    var rota =
        new Rota(
            List.of(layer("L", weekly(BERLIN, "2026-06-01T08:00", List.of("ana", "ben")))),
            List.of());
    assertThat(rota.next(at(BERLIN, "2026-06-03T00:00")))
        .contains(new Handoff(at(BERLIN, "2026-06-08T08:00"), "ana", "ben"));
    assertThat(rota.next(at(BERLIN, "2026-05-03T00:00")))
        .contains(new Handoff(at(BERLIN, "2026-06-01T08:00"), null, "ana"));
    var alone =
        new Rota(
            List.of(layer("L", weekly(BERLIN, "2026-06-01T08:00", List.of("ana")))), List.of());
    assertThat(alone.next(at(BERLIN, "2026-06-03T00:00"))).isEmpty();
  }

  @Test
  void who_is_asked_far_from_the_virtual_start_is_found_by_arithmetic() {
    @Nullable Instant forEver = null;
    var rotation =
        new Rotation(
            Instant.parse("1970-01-01T00:00:00Z"),
            forEver,
            BERLIN,
            Instant.parse("2990-01-01T00:00:00Z"),
            Duration.ofHours(1),
            0,
            List.of("ana", "ben", "cem"),
            List.of());
    assertThat(rotation.turnAt(Instant.parse("2990-01-01T00:00:00Z"))).isZero();
    assertThat(rotation.turnAt(Instant.parse("2989-12-31T23:59:59Z"))).isEqualTo(-1);
    assertThat(rotation.at(Instant.parse("2026-01-01T00:30:00Z")))
        .isEqualTo(rotation.userOf(rotation.turnAt(Instant.parse("2026-01-01T00:00:00Z"))));
  }

  /// Each look at the window's surroundings reads the whole plan, so there must not be one for every change of it.
  @Test
  @Timeout(60)
  void a_turn_in_which_the_plan_was_changed_thousands_of_times_is_one_shift() {
    Instant first = at(BERLIN, "2026-10-05T09:00");
    var rotations = new java.util.ArrayList<Rotation>();
    for (int i = 0; i < 5_000; i++) {
      Instant start = first.plusSeconds(60L * i);
      rotations.add(
          new Rotation(
              start,
              i == 4_999 ? null : start.plusSeconds(60),
              BERLIN,
              first,
              Duration.ofDays(7),
              0,
              List.of("ana", "ben"),
              List.of()));
    }
    var rota = new Rota(List.of(layer("L", rotations.toArray(Rotation[]::new))), List.of());
    long began = THREADS.getCurrentThreadCpuTime();
    assertThat(text(rota.shiftAt(at(BERLIN, "2026-10-06T00:00")).stream().toList(), BERLIN))
        .isEqualTo("ana 2026-10-05T09:00..2026-10-12T09:00");
    assertThat(secondsSince(began)).isLessThan(20);
  }

  /// Of processor time, which a busy machine does not change.
  private static double secondsSince(long began) {
    return (THREADS.getCurrentThreadCpuTime() - began) / 1e9;
  }

  /// Eight thousand years of turns would not fit into memory.
  @Test
  @Timeout(60)
  void an_override_without_an_end_to_speak_of_costs_no_more_than_a_short_one() {
    var rota =
        new Rota(
            List.of(layer("L", weekly(BERLIN, "2026-10-05T09:00", List.of("ana", "ben")))),
            List.of(
                new StandIn(
                    "O",
                    1,
                    "cem",
                    at(BERLIN, "2026-10-08T00:00"),
                    at(BERLIN, "9999-12-31T00:00"))));
    long began = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < 200; i++) {
      assertThat(
              text(
                  rota.render(range(BERLIN, "2026-10-07T00:00", "2026-10-09T00:00"), true).shifts(),
                  BERLIN))
          .isEqualTo(
              """
              ana 2026-10-05T09:00..2026-10-08T00:00
              cem 2026-10-08T00:00..9999-12-31T00:00\
              """);
    }
    assertThat(secondsSince(began)).isLessThan(20);
  }
}
