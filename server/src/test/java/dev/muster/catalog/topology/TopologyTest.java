package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static Entity entity(String id) {
    return new Entity(id, "service", id, id, null, null, Set.of(), Map.of());
  }

  private static final Topology CHAIN =
      Topology.of(
          List.of(entity("c"), entity("a"), entity("b"), entity("d")),
          List.of(
              new Dependency("a", "b", "calls", 1),
              new Dependency("b", "c", "calls", 1),
              new Dependency("d", "c", "uses", 0.5),
              new Dependency("a", "gone", "calls", 1)));

  @Test
  void numbers_do_not_depend_on_the_order_in_which_entities_are_given() {
    assertThat(CHAIN.entity(0).id()).isEqualTo("a");
    assertThat(CHAIN.indexOf("d")).isEqualTo(3);
    assertThat(CHAIN.indexOf("gone")).isEqualTo(-1);
  }

  @Test
  void dependencies_on_nothing_known_are_left_out_and_counted() {
    assertThat(CHAIN.dependencyCount()).isEqualTo(3);
    assertThat(CHAIN.danglingCount()).isEqualTo(1);
  }

  @Test
  void hops_go_both_ways_but_not_through_hubs() {
    assertThat(CHAIN.hops(0, 3, 4, 100)).isEqualTo(3);
    assertThat(CHAIN.hops(0, 3, 2, 100)).isEqualTo(-1);
    assertThat(CHAIN.hops(0, 3, 4, 1)).isEqualTo(-1);
  }

  @Test
  void one_id_is_one_entity() {
    assertThatThrownBy(() -> Topology.of(List.of(entity("a"), entity("a")), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two entities have the id a");
  }
}
