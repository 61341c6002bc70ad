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
    }
  }
}
