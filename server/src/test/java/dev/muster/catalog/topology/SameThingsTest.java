package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SameThingsTest {
  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final String ID = SameThings.KUBERNETES_ID;

  private final List<EntityRow> rows = new ArrayList<>();

  private void add(
      String source,
      String id,
      String kind,
      String name,
      @Nullable String stage,
      Set<String> aliases,
      Map<String, String> attributes) {
    String service = kind.equals("service") ? id : null;
    rows.add(
        new EntityRow(
            new Entity(id, kind, name, service, null, stage, aliases, attributes),
            null,
            source,
            NOW.plusSeconds(rows.size()),
            NOW,
            null));
  }

  private void service(String source, String id, String name, Map<String, String> attributes) {
    add(source, id, "service", name, null, Set.of(), attributes);
  }

  @Test
  void a_label_and_an_annotation_for_one_kubernetes_id_are_certain() {
    service("catalogue", "component:default/payments", "payments", Map.of(ID, "pay"));
    service("cluster", "shop/deployment/pay-v2", "pay-v2", Map.of(ID, "pay", "namespace", "shop"));
    assertThat(SameThings.find(rows))
        .singleElement()
        .satisfies(pair -> assertThat(pair.certain()).isTrue())
        .satisfies(pair -> assertThat(pair.words()).contains("Kubernetes application pay"));
    service("cluster", "shop/cronjob/pay-x", "pay-x", Map.of(ID, "pay", "namespace", "shop"));
    assertThat(SameThings.find(rows)).as("which of the two, nobody says").isEmpty();
  }

  @Test
  void an_annotation_with_name_and_namespace_is_certain_and_a_name_alone_is_likely() {
    Map<String, String> here = Map.of("namespace", "shop");
    service("cluster", "shop/deployment/payments", "payments", here);
    service("catalogue", "component:default/payments", "Payments-Service", Map.of());
    assertThat(SameThings.find(rows))
        .singleElement()
        .satisfies(pair -> assertThat(pair.certain()).isFalse())
        .satisfies(pair ->
            assertThat(pair.words())
                .isEqualTo(
                    "Payments-Service of 'catalogue' and payments of 'cluster' have the same name,"
                        + " and nothing else there has it."));
    rows.removeLast();
    service(
        "catalogue",
        "component:default/payments",
        "Payments",
        Map.of(ID, "payments", SameThings.KUBERNETES_NAMESPACE, "shop"));
    assertThat(SameThings.find(rows))
        .singleElement()
        .satisfies(pair -> assertThat(pair.certain()).isTrue());
    service("cluster", "test/deployment/payments", "payments", Map.of("namespace", "test"));
    assertThat(SameThings.find(rows)).as("two have that name there").isEmpty();
  }

  @Test
  void stages_sources_and_kinds_keep_things_apart() {
    add("a", "a1", "service", "billing", "prod", Set.of(), Map.of());
    add("b", "b1", "service", "billing", "staging", Set.of(), Map.of());
    add("a", "a2", "service", "billing", "test", Set.of(), Map.of());
    add("b", "b2", "database", "billing", null, Set.of(), Map.of());
    assertThat(SameThings.find(rows)).isEmpty();
    add("c", "c1", "service", "billing", "production", Set.of(), Map.of());
    assertThat(SameThings.find(rows))
        .extracting(SameThings.Pair::one, SameThings.Pair::other)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("a1", "c1"));
  }

  @Test
  void an_identifier_is_certain_and_an_address_is_likely() {
    add("cmdb", "CI-1", "server", "db one", null, Set.of("i-0abc12345de", "10.0.0.5"), Map.of());
    add("cluster", "node/x", "host", "x", null, Set.of("i-0abc12345de"), Map.of());
    add("cloud", "y", "vm", "y", null, Set.of("10.0.0.5"), Map.of());
    assertThat(SameThings.find(rows))
        .extracting(SameThings.Pair::one, SameThings.Pair::other, SameThings.Pair::certain)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("CI-1", "node/x", true),
            org.assertj.core.groups.Tuple.tuple("CI-1", "y", false));
  }

  private List<Boolean> certainBy(String alias) {
    rows.clear();
    add("cmdb", "CI-1", "server", "left", null, Set.of(alias), Map.of());
    add("cloud", "vm-1", "vm", "right", null, Set.of(alias), Map.of());
    return SameThings.find(rows).stream().map(SameThings.Pair::certain).toList();
  }

  @Test
  void words_with_a_number_are_likely_and_what_a_machine_gave_out_is_certain() {
    for (String words :
        List.of("db-master-01", "checkout-v2", "frankfurtdb01", "vmhost00123", "backup-20240101")) {
      assertThat(certainBy(words)).as(words).containsExactly(false);
    }
    for (String givenOut :
        List.of(
            "i-0abc12345de",
            "vol-049df61146c4d7901",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "CZJ1234567",
            "db-1.eu.example.com")) {
      assertThat(certainBy(givenOut)).as(givenOut).containsExactly(true);
    }
    assertThat(certainBy("frankfurt")).isEmpty();
  }

  private static SameThing same(String one, String other, SameThing.State state, boolean said) {
    return new SameThing(one, other, state, true, "so", NOW, said ? "U1" : null, said ? NOW : null);
  }

  @Test
  void the_first_that_was_known_stands_for_all_and_muster_never_joins_two_of_one_source() {
    service("a", "m", "one", Map.of());
    service("b", "k", "one", Map.of());
    service("c", "z", "one", Map.of());
    service("a", "n", "other", Map.of());
    var km = same("k", "m", SameThing.State.APPLIED, false);
    var kz = same("k", "z", SameThing.State.ACCEPTED, true);
    var kn = same("k", "n", SameThing.State.APPLIED, false);
    assertThat(SameThings.counted(rows, List.of(km, kz, kn))).isEqualTo(Map.of("k", "m", "z", "m"));
    assertThat(SameThings.counted(rows, List.of(same("k", "m", SameThing.State.REFUSED, true))))
        .isEmpty();
    assertThat(SameThings.counted(rows, List.of(same("gone", "m", SameThing.State.ACCEPTED, true))))
        .isEmpty();
    service("c", "c", "one", Map.of());
    assertThat(
            SameThings.counted(
                rows,
                List.of(
                    same("c", "k", SameThing.State.REFUSED, true),
                    same("c", "m", SameThing.State.APPLIED, false),
                    km)))
        .as("what a person told apart is not one by way of a third")
        .isEqualTo(Map.of("c", "m"));
    add("d", "part", "host", "one", null, Set.of(), Map.of());
    assertThat(SameThings.counted(rows, List.of(same("m", "part", SameThing.State.ACCEPTED, true))))
        .as("a service is not one with a part of it")
        .isEmpty();
    var said = same("k", "n", SameThing.State.ACCEPTED, true);
    assertThat(SameThings.counted(rows, List.of(km, said)))
        .as("a person's word goes before Muster's")
        .isEqualTo(Map.of("n", "k"));
  }
}
