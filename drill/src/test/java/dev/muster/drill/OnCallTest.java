package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.hours;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.kernel.Severity.CRITICAL;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is on call is who is paged.
class OnCallTest {
  @Test
  void the_turn_passes_on_at_the_handoff() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").schedule("rota", 12, "ana", "ben");
      drill.policy("p", 0, level(30, "rota")).service("db", "p");
      drill.at("11:59").signal("db", CRITICAL).expectPage("ana", EMAIL).resolve("ana");
      drill.at("12:00").signal("db", CRITICAL).expectPage("ben", EMAIL).resolve("ben");
    }
  }

  @Test
  void an_override_goes_before_the_rota_and_ends() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").person("cyd").schedule("rota", 24, "ana", "ben");
      drill.policy("p", 0, level(30, "rota")).service("db", "p");
      drill.override("rota", "cyd", hours(1), hours(2));
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).resolve("ana");
      drill.forward(hours(1)).signal("db", CRITICAL).expectPage("cyd", EMAIL).resolve("ana");
      drill.forward(hours(2)).signal("db", CRITICAL).expectPage("ana", EMAIL);
    }
  }

  @Test
  void an_edit_in_the_middle_holds_from_the_next_page_on() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").schedule("rota", 24, "ana");
      drill.policy("p", 3, level(30, "rota")).service("db", "p");
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.forward(minutes(10)).editSchedule("rota", 24, "ben").expectSilence();
      drill.forward(minutes(20)).expectPage("ben", EMAIL);
    }
  }

  /// A moment of a night, and what is to be seen then.
  private record Moment(Instant at, String zone, String who) {}

  @Test
  void in_every_zone_the_handoff_keeps_to_the_wall_when_the_clocks_change() {
    try (Drill drill = Drill.start()) {
      var nights = new ArrayList<Moment>();
      for (String zone :
          List.of(
              "Europe/Berlin",
              "America/New_York",
              "Australia/Lord_Howe",
              "Asia/Kolkata",
              "America/Sao_Paulo")) {
        ZoneId clock = ZoneId.of(zone);
        String ana = "ana." + zone.replace('/', '.');
        String ben = "ben." + zone.replace('/', '.');
        drill.person(ana).person(ben);
        // Each has a day, from eight in the morning on the wall of the first morning.
        LocalDate first = LocalDate.ofInstant(drill.now(), clock).plusDays(1);
        drill.schedule(zone, zone, first.atTime(8, 0).atZone(clock), 24, ana, ben);
        drill.policy(zone, 0, level(600, zone)).service(zone, zone);
        LocalDate day = change(clock, first);
        // Whoever has the turn that began the morning before has the night.
        boolean anas = ChronoUnit.DAYS.between(first, day) % 2 == 1;
        Instant handoff = day.atTime(8, 0).atZone(clock).toInstant();
        Instant four = day.atTime(4, 0).atZone(clock).toInstant();
        nights.add(new Moment(four, zone, anas ? ana : ben));
        nights.add(new Moment(handoff.minusSeconds(60), zone, anas ? ana : ben));
        nights.add(new Moment(handoff, zone, anas ? ben : ana));
      }
      nights.sort(Comparator.comparing(Moment::at).thenComparing(Moment::zone));
      for (Moment moment : nights) {
        drill.later(moment.at()).signal(moment.zone(), CRITICAL);
        drill.expectPage(moment.who(), EMAIL).expectSilence().resolve(moment.who());
      }
    }
  }

  /// The day of the next change of the clocks; where they are changed no more, a day among the others'.
  private static LocalDate change(ZoneId zone, LocalDate first) {
    Instant after = first.plusDays(2).atStartOfDay(zone).toInstant();
    ZoneOffsetTransition next = zone.getRules().nextTransition(after);
    return next == null ? first.plusDays(40) : LocalDate.ofInstant(next.getInstant(), zone);
  }
}
