package dev.muster.mobilize.schedule;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RotaPropertiesTest {
  private record Case(String zone, TimeRange window, Rota rota) {}

  private static Case any(RandomGenerator any, Duration most) {
    String zone = Rotas.zone(any);
    TimeRange window = Rotas.window(any, zone, most);
    return new Case(zone, window, Rotas.rota(any, zone, window));
  }

  private static void isSortedAndDisjoint(List<Shift> shifts) {
    for (int i = 1; i < shifts.size(); i++) {
      assertThat(shifts.get(i).start()).isAfterOrEqualTo(shifts.get(i - 1).end());
    }
  }

  @Test
  void entries_are_sorted_disjoint_and_in_the_window() {
    forAll(
        2_000,
        any -> {
          Case made = any(any, Duration.ofDays(40));
          Rendering rendering = made.rota.render(made.window, false);
          var lists = new ArrayList<>(rendering.layers().values());
          lists.add(rendering.overrides());
          lists.add(rendering.shifts());
          for (List<Shift> shifts : lists) {
            isSortedAndDisjoint(shifts);
            for (Shift shift : shifts) {
              assertThat(shift.start()).isAfterOrEqualTo(made.window.from());
              assertThat(shift.end()).isBeforeOrEqualTo(made.window.until());
            }
          }
        });
  }

  @Test
  void coverage_and_gaps_are_what_the_entries_leave() {
    forAll(
        1_000,
        any -> {
          Case made = any(any, Duration.ofDays(40));
          Rendering rendering = made.rota.render(made.window, false);
          long covered =
              rendering.shifts().stream()
                  .mapToLong(shift -> Duration.between(shift.start(), shift.end()).toSeconds())
                  .sum();
          long open = rendering.gaps().stream().mapToLong(gap -> gap.length().toSeconds()).sum();
          long whole = made.window.length().toSeconds();
          assertThat(rendering.coverage(rendering.shifts()))
              .isCloseTo(100.0 * covered / whole, within(1e-9));
          assertThat(covered + open).isEqualTo(whole);
          assertThat(rendering.coverage(made.rota.render(made.window, true).shifts()))
              .isCloseTo(100.0 * covered / whole, within(1e-9));
        });
  }

  @Test
  void two_windows_side_by_side_show_what_one_shows() {
    forAll(
        1_000,
        any -> {
          Case made = any(any, Duration.ofDays(40));
          Instant a = made.window.from();
          Instant c = made.window.until();
          Instant b = Rotas.minute(any, a.plusSeconds(1), c.minusSeconds(1));
          var left = made.rota.render(new TimeRange(a, b), false);
          var right = made.rota.render(new TimeRange(b, c), false);
          var whole = made.rota.render(made.window, false);
          assertThat(both(left.shifts(), right.shifts())).isEqualTo(cutAt(whole.shifts(), b));
          assertThat(both(left.overrides(), right.overrides()))
              .isEqualTo(cutAt(whole.overrides(), b));
          whole
              .layers()
              .forEach((id, shifts) ->
                  assertThat(
                          both(
                              Objects.requireNonNull(left.layers().get(id)),
                              Objects.requireNonNull(right.layers().get(id))))
                      .isEqualTo(cutAt(shifts, b)));
          assertThat(
                  both(
                      made.rota.handoffs(new TimeRange(a, b)),
                      made.rota.handoffs(new TimeRange(b, c))))
              .isEqualTo(made.rota.handoffs(made.window));
        });
  }

  private static <T> List<T> both(List<T> left, List<T> right) {
    var both = new ArrayList<>(left);
    both.addAll(right);
    return both;
  }

  private static List<Shift> cutAt(List<Shift> shifts, Instant at) {
    var cut = new ArrayList<Shift>();
    for (Shift shift : shifts) {
      if (shift.start().isBefore(at) && at.isBefore(shift.end())) {
        cut.add(new Shift(shift.userId(), shift.start(), at, shift.origin()));
        cut.add(new Shift(shift.userId(), at, shift.end(), shift.origin()));
      } else {
        cut.add(shift);
      }
    }
    return cut;
  }

  @Test
  void overflow_shows_the_same_shifts_whole() {
    forAll(
        1_000,
        any -> {
          Case made = any(any, Duration.ofDays(9));
          var cut = made.rota.render(made.window, false).shifts();
          var whole = made.rota.render(made.window, true).shifts();
          isSortedAndDisjoint(whole);
          assertThat(
                  whole.stream()
                      .map(shift ->
                          new Shift(
                              shift.userId(),
                              Rotation.later(shift.start(), made.window.from()),
                              Rotation.earlier(shift.end(), made.window.until()),
                              shift.origin()))
                      .toList())
              .isEqualTo(cut);
          // Whole means whole: a wider look finds the very same shifts.
          var wider =
              new TimeRange(
                  made.window.from().minus(Duration.ofDays(33)),
                  made.window.until().plus(Duration.ofDays(33)));
          assertThat(made.rota.render(wider, true).shifts()).containsAll(whole);
        });
  }

  @Test
  void who_is_on_call_is_what_the_rendering_says() {
    forAll(
        1_000,
        any -> {
          Case made = any(any, Duration.ofDays(20));
          var shifts = made.rota.render(made.window, false).shifts();
          for (int i = 0; i < 40; i++) {
            Instant moment =
                Rotas.minute(any, made.window.from(), made.window.until().minusSeconds(60));
            String rendered =
                shifts.stream()
                    .filter(shift -> shift.holds(moment))
                    .map(Shift::userId)
                    .findFirst()
                    .orElse(null);
            assertThat(made.rota.at(moment)).isEqualTo(rendered);
            assertThat(made.rota.shiftAt(moment).map(Shift::userId).orElse(null))
                .isEqualTo(rendered);
          }
        });
  }

  @Test
  void the_next_change_is_the_first_hand_off() {
    forAll(
        500,
        any -> {
          Case made = any(any, Duration.ofDays(20));
          Instant now = made.window.from();
          var after = new TimeRange(now.plusNanos(1), now.plus(Rota.HORIZON));
          assertThat(made.rota.next(now)).isEqualTo(made.rota.handoffs(after).stream().findFirst());
          made.rota
              .next(now)
              .ifPresent(handoff -> {
                assertThat(made.rota.at(now)).isEqualTo(handoff.from());
                assertThat(made.rota.at(handoff.at().minusNanos(1))).isEqualTo(handoff.from());
                assertThat(made.rota.at(handoff.at())).isEqualTo(handoff.to());
              });
        });
  }

  /// Every zone, every change of its clocks from 2024 to 2030: turns of whole days follow the wall clock, touch, and no turn is lost.
  @Test
  void whole_days_keep_the_wall_clock_in_every_zone() {
    assertThat(Rotas.CHANGING)
        .contains("Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Beirut");
    forAll(
        1,
        any -> {
          for (String name : Rotas.CHANGING) {
            ZoneId zone = ZoneId.of(name);
            for (var change : Rotas.changes(name)) {
              for (int days : List.of(1, 7)) {
                // Half of them right where the clocks change, the others at any time of the day.
                LocalTime at =
                    any.nextBoolean()
                        ? change
                            .getDateTimeBefore()
                            .toLocalTime()
                            .plusMinutes(any.nextInt(-120, 120))
                        : LocalTime.of(any.nextInt(24), any.nextInt(60));
                LocalDateTime first =
                    change
                        .getDateTimeBefore()
                        .toLocalDate()
                        .minusDays(days * 300L + any.nextInt(days))
                        .atTime(at);
                var rotation =
                    new Rotation(
                        Instant.EPOCH,
                        null,
                        zone,
                        first.atZone(zone).toInstant(),
                        Duration.ofDays(days),
                        0,
                        List.of("A", "B", "C"),
                        List.of());
                LocalTime shown =
                    LocalDateTime.ofInstant(rotation.virtualStart(), zone).toLocalTime();
                Instant from = change.getInstant().minus(Duration.ofDays(15));
                Instant until = change.getInstant().plus(Duration.ofDays(15));
                Instant previous = null;
                for (long k = rotation.turnAt(from); rotation.turnStart(k).isBefore(until); k++) {
                  Instant start = rotation.turnStart(k);
                  LocalDateTime wall = LocalDateTime.ofInstant(start, zone);
                  boolean skipped =
                      zone.getRules().getValidOffsets(wall.toLocalDate().atTime(shown)).isEmpty();
                  if (skipped) {
                    assertThat(
                            zone.getRules()
                                .getTransition(wall.toLocalDate().atTime(shown))
                                .getInstant())
                        .isEqualTo(start);
                  } else if (zone.getRules().getTransition(wall) == null
                      && !wall.toLocalTime().equals(shown)) {
                    // The gap reached over midnight into the day before.
                    assertThat(
                            zone.getRules()
                                .getValidOffsets(wall.toLocalDate().minusDays(1).atTime(shown)))
                        .as("%s %s", name, wall)
                        .isEmpty();
                  } else {
                    assertThat(wall.toLocalTime()).as("%s %s", name, wall).isEqualTo(shown);
                  }
                  assertThat(rotation.turnAt(start)).isEqualTo(k);
                  assertThat(rotation.turnAt(start.minusNanos(1))).isEqualTo(k - 1);
                  if (previous != null) {
                    assertThat(Duration.between(previous, start))
                        .isBetween(
                            Duration.ofDays(days).minus(change.getDuration().abs()),
                            Duration.ofDays(days).plus(change.getDuration().abs()));
                  }
                  previous = start;
                }
              }
            }
          }
        });
  }

  @Test
  void turns_that_are_not_whole_days_keep_elapsed_time() {
    forAll(
        300,
        any -> {
          String zone = Rotas.one(any, Rotas.CHANGING);
          var rotation =
              new Rotation(
                  Instant.EPOCH,
                  null,
                  ZoneId.of(zone),
                  Rotas.moment(any, zone),
                  Rotas.one(
                      any,
                      List.of(Duration.ofHours(12), Duration.ofHours(1), Duration.ofHours(36))),
                  0,
                  List.of("A", "B"),
                  List.of());
          long k = rotation.turnAt(Rotas.moment(any, zone));
          assertThat(Duration.between(rotation.turnStart(k), rotation.turnStart(k + 1)))
              .isEqualTo(rotation.turn());
        });
  }

  /// The naive way: look at the clock on the wall every minute. Its latest reading so far decides, which says in other words that
  /// a time that comes twice counts once, and that a time that is skipped counts when the clock has jumped over it.
  @Test
  void a_minute_by_minute_walk_agrees() {
    forAll(
        250,
        any -> {
          Case made = any(any, Duration.ofDays(6));
          ZoneId zone = ZoneId.of(made.zone);
          var shifts = made.rota.render(made.window, false).shifts();
          int next = 0;
          LocalDateTime clock = LocalDateTime.MIN;
          for (Instant minute = made.window.from().minus(Duration.ofHours(30));
              minute.isBefore(made.window.until());
              minute = minute.plusSeconds(60)) {
            LocalDateTime shown = LocalDateTime.ofInstant(minute, zone);
            clock = shown.isAfter(clock) ? shown : clock;
            if (minute.isBefore(made.window.from())) {
              continue;
            }
            while (next < shifts.size() && !shifts.get(next).end().isAfter(minute)) {
              next++;
            }
            String rendered =
                next < shifts.size() && shifts.get(next).holds(minute)
                    ? shifts.get(next).userId()
                    : null;
            assertThat(rendered)
                .as("%s in %s", minute, zone)
                .isEqualTo(naive(made.rota, minute, clock, zone));
          }
        });
  }

  private static @Nullable String naive(
      Rota rota, Instant minute, LocalDateTime clock, ZoneId zone) {
    String user = null;
    for (Layer layer : rota.layers()) {
      for (Rotation rotation : layer.rotations()) {
        boolean inForce =
            !minute.isBefore(rotation.start())
                && (rotation.end() == null || minute.isBefore(rotation.end()));
        boolean allowed =
            rotation.restrictions().isEmpty()
                || rotation.restrictions().stream().anyMatch(hours -> allows(hours, clock));
        if (inForce && allowed) {
          long seconds = rotation.turn().toSeconds();
          long turn =
              seconds % 86_400 == 0
                  ? Math.floorDiv(
                      ChronoUnit.SECONDS.between(
                          LocalDateTime.ofInstant(rotation.virtualStart(), zone), clock),
                      seconds)
                  : Math.floorDiv(
                      ChronoUnit.SECONDS.between(rotation.virtualStart(), minute), seconds);
          user =
              rotation
                  .users()
                  .get(
                      (int)
                          Math.floorMod(turn + rotation.offset(), (long) rotation.users().size()));
        }
      }
    }
    for (StandIn standIn : rota.standIns()) {
      if (!minute.isBefore(standIn.start()) && minute.isBefore(standIn.end())) {
        user = standIn.userId();
      }
    }
    return user;
  }

  private static boolean allows(Restriction hours, LocalDateTime clock) {
    for (int back = 0; back <= 8; back++) {
      var day = clock.toLocalDate().minusDays(back);
      LocalDateTime start =
          switch (hours) {
            case Restriction.Daily daily -> day.atTime(daily.start());
            case Restriction.Weekly weekly ->
                day.getDayOfWeek() == weekly.day() ? day.atTime(weekly.start()) : null;
          };
      if (start != null && !clock.isBefore(start) && clock.isBefore(start.plus(hours.length()))) {
        return true;
      }
    }
    return false;
  }
}
