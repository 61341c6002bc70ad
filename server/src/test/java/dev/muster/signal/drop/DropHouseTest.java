package dev.muster.signal.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.TestHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that come in, in the whole house.
class DropHouseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path root;

  @Test
  void a_file_becomes_alerts_and_one_that_was_killed_before_it_was_moved_no_more_of_them()
      throws Exception {
    try (var house = TestHouse.start("--drop.folder=" + root, "--drop.settle=0s")) {
      String me = house.get("/users/me").ok().at("/user/id").asString();
      String policy =
          house
              .post(
                  "/escalation_policies",
                  "{'escalation_policy':{'type':'escalation_policy','name':'P','escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[{'id':'%s','type':'user_reference'}]}]}}"
                      .formatted(me))
              .ok()
              .at("/escalation_policy/id")
              .asString();
      String service =
          house
              .post(
                  "/services",
                  "{'service':{'type':'service','name':'AS/400','escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}}"
                      .formatted(policy))
              .ok()
              .at("/service/id")
              .asString();
      var integration =
          house
              .post(
                  "/services/" + service + "/integrations",
                  "{'integration':{'type':'events_api_v2_inbound_integration','name':'Jobs'}}")
              .ok()
              .get("integration");
      Path folder = Path.of(integration.get("drop_folder").asString());
      assertThat(folder)
          .isEqualTo(root.toAbsolutePath().resolve(integration.get("integration_key").asString()));
      Files.createDirectory(folder);
      Path half =
          Files.writeString(
              folder.resolve("jobs.csv.tmp"),
              """
              summary,source,severity,event_action,dedup_key
              Job ended,AS400,critical,trigger,job
              Job waits,AS400,loud,trigger,wait
              "",AS400,,resolve,job
              """);
      Files.move(half, folder.resolve("jobs.csv"), StandardCopyOption.ATOMIC_MOVE);
      await().atMost(PATIENCE).until(() -> names(folder.resolve("done")) == 1);
      assertThat(names(folder.resolve("refused"))).isEqualTo(2);
      assertThat(alerts(house, service)).isEqualTo(1);

      // as if it had been killed after the commit: said again, the first line would open a second
      // alert
      Path done;
      try (Stream<Path> all = Files.list(folder.resolve("done"))) {
        done = all.findFirst().orElseThrow();
      }
      long before = System.currentTimeMillis() - 300_000;
      Files.move(
          done,
          folder.resolve(".taking").resolve(new Claim(before, "jobs.csv").file()),
          StandardCopyOption.ATOMIC_MOVE);
      await().atMost(PATIENCE).until(() -> names(folder.resolve("done")) == 1);
      assertThat(alerts(house, service)).isEqualTo(1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(house.get("/health").text())
                  .contains("files come in by")
                  .containsPattern("the last file came at [-0-9]+T[:0-9]+Z"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      house
                          .get(
                              "/services/%s/integrations/%s/webhook/calls"
                                  .formatted(service, integration.get("id").asString()))
                          .ok()
                          .toString())
                  .contains("File jobs.csv: 2 of 3 events taken, 1 refused: row 3"));
    }
  }

  private static long names(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  private static int alerts(TestHouse house, String service) {
    return house.get("/alerts?service_ids[]=" + service).ok().get("alerts").size();
  }
}
