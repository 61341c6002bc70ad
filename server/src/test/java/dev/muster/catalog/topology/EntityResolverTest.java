package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityResolverTest {
  private static final Topology SHOP =
      Topology.of(
          List.of(
              entity(
                  "s1",
                  "service",
                  "checkout-gateway",
                  "s1",
                  "CheckoutGateway",
                  "https://pay.shop.test"),
              entity("s2", "service", "stock-keeper", "s2", "stk-keep", "KEEP07X"),
              entity(
                  "h1",
                  "host",
                  "app-west-12",
                  "s1",
                  "app-west-12.west.shop.test",
                  "10.20.30.40",
                  "i-0abc12345"),
              entity("h2", "host", "app-west-13", "s2", "10.20.30.41"),
              entity("p1", "pod", "stk-keep-7f9c4b5d6-x2x4z", "s2"),
              entity("p2", "pod", "stk-keep-7f9c4b5d6-bb9kq", "s2"),
              entity("p3", "pod", "rod-mill-5c6d7e8f9-aaaa2", "s1"),
              entity("p4", "pod", "rod-mill-5c6d7e8f9-bbbb3", "s1"),
              entity("d1", "database", "orders_main", "s1", "arn:cloud:db:west:ordersmain"),
              entity("n1", "switch", "core-sw-4", "net", "DEV-00417"),
              entity("net", "service", "network-west", "net"),
              entity("j1", "journey", "buy a ticket", "s1")),
          List.of());

  private static Entity entity(
      String id, String kind, String name, String service, String... aliases) {
    return new Entity(id, kind, name, service, "west", "prod", Set.of(aliases), Map.of());
  }

  private static Resolution resolve(String source, String summary) {
    return EntityResolver.of(SHOP).resolve(source, null, null, summary, Map.of());
  }

  private static String id(int index) {
    return index < 0 ? "none" : SHOP.entity(index).id();
  }

  @ParameterizedTest
  @CsvSource({
    "app-west-12, h1",
    "APP-WEST-12, h1",
    "app-west-12.west.shop.test, h1",
    "10.20.30.40:9100, h1",
    "i-0abc12345, h1",
    "DEV-00417, n1",
    "core-sw-4.mgmt, n1",
    "arn:cloud:db:west:ordersmain, d1",
    "ORDERS_MAIN.WORLD, d1",
    "CheckoutGateway, s1",
    "checkout_gateway, s1",
    "https://pay.shop.test/cart/7, s1",
    "pool_stk-keep_8443, s2",
    "shop/stk-keep-7f9c4b5d6-x2x4z, p1",
    "shop/stk-keep-11aa22bb3-qqqqq, s2",
    "KEEP07XJ22, s2",
    "stoc-keep, s2",
    "buy a ticket, j1",
  })
  void finds_an_entity_by_whatever_a_monitor_calls_it(String source, String id) {
    assertThat(id(resolve(source, "it is slow").entity())).isEqualTo(id);
  }

  @Test
  void an_unknown_replica_is_known_by_its_service_and_says_so() {
    Resolution found = resolve("rod-mill-11aa22bb3-qqqqq", "it restarted");
    assertThat(id(found.entity())).isEqualTo("s1");
    assertThat(found.exact()).isFalse();
    assertThat(found.words()).contains("not known itself").contains("checkout-gateway");
  }

  @Test
  void others_named_in_the_text_are_mentions() {
    Resolution found = resolve("checkout-gateway", "calls to stk-keep:8080 fail, see 10.20.30.41");
    assertThat(id(found.entity())).isEqualTo("s1");
    assertThat(found.mentions().stream().map(EntityResolverTest::id))
        .containsExactlyInAnyOrder("s2", "h2");
  }

  @Test
  void a_field_with_a_service_says_which_service_is_concerned() {
    Resolution found =
        EntityResolver.of(SHOP)
            .resolve("app-west-13", null, null, "load is high", Map.of("app", "checkout-gateway"));
    assertThat(id(found.entity())).isEqualTo("h2");
    assertThat(id(found.service())).isEqualTo("s1");
  }

  @Test
  void a_gap_is_told_and_what_else_the_text_names_is_a_peer() {
    Resolution found = resolve("mystery-box", "mystery-box cannot reach orders_main");
    assertThat(found.isGap()).isTrue();
    assertThat(found.words()).contains("mystery-box");
    assertThat(found.mentions().stream().map(EntityResolverTest::id)).containsExactly("d1");
  }

  @Test
  void a_name_that_two_share_identifies_neither() {
    Topology twins =
        Topology.of(
            List.of(
                entity("a", "host", "one", "a", "twin-1"),
                entity("b", "host", "two", "b", "twin-1")),
            List.of());
    assertThat(EntityResolver.of(twins).resolve("twin-1", null, null, "", Map.of()).isGap())
        .isTrue();
  }

  @Test
  void a_field_that_names_a_peer_is_not_taken_for_the_thing_itself() {
    Resolution found =
        EntityResolver.of(SHOP)
            .resolve("", null, null, "stk-keep: timeouts", Map.of("upstream", "orders_main"));
    assertThat(id(found.entity())).isEqualTo("s2");
    assertThat(found.mentions().stream().map(EntityResolverTest::id)).containsExactly("d1");
  }
}
