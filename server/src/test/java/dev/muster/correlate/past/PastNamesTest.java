package dev.muster.correlate.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.FakeCatalog;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an import means by the names that it uses.
class PastNamesTest {
  private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

  private final FakeCatalog catalog = new FakeCatalog();

  PastNamesTest() {
    service("S1", "Payout");
    service("S2", "Twin");
    service("S3", "twin");
  }

  private void service(String id, String name) {
    catalog.services.put(id, Service.of(id, name, "P1", AT));
  }

  /// Knows a database and its service, which is the service Payout of this house.
  private PastNames names() {
    var topology =
        Topology.of(
            List.of(
                new Entity(
                    "app-payout",
                    "service",
                    "payouts",
                    "app-payout",
                    null,
                    null,
                    Set.of(),
                    Map.of()),
                new Entity(
                    "db-3", "database", "ledgerdb3", "app-payout", null, null, Set.of(), Map.of())),
            List.of());
    return PastNames.of(catalog, new Topologies.Snapshot("1", topology, new Payout(topology)));
  }

  private record Payout(Topology topology) implements Topologies.Owners {
    @Override
    public Optional<String> ownerOf(int entity) {
      return Optional.of("S1");
    }

    @Override
    public int entityOf(String serviceId) {
      return serviceId.equals("S1") ? topology.indexOf("app-payout") : -1;
    }

    @Override
    public int placeOf(String serviceId) {
      return entityOf(serviceId);
    }
  }

  @Test
  void services_are_found_by_id_and_by_a_name_that_one_has() {
    assertThat(names().service("S1")).contains("S1");
    assertThat(names().service(" PAYOUT ")).contains("S1");
    assertThat(names().service("Twin")).isEmpty();
    assertThat(names().service(null)).isEmpty();
  }

  @Test
  void causes_are_found_in_the_topology_and_among_services() {
    assertThat(names().thing("db-3")).contains("db-3");
    assertThat(names().thing("LedgerDB3")).contains("db-3");
    assertThat(names().serviceThing("payout")).contains("app-payout");
    assertThat(names().serviceThing("Payouts")).contains("app-payout");
    assertThat(names().serviceThing("ledgerdb3")).as("no service").isEmpty();
    assertThat(names().serviceThing("Twin")).isEmpty();
  }

  @Test
  void another_service_means_another_digest() {
    String before = names().digest();
    assertThat(names().digest()).isEqualTo(before);
    service("S4", "Ledger");
    assertThat(names().digest()).isNotEqualTo(before);
  }

  @Test
  void what_is_not_found_is_told_once_with_where_it_stands() {
    List<String> missing =
        names()
            .missing(
                List.of(told("OLD-1", "Payout", "nobody"), told("OLD-2", "payout", "nobody")),
                List.of(alert("a-1", "Twin"), alert("a-2", null)));
    assertThat(missing)
        .containsExactly(
            "'cause.service': nothing here, or more than one thing, is called 'nobody' (incident OLD-1 and 1 more).",
            "'service': nothing here, or more than one thing, is called 'Twin' (alert a-1).");
  }

  @Test
  void doors_of_the_past_are_the_services_in_the_topology_and_nothing_for_names_that_nobody_has() {
    assertThat(names().doors(List.of(alert("a-1", "PAYOUT"), alert("a-2", "Twin"))))
        .containsExactly(Map.entry("service PAYOUT", "app-payout"));
    Map<String, String> doors = Map.of("service PAYOUT", "app-payout");
    assertThat(alert("a-1", "PAYOUT").through(doors).sighting().scope()).isEqualTo("app-payout");
    assertThat(alert("a-2", "Twin").through(doors).sighting().scope()).isNull();
  }

  private static PastStore.Told told(String id, String service, String cause) {
    return new PastStore.Told(
        id, null, null, service, AT, null, AT, null, cause, false, null, List.of(), null);
  }

  private static PastAlert alert(String id, @Nullable String service) {
    return new PastAlert(
        new AlertSighting(
            id,
            AT,
            null,
            "watcher",
            "Ping lost",
            "sw-7",
            null,
            null,
            null,
            Severity.ERROR,
            Map.of()),
        null,
        null,
        null,
        service);
  }
}
