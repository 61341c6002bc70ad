package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Changes are listed with an incident when they were made on what it touches or on what that rests on, and on nothing else.
class ChangesUpstreamHouseTest {
  private static void change(TestHouse house, String key, String summary) {
    house
        .post(
            "/v2/change/enqueue",
            "{'routing_key': '%s', 'payload': {'summary': '%s'}}".formatted(key, summary))
        .ok();
  }

  @Test
  void changes_of_what_it_rests_on_come_after_its_own_and_strangers_never() {
    try (var house = TestHouse.start()) {
      var furniture = new Furniture(house);
      var shop = furniture.shop("Shop");
      var bank = furniture.shop("Bank");
      var power = furniture.shop("Power");
      var stranger = furniture.shop("Stranger");
      for (List<String> pair :
          List.of(
              List.of(shop.service(), bank.service()), List.of(bank.service(), power.service()))) {
        house
            .post(
                "/service_dependencies/associate",
                "{'relationships': [{'dependent_service': {'id': '%s', 'type': 'service'}, 'supporting_service': {'id': '%s', 'type': 'service'}}]}"
                    .formatted(pair.getFirst(), pair.getLast()))
            .ok();
      }
      change(house, power.key(), "New fuse");
      change(house, bank.key(), "New vault");
      change(house, shop.key(), "New window");
      change(house, stranger.key(), "New hat");
      String incident =
          house
              .post(
                  "/incidents",
                  "{'incident': {'type': 'incident', 'title': 'Closed', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                      .formatted(shop.service()))
              .ok()
              .at("/incident/id")
              .asString();
      JsonNode found =
          await()
              .atMost(Duration.ofSeconds(90))
              .until(
                  () ->
                      house
                          .get("/incidents/" + incident + "/related_change_events")
                          .ok()
                          .path("change_events"),
                  list -> list.size() == 3);
      assertThat(found.valueStream().map(one -> one.path("summary").asString()))
          .containsExactly("New window", "New vault", "New fuse");
      Map<String, String> why =
          found
              .valueStream()
              .collect(
                  Collectors.toMap(
                      one -> one.path("summary").asString(),
                      one -> one.at("/correlation_reason/words/0").asString()));
      assertThat(why)
          .containsEntry("New window", "It was made on the same service before.")
          .containsEntry("New vault", "It was made on Bank, on which Shop rests.")
          .containsEntry(
              "New fuse", "It was made on Power, on which Shop rests by way of another.");
    }
  }
}
