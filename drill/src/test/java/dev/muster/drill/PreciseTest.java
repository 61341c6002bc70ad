package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.kernel.Severity.CRITICAL;
import static dev.muster.mobilize.ResponseStatus.RESOLVED;
import static dev.muster.mobilize.ResponseStatus.TRIGGERED;

import dev.muster.mobilize.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Only the right people are paged: in a large company, and after incidents were put together.
class PreciseTest {
  private static final int TEAMS = 500;
  private static final int IN_A_TEAM = 20;

  @Test
  void of_ten_thousand_people_in_five_hundred_teams_only_who_is_on_call_is_paged() {
    try (Drill drill = Drill.start()) {
      drill.crowd("one", TEAMS * IN_A_TEAM);
      for (int team = 0; team < TEAMS; team++) {
        int first = team * IN_A_TEAM + 1;
        String name = "team-" + team;
        drill.schedule(
            name,
            24,
            IntStream.range(first, first + IN_A_TEAM)
                .mapToObj(n -> "one-" + n)
                .toArray(String[]::new));
        drill.policy(name, 0, level(30, name)).service(name, name);
      }
      for (int team : List.of(0, 17, 255, 499)) {
        drill.signal("team-" + team, CRITICAL);
        // the first of the team has the first day; anybody else's page fails the drill
        drill.expectPage("one-" + (team * IN_A_TEAM + 1), EMAIL).expectSilence();
      }
      drill.forward(minutes(10)).expectSilence().resolve("one-1");
      drill.forward(minutes(24 * 60)).signal("team-255", CRITICAL);
      drill.expectPage("one-" + (255 * IN_A_TEAM + 2), EMAIL).expectSilence().resolve("one-1");
    }
  }

  @Test
  void after_a_merge_the_target_climbs_and_the_other_ladder_is_silent() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").person("ben").person("cyd").person("dan");
      drill.policy("data", 0, level(15, "ana"), level(15, "ben")).service("db", "data");
      drill.policy("front", 0, level(15, "cyd"), level(15, "dan")).service("web", "front");
      drill.signal("db", CRITICAL, "disk").expectPage("ana", EMAIL);
      drill.signal("web", CRITICAL, "slow").expectPage("cyd", EMAIL);
      String target = incident(drill, "db");
      drill.api(
          "PUT",
          "/incidents/" + target + "/merge",
          Map.of(
              "source_incidents",
              List.of(Map.of("id", incident(drill, "web"), "type", "incident_reference"))));
      drill.expectSilence().expectIncidents(1, TRIGGERED);
      drill.forward(minutes(15)).expectPage("ben", EMAIL).expectSilence();
      // what was merged in holds it open until it clears as well
      drill.clear("db", "disk").expectIncidents(1, TRIGGERED);
      drill.clear("web", "slow").expectIncidents(2, RESOLVED).expectSilence();
      drill.forward(minutes(60)).expectSilence();
    }
  }

  private static String incident(Drill drill, String service) {
    return drill.incidents(Set.of(TRIGGERED)).stream()
        .filter(one -> one.serviceId().equals(drill.serviceId(service)))
        .map(Response::incidentId)
        .findFirst()
        .orElseThrow();
  }
}
