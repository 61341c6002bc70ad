package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.hours;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.kernel.Severity.CRITICAL;

import java.time.Instant;
import java.time.ZoneId;
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

  @Test
  void on_the_night_of_the_change_of_clocks_the_handoff_keeps_to_the_wall() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    try (Drill drill = Drill.start()) {
      Instant spring = Instant.parse("2026-03-29T01:00:00Z");
      Instant change =
          drill.now().isBefore(spring) ? spring : Instant.parse("2026-10-25T01:00:00Z");
      drill.person("ana").person("ben");
      // Each has a day, from eight in the morning on the wall.
      var evening = change.atZone(berlin).toLocalDate().minusDays(1).atTime(8, 0).atZone(berlin);
      drill.schedule("rota", "Europe/Berlin", evening, 24, "ana", "ben");
      drill.policy("p", 0, level(600, "rota")).service("db", "p");
      Instant handoff = change.atZone(berlin).toLocalDate().atTime(8, 0).atZone(berlin).toInstant();
      drill
          .at(change.plusSeconds(60))
          .signal("db", CRITICAL)
          .expectPage("ana", EMAIL)
          .resolve("ana");
      drill.at(handoff.minusSeconds(60));
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).resolve("ana");
      drill.at(handoff).signal("db", CRITICAL).expectPage("ben", EMAIL).resolve("ben");
    }
  }
}
