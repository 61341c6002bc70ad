package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpstreamsTest {
  private static Entity thing(String id, String kind, String service) {
    return new Entity(id, kind, id, service, null, null, Set.of(), Map.of());
  }

  private static Dependency rests(String from, String on) {
    return new Dependency(from, on, "uses", 1);
  }

  /// The shop rests on the bank through a host of its own, the bank on the network, the network on the power, which rests on the shop.
  private static final Topology TOPOLOGY =
      Topology.of(
          List.of(
              thing("shop", "service", "shop"),
              thing("host", "host", "shop"),
              thing("bank", "service", "bank"),
              thing("network", "service", "network"),
              thing("power", "service", "power")),
          List.of(
              rests("host", "bank"),
              rests("bank", "network"),
              rests("network", "power"),
              rests("power", "shop")));

  private static final Topologies.Snapshot SNAPSHOT =
      new Topologies.Snapshot(
          "1",
          TOPOLOGY,
          new Topologies.Owners() {
            @Override
            public Optional<String> ownerOf(int entity) {
              return Optional.of("S-" + TOPOLOGY.entity(TOPOLOGY.serviceOf(entity)).id());
            }

            @Override
            public int entityOf(String serviceId) {
              return TOPOLOGY.indexOf(serviceId.substring(2));
            }

            @Override
            public int placeOf(String serviceId) {
              return entityOf(serviceId);
            }
          });

  @Test
  void what_is_touched_comes_first_and_then_what_it_rests_on_two_steps_far() {
    assertThat(Upstreams.of(Set.of("S-shop"), Set.of(), SNAPSHOT))
        .containsExactly(
            new Upstreams.Place("S-shop", 0, null),
            new Upstreams.Place("S-bank", 1, "S-shop"),
            new Upstreams.Place("S-network", 2, "S-shop"));
  }

  @Test
  void what_alerts_speak_of_leads_on_whatever_door_they_came_through() {
    assertThat(Upstreams.of(Set.of("S-door"), Set.of("bank", "unheard-of"), SNAPSHOT))
        .containsExactly(
            new Upstreams.Place("S-door", 0, null),
            new Upstreams.Place("S-bank", 0, null),
            new Upstreams.Place("S-network", 1, "S-bank"),
            new Upstreams.Place("S-power", 2, "S-bank"));
  }

  @Test
  void a_service_that_is_touched_itself_is_no_upstream_and_one_off_the_map_is_kept() {
    assertThat(Upstreams.of(Set.of("S-bank", "S-shop", "S-nowhere"), Set.of(), SNAPSHOT))
        .containsExactly(
            new Upstreams.Place("S-bank", 0, null),
            new Upstreams.Place("S-nowhere", 0, null),
            new Upstreams.Place("S-shop", 0, null),
            new Upstreams.Place("S-network", 1, "S-bank"),
            new Upstreams.Place("S-power", 2, "S-bank"));
  }
}
