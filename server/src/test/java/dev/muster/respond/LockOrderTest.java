package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.app.TestHouse;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.CannotAcquireLockException;

/// Several people change the same incidents at the same moment: on real PostgreSQL nobody waits for the other in a circle. A circle
/// is found by PostgreSQL after a second and shows as an exception here, as nothing is tried again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockOrderTest {
  private static final int ROUNDS = 25;

  private final TestHouse house = TestHouse.start();
  private final Mobilize mobilize = house.bean(Mobilize.class);
  private final Incidents incidents = house.bean(Incidents.class);
  private final Database database = house.bean(Database.class);
  private final Actor actor = Actor.muster();
  private final Instant now = Instant.now();

  @AfterAll
  void close() {
    house.close();
  }

  private List<String> services() {
    String me = house.get("/users/me").ok().path("user").path("id").asString();
    var services = new ArrayList<String>();
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy': {'name': 'P%d', 'escalation_rules': [{'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                    .formatted(System.nanoTime(), me))
            .ok()
            .path("escalation_policy")
            .path("id")
            .asString();
    for (int i = 0; i < 2; i++) {
      services.add(
          house
              .post(
                  "/services",
                  "{'service': {'name': 'S%d', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                      .formatted(System.nanoTime(), policy))
              .ok()
              .path("service")
              .path("id")
              .asString());
    }
    return services;
  }

  private String open(String service) {
    return house
        .post(
            "/incidents",
            "{'incident': {'type': 'incident', 'title': 'x', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(service))
        .ok()
        .path("incident")
        .path("id")
        .asString();
  }

  private static Mobilize.Change resolve(String id) {
    return new Mobilize.Change(id, new Command.Resolve(null));
  }

  /// Runs them at the same moment, and fails with whatever went wrong in one of them.
  private static void together(List<Callable<?>> works) throws Exception {
    var start = new CyclicBarrier(works.size());
    try (var threads = Executors.newFixedThreadPool(works.size())) {
      var running = new ArrayList<Future<?>>();
      for (Callable<?> work : works) {
        running.add(
            threads.submit(() -> {
              start.await(90, TimeUnit.SECONDS);
              return work.call();
            }));
      }
      for (Future<?> each : running) {
        each.get(90, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void incidents_of_several_services_are_closed_in_one_order() throws Exception {
    List<String> services = services();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> ids =
          List.of(
              open(services.get(0)),
              open(services.get(1)),
              open(services.get(1)),
              open(services.get(0)));
      together(
          List.of(
              () ->
                  mobilize.changeAll(List.of(resolve(ids.get(0)), resolve(ids.get(1))), actor, now),
              () ->
                  mobilize.changeAll(
                      List.of(resolve(ids.get(2)), resolve(ids.get(3))), actor, now)));
      assertThat(mobilize.responses(ids).values())
          .allSatisfy(response -> assertThat(response.status().open()).isFalse());
    }
  }

  @Test
  void merging_and_resolving_do_not_meet_head_on() throws Exception {
    List<String> services = services();
    for (int round = 0; round < ROUNDS; round++) {
      String target = open(services.get(0));
      String source = open(services.get(1));
      var rest = house;
      together(
          List.of(
              () -> rest.put("/incidents/" + target + "/merge", merge(source)),
              () -> mobilize.changeAll(List.of(resolve(source)), actor, now),
              () ->
                  database.inTransaction(() -> {
                    mobilize.hold(List.of(source, target));
                    incidents.hold(List.of(target, source));
                    return Boolean.TRUE;
                  })));
      assertThat(mobilize.response(source).orElseThrow().status().open()).isFalse();
    }
  }

  private static String merge(String source) {
    return "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(source);
  }

  @Test
  void who_gives_way_inside_of_another_transaction_leaves_it_to_that_to_try_again() {
    var desk = new Desk(incidents, house.bean(Catalog.class), database);
    var outer = new AtomicInteger();
    var inner = new AtomicInteger();
    assertThatThrownBy(() ->
            desk.change(() -> {
              outer.incrementAndGet();
              return desk.<String>change(() -> {
                inner.incrementAndGet();
                throw new CannotAcquireLockException("it was the one that had to give way");
              });
            }))
        .isInstanceOf(CannotAcquireLockException.class);
    assertThat(outer).hasValue(3);
    assertThat(inner).hasValue(3);
  }
}
