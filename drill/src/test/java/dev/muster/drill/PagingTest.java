package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.Way.PHONE;
import static dev.muster.drill.Drill.Way.SMS;
import static dev.muster.drill.Drill.after;
import static dev.muster.drill.Drill.hours;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.drill.Drill.ring;
import static dev.muster.kernel.Severity.CRITICAL;
import static dev.muster.kernel.Severity.WARNING;
import static dev.muster.mobilize.ResponseStatus.ACKNOWLEDGED;
import static dev.muster.mobilize.ResponseStatus.RESOLVED;
import static dev.muster.mobilize.ResponseStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.outbound.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who is told of an incident, when, and what ends it.
class PagingTest {
  @Test
  void a_page_an_acknowledgement_and_the_end() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(30, "ana")).service("db", "p");
      drill.at("02:00").signal("db", CRITICAL, "disk").expectPage("ana", EMAIL);
      drill.expectIncidents(1, TRIGGERED).forward(minutes(5)).acknowledge("ana");
      drill.expectIncidents(1, ACKNOWLEDGED).forward(minutes(20)).clear("db", "disk");
      drill.expectIncidents(1, RESOLVED).expectSilence().expectRecoveries("ana", 1);
    }
  }

  @Test
  void who_ends_it_needs_no_letter_and_who_was_paged_too_gets_one() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").policy("p", 0, level(30, "ana", "ben")).service("db", "p");
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).expectPage("ben", EMAIL);
      drill.forward(minutes(5)).resolve("ana");
      drill.expectRecoveries("ana", 0).expectRecoveries("ben", 1);
    }
  }

  @Test
  void the_same_key_pages_once_and_after_the_end_again() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(30, "ana")).service("db", "p");
      drill.signal("db", CRITICAL, "disk").expectPage("ana", EMAIL);
      drill.signal("db", CRITICAL, "disk").signal("db", CRITICAL, "disk").expectSilence();
      drill.clear("db", "disk").forward(minutes(10));
      drill.signal("db", CRITICAL, "disk").expectPage("ana", EMAIL);
      drill.expectIncidents(1, RESOLVED).expectIncidents(1, TRIGGERED).acknowledge("ana");
    }
  }

  @Test
  void nobody_answers_and_it_climbs_to_the_end_of_the_ladder_twice() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").person("cyd");
      drill.policy("p", 1, level(15, "ana"), level(20, "ben", "cyd")).service("db", "p");
      drill.at("02:00").signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.forward(minutes(14)).expectSilence();
      Instant second = drill.now().plus(minutes(1));
      drill
          .forward(minutes(1))
          .expectPageAt("ben", EMAIL, second)
          .expectPageAt("cyd", EMAIL, second);
      drill.forward(minutes(20)).expectPage("ana", EMAIL);
      drill.forward(minutes(15)).expectPage("ben", EMAIL).expectPage("cyd", EMAIL);
      drill.forward(hours(2)).expectSilence().expectIncidents(1, TRIGGERED);
      String incident = drill.incidents(Set.of(TRIGGERED)).getFirst().incidentId();
      List<String> hops =
          drill
              .api("GET", "/incidents/" + incident + "/log_entries?limit=100", null)
              .path("log_entries")
              .valueStream()
              .map(entry -> entry.path("type").asString())
              .filter(type -> type.contains("escalat"))
              .sorted()
              .toList();
      assertThat(hops)
          .containsExactly(
              "escalate_log_entry",
              "escalate_log_entry",
              "escalate_log_entry",
              "exhaust_escalation_path_log_entry",
              "repeat_escalation_path_log_entry");
    }
  }

  @Test
  void an_acknowledgement_stops_the_ladder() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben");
      drill.policy("p", 3, level(15, "ana"), level(15, "ben"));
      drill.service("db", "p", Map.of("acknowledgement_timeout", 86_400));
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.forward(minutes(15)).expectPage("ben", EMAIL).acknowledge("ben");
      drill.forward(hours(3)).expectSilence().resolve("ben");
    }
  }

  @Test
  void a_person_is_told_by_each_rule_until_somebody_acknowledges() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL), after(2, SMS), after(5, PHONE), after(20, SMS));
      drill.policy("p", 0, level(60, "ana")).service("db", "p");
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.forward(minutes(2)).expectPage("ana", SMS);
      drill.forward(minutes(3)).expectPage("ana", PHONE);
      drill.forward(minutes(5)).acknowledge("ana").forward(minutes(15)).expectSilence();
    }
  }

  @Test
  void an_acknowledgement_that_is_too_old_pages_again() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(30, "ana"));
      drill.service("db", "p", Map.of("acknowledgement_timeout", 1_800));
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).acknowledge("ana");
      drill.forward(minutes(29)).expectSilence();
      drill.forward(minutes(1)).expectPage("ana", EMAIL).expectIncidents(1, TRIGGERED);
    }
  }

  @Test
  void a_snooze_ends() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(30, "ana"));
      drill.service(
          "db", "p", Map.of("auto_resolve_timeout", 14_400)); // waits for the snooze to end
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).snooze("ana", hours(8));
      drill.forward(hours(7)).expectSilence().expectIncidents(1, ACKNOWLEDGED);
      drill.forward(hours(1)).expectPage("ana", EMAIL).expectIncidents(1, TRIGGERED);
    }
  }

  @Test
  void a_way_that_is_down_is_tried_again_and_nobody_is_told_twice() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill
          .house()
          .outside()
          .weather((_, attempt) -> attempt < 4 ? new Delivery.TryAgain("no route", null) : null);
      drill.signal("db", CRITICAL).expectSilence();
      drill.forward(minutes(2)).expectPage("ana", EMAIL);
      drill.forward(minutes(20)).expectSilence();
    }
  }

  @Test
  void what_could_not_leave_before_the_acknowledgement_does_not_leave_after_it() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.house().outside().weather((_, _) -> new Delivery.TryAgain("no route", null));
      drill.signal("db", CRITICAL).expectSilence().acknowledge("ana");
      drill.house().outside().weather((_, _) -> null);
      drill.forward(minutes(20)).expectSilence();
    }
  }

  @Test
  void a_level_with_nobody_on_call_is_skipped_at_once() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben");
      // Ben's turn begins in ten days; until then nobody is on call in it.
      drill.schedule(
          "later", "UTC", drill.now().plus(Duration.ofDays(10)).atZone(ZoneOffset.UTC), 24, "ben");
      drill.policy("p", 0, level(15, "later"), level(15, "ana")).service("db", "p");
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
    }
  }

  @Test
  void with_nobody_on_call_at_all_the_fallback_is_told() {
    try (Drill drill = Drill.start()) {
      drill.person("ben");
      drill.schedule(
          "later", "UTC", drill.now().plus(Duration.ofDays(10)).atZone(ZoneOffset.UTC), 24, "ben");
      drill.policy("p", 0, level(15, "later")).service("db", "p");
      drill.signal("db", CRITICAL).expectFallback().expectIncidents(1, TRIGGERED);
    }
  }

  @Test
  void low_urgency_outside_of_support_hours_is_raised_when_they_start() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL)).person("ben");
      drill.policy("p", 0, level(15, "ana"), level(15, "ben"));
      drill.service(
          "db",
          "p",
          Map.of(
              "auto_resolve_timeout",
              604_800,
              "incident_urgency_rule",
              Map.of(
                  "type",
                  "use_support_hours",
                  "during_support_hours",
                  Map.of("type", "constant", "urgency", "high"),
                  "outside_support_hours",
                  Map.of("type", "constant", "urgency", "low")),
              "support_hours",
              Map.of(
                  "type",
                  "fixed_time_per_day",
                  "time_zone",
                  "UTC",
                  "start_time",
                  "09:00:00",
                  "end_time",
                  "17:00:00",
                  "days_of_week",
                  List.of(1, 2, 3, 4, 5, 6, 7)),
              "scheduled_actions",
              List.of(
                  Map.of(
                      "type",
                      "urgency_change",
                      "at",
                      Map.of("type", "named_time", "name", "support_hours_start"),
                      "to_urgency",
                      "high"))));
      drill.at("03:00").signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.at("08:59").expectSilence(); // low urgency climbs no ladder
      drill.at("09:00").expectPage("ana", EMAIL);
      drill.forward(minutes(15)).expectPage("ben", EMAIL);
    }
  }

  @Test
  void in_a_ring_incidents_go_round() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").person("cyd");
      drill.policy("p", 0, ring(30, "ana", "ben", "cyd")).service("db", "p");
      for (int round = 0; round < 3; round++) {
        drill.signal("db", WARNING).expectPage("ana", EMAIL);
        drill.signal("db", WARNING).expectPage("ben", EMAIL);
        drill.signal("db", WARNING).expectPage("cyd", EMAIL);
        drill.resolve("ana").forward(minutes(5));
      }
    }
  }

  @Test
  void maintenance_is_quiet() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(15, "ana")).service("db", "p");
      drill.maintenance("db", hours(2)).forward(minutes(10));
      drill.signal("db", CRITICAL, "gone by the end").expectSilence();
      drill.forward(hours(1)).clear("db", "gone by the end").expectIncidents(0, TRIGGERED);
      drill.forward(hours(1)).signal("db", CRITICAL).expectPage("ana", EMAIL);
    }
  }

  @Test
  void what_is_still_bad_when_maintenance_ends_pages_then() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.maintenance("db", hours(2)).forward(minutes(10));
      drill.signal("db", CRITICAL, "k").expectSilence().expectIncidents(0, TRIGGERED);
      drill.forward(minutes(109)).expectSilence();
      drill.forward(minutes(2)).expectPage("ana", EMAIL).expectIncidents(1, TRIGGERED);
      drill.signal("db", CRITICAL, "k").expectSilence(); // the same alert, counted
    }
  }

  @Test
  void handed_to_somebody_else() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").policy("p", 0, level(15, "ana")).service("db", "p");
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
      drill.reassign("ana", "ben").expectPage("ben", EMAIL);
      drill.forward(hours(1)).expectSilence(); // a person is no ladder
    }
  }

  @Test
  void three_hundred_equal_events_are_one_page() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      for (int i = 0; i < 300; i++) {
        drill.signal("db", CRITICAL, "same");
      }
      drill.expectPage("ana", EMAIL).expectIncidents(1, TRIGGERED);
    }
  }
}
