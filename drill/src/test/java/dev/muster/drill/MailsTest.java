package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.Way.SMS;
import static dev.muster.drill.Drill.after;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.kernel.Severity.CRITICAL;
import static dev.muster.mobilize.ResponseStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.outbound.Delivery;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One incident instead of a mail from every tool, and sources whose mails are turned off.
class MailsTest {
  private static final Map<String, ?> BY_TIME =
      Map.of("alert_grouping_parameters", Map.of("type", "time", "config", Map.of("timeout", 10)));

  private static final Map<String, ?> LOW =
      Map.of("incident_urgency_rule", Map.of("type", "constant", "urgency", "low"));

  @Test
  void five_tools_that_cry_about_one_trouble_are_one_mail() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p", BY_TIME);
      drill.signal("db", CRITICAL, "disk").expectPage("ana", EMAIL);
      for (String tool : new String[] {"network", "server", "app", "store"}) {
        drill.monitor("db", tool).signal("db/" + tool, CRITICAL, tool).forward(minutes(1));
      }
      drill.expectSilence().expectIncidents(1, TRIGGERED);
      String incident = drill.incidents(java.util.Set.of(TRIGGERED)).getFirst().incidentId();
      assertThat(
              drill
                  .api("GET", "/incidents/" + incident + "/alerts", null)
                  .path("alerts")
                  .valueStream())
          .extracting(alert -> alert.path("summary").asString())
          .containsExactlyInAnyOrder(
              "disk is broken",
              "network is broken",
              "server is broken",
              "app is broken",
              "store is broken");
    }
  }

  @Test
  void who_is_told_another_way_as_soon_gets_no_mail() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL), after(0, SMS)).policy("p", 0, level(60, "ana"));
      drill.verified("ana").service("db", "p").mails("db", false);
      drill.signal("db", CRITICAL).expectPage("ana", SMS).expectSilence();
      assertThat(drill.told())
          .anyMatch(line ->
              line.startsWith("email")
                  && line.contains(
                      "Not sent: the mails of drill are turned off; told by text message"
                          + " instead."));
    }
  }

  @Test
  void no_page_is_lost_or_later_because_mails_are_off() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben", after(0, EMAIL), after(5, SMS));
      drill.policy("p", 0, level(60, "ana", "ben")).service("db", "p").mails("db", false);
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).expectPage("ben", EMAIL);
      assertThat(drill.told())
          .anyMatch(line -> line.contains("are turned off, but no other way tells as soon."));
      drill.forward(minutes(5)).expectPage("ben", SMS);
    }
  }

  @Test
  void the_mail_goes_after_all_when_the_other_way_fails() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL), after(0, SMS)).policy("p", 0, level(60, "ana"));
      drill.verified("ana").service("db", "p").mails("db", false);
      drill
          .house()
          .outside()
          .weather((parcel, _) ->
              parcel.channel().equals("sms") ? new Delivery.GiveUp("no such number") : null);
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).expectSilence();
      drill.house().outside().weather((_, _) -> null);
      assertThat(drill.told())
          .filteredOn(line -> line.startsWith("email"))
          .singleElement()
          .asString()
          .startsWith("email SENT")
          .contains("Instead of text message, where no such number.");
    }
  }

  @Test
  void what_was_planned_for_later_goes_at_once_when_no_carrier_takes_the_first() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, SMS), after(10, EMAIL)).policy("p", 0, level(60, "ana"));
      drill.service("db", "p");
      drill
          .house()
          .outside()
          .weather((parcel, _) ->
              parcel.channel().equals("sms") ? new Delivery.GiveUp("no such number") : null);
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL);
      assertThat(drill.told())
          .anyMatch(line ->
              line.startsWith("email SENT")
                  && line.contains("It leaves early, as the message by text message did not"));
      drill.forward(minutes(15)).expectSilence();
      drill.house().outside().weather((_, _) -> null);
    }
  }

  @Test
  void the_mail_goes_at_once_while_the_other_way_is_tried_again() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL), after(0, SMS)).policy("p", 0, level(60, "ana"));
      drill.verified("ana").service("db", "p").mails("db", false);
      drill
          .house()
          .outside()
          .weather((parcel, attempt) ->
              parcel.channel().equals("sms") && attempt < 3
                  ? new Delivery.TryAgain("the provider is busy", Duration.ofMinutes(4))
                  : null);
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).expectSilence();
      assertThat(drill.told())
          .anyMatch(line ->
              line.startsWith("email SENT")
                  && line.contains("Instead of text message, where the provider is busy."));
      drill.forward(minutes(9)).expectPage("ana", SMS).expectSilence();
      drill.house().outside().weather((_, _) -> null);
    }
  }

  @Test
  void a_number_that_was_never_verified_is_in_nobodys_place() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(0, EMAIL), after(0, SMS)).policy("p", 0, level(60, "ana"));
      drill.service("db", "p").mails("db", false);
      drill.signal("db", CRITICAL).expectPage("ana", EMAIL).expectPage("ana", SMS).expectSilence();
    }
  }

  @Test
  void what_is_not_urgent_stands_in_the_list_and_mails_nobody() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p", LOW);
      drill.mails("db", false).signal("db", CRITICAL).expectSilence();
      drill.expectIncidents(1, TRIGGERED);
      assertThat(drill.told())
          .singleElement()
          .asString()
          .contains("it is not urgent: the incident stands in the list");
      drill.resolve("ana").mails("db", true);
      drill.signal("db", CRITICAL, "another").expectPage("ana", EMAIL);
    }
  }

  @Test
  void another_source_that_speaks_of_it_too_brings_the_mail_back() {
    try (Drill drill = Drill.start()) {
      drill.person("ana", after(10, EMAIL)).policy("p", 0, level(60, "ana"));
      var low = new java.util.HashMap<String, Object>(LOW);
      low.putAll(BY_TIME);
      drill.service("db", "p", low).monitor("db", "loud").mails("db", false);
      drill.signal("db", CRITICAL, "disk").forward(minutes(5));
      drill.signal("db/loud", CRITICAL, "cpu").expectIncidents(1, TRIGGERED).expectSilence();
      drill.forward(minutes(5)).expectPage("ana", EMAIL);
      drill.resolve("ana");
      drill.signal("db", CRITICAL, "disk again").expectIncidents(1, TRIGGERED);
      drill.forward(minutes(10)).expectSilence();
    }
  }
}
