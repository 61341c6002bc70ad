package dev.muster.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestLocks;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Tools and people who say what they know at the same time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemHouseTest {
  private static final Instant NOW = Instant.parse("2026-03-04T08:00:00Z");

  private TestHouse house;
  private Database database;
  private PostgresProblems store;

  @BeforeAll
  void open() {
    house = TestHouse.startAt(NOW);
    database = house.bean(Database.class);
    store = house.bean(PostgresProblems.class);
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static String body(String fields) {
    return "{'known_problem': {" + fields + "}}";
  }

  private static JsonNode problem(TestHouse.Answer answer) {
    return answer.ok().path("known_problem");
  }

  private String make(String fields) {
    return problem(house.post("/known_problems", body(fields))).path("id").asString();
  }

  private Problem found(String id) {
    return store.find(id).orElseThrow();
  }

  @Test
  void what_two_tools_hand_in_at_once_is_one_problem() throws Exception {
    var second = new CompletableFuture<TestHouse.Answer>();
    var first =
        new Problem(
            "KFIRST",
            "Disk",
            Problem.Kind.BUG,
            null,
            "jira",
            "OPS-1",
            null,
            null,
            "db-1",
            NOW.minusSeconds(60),
            null,
            "U1",
            NOW);
    database.run(() -> {
      assertThat(store.add(first)).isTrue();
      second.completeAsync(() ->
          house.post(
              "/known_problems",
              body(
                  "'title': 'Disk is old', 'source': 'jira ', 'external_id': ' OPS-1', 'component':"
                      + " 'db-2'")));
      TestLocks.untilStuck(database, second);
    });
    JsonNode same = problem(second.get(90, TimeUnit.SECONDS));
    assertThat(same.path("id").asString()).isEqualTo("KFIRST");
    assertThat(found("KFIRST").title()).isEqualTo("Disk is old");
    assertThat(found("KFIRST").component()).isEqualTo("db-2");
    String other =
        make("'title': 'Other', 'source': 'jira', 'external_id': 'OPS-2', 'component': 'x'");
    var taken = house.put("/known_problems/" + other, body("'external_id': 'OPS-1'"));
    assertThat(taken.status()).isEqualTo(400);
    assertThat(taken.text()).contains("external_id");
    assertThat(found(other).externalId()).isEqualTo("OPS-2");
  }

  @Test
  void a_change_loses_no_other_and_brings_nothing_back() throws Exception {
    String id = make("'title': 'Old', 'component': 'c'");
    var change = new CompletableFuture<TestHouse.Answer>();
    database.run(() -> {
      Problem held = store.hold(id).orElseThrow();
      change.completeAsync(() -> house.put("/known_problems/" + id, body("'status': 'closed'")));
      TestLocks.untilStuck(database, change);
      assertThat(
              store.change(
                  new Problem(
                      id,
                      "New",
                      held.kind(),
                      null,
                      null,
                      null,
                      null,
                      null,
                      held.component(),
                      held.openedAt(),
                      null,
                      held.createdBy(),
                      NOW)))
          .isTrue();
    });
    assertThat(problem(change.get(90, TimeUnit.SECONDS)).path("status").asString())
        .isEqualTo("closed");
    assertThat(found(id).title()).isEqualTo("New");

    var late = new CompletableFuture<TestHouse.Answer>();
    database.run(() -> {
      store.hold(id);
      store.delete(id);
      late.completeAsync(() -> house.put("/known_problems/" + id, body("'title': 'Back'")));
      TestLocks.untilStuck(database, late);
    });
    assertThat(late.get(90, TimeUnit.SECONDS).status()).isEqualTo(404);
    assertThat(store.find(id)).isEmpty();
    assertThat(house.delete("/known_problems/" + id).status()).isEqualTo(404);
  }

  @Test
  void the_house_says_since_when_it_is_done() {
    String id = make("'title': 'Patch', 'component': 'c', 'status': 'open'");
    JsonNode closed = problem(house.put("/known_problems/" + id, body("'status': 'closed'")));
    assertThat(closed.path("closed_at").asString()).isEqualTo(NOW.toString());
    assertThat(found(id).closedAt()).isEqualTo(NOW);
    JsonNode open = problem(house.put("/known_problems/" + id, body("'status': 'open'")));
    assertThat(open.path("closed_at").isNull()).isTrue();
    for (String wrong :
        Set.of(
            "'closed_at': '2026-03-04T08:00:01Z'",
            "'status': 'done'",
            "'status': 'open', 'closed_at': '2026-03-04T08:00:00Z'",
            "'opened_at': '+300000-01-01T00:00:00Z'")) {
      var refused = house.put("/known_problems/" + id, body(wrong));
      assertThat(refused.status()).as(wrong).isEqualTo(400);
    }
    assertThat(found(id).closedAt()).isNull();
  }

  @Test
  void a_component_is_looked_for_in_its_own_service() {
    var furniture = new Furniture(house);
    var here = furniture.shop("here");
    var there = furniture.shop("there");
    String component = "'title': 't', 'opened_at': '2026-01-01T00:00:00Z', 'component': 'Cache', ";
    String ours = make(component + "'service': {'id': '" + here.service() + "'}");
    make(component + "'service': {'id': '" + there.service() + "'}");
    var subject =
        new KnownBefore.Subject(
            Set.of(here.service()), Set.of(here.service()), Set.of(), Set.of("cache"), NOW);
    assertThat(store.about(subject, 100)).extracting(Problem::id).containsExactly(ours);
  }

  @Test
  void lengths_are_counted_as_people_count_them() {
    String id = make("'title': 't', 'component': '" + "\uD83D\uDE80".repeat(255) + "'");
    assertThat(found(id).component()).hasSize(510);
    var longer =
        house.put(
            "/known_problems/" + id, body("'component': '" + "\uD83D\uDE80".repeat(256) + "'"));
    assertThat(longer.status()).isEqualTo(400);
    assertThat(longer.text()).contains("component").contains("255");
  }
}
