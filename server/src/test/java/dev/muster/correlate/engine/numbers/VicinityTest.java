package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What is near what, asked by several at once.
class VicinityTest {
  private static final int HOSTS = 300;

  private static Topology topology() {
    var entities = new ArrayList<Entity>();
    var dependencies = new ArrayList<Dependency>();
    entities.add(entity("store"));
    for (int i = 0; i < HOSTS; i++) {
      entities.add(entity("host-" + i));
      dependencies.add(
          new Dependency("host-" + i, i % 3 == 0 ? "store" : "host-" + i / 2, "on", 1));
    }
    return Topology.of(
        entities, dependencies.stream().filter(one -> !one.from().equals(one.to())).toList());
  }

  private static Entity entity(String id) {
    return new Entity(id, "host", id, null, null, null, Set.of(), Map.of());
  }

  /// What is near each, in words.
  private static List<String> all(Vicinity vicinity) {
    var all = new ArrayList<String>();
    for (int entity = 0; entity <= HOSTS; entity++) {
      Vicinity.Near near = vicinity.of(entity);
      for (int i = 0; i < near.size(); i++) {
        all.add(
            "%d %d %.2f %d %d %d %d"
                .formatted(
                    entity,
                    near.entity(i),
                    near.cost(i),
                    near.down(i),
                    near.up(i),
                    near.way(i),
                    near.within(i)));
      }
    }
    return all;
  }

  @Test
  void an_engine_that_learns_and_one_that_decides_share_what_is_near_in_one_topology() {
    Topology topology = topology();
    Vicinity one = Vicinity.shared(topology);
    assertThat(Vicinity.shared(topology)).isSameAs(one);
    Vicinity.Near near = one.of(7);
    assertThat(Vicinity.shared(topology).of(7)).isSameAs(near);
    assertThat(Vicinity.shared(topology())).isNotSameAs(one);
  }

  @Test
  void who_asks_at_the_same_time_is_answered_as_one_who_asks_alone() throws Exception {
    List<String> alone = all(new Vicinity(topology()));
    var asked = new Vicinity(topology());
    try (var threads = Executors.newFixedThreadPool(4)) {
      var answers = new ArrayList<Future<List<String>>>();
      Callable<List<String>> question = () -> all(asked);
      for (int i = 0; i < 4; i++) {
        answers.add(threads.submit(question));
      }
      for (Future<List<String>> answer : answers) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    }
  }
}
