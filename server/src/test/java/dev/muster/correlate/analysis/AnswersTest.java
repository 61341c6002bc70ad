package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is claimed of a cause is what was found out by comparing, and each has its reason.
class AnswersTest {
  private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

  private final Topology topology =
      Topology.of(
          List.of(entity("db-1", "ledger"), entity("ledger", "ledger"), entity("shop", "shop")),
          List.of());

  private static Entity entity(String id, String service) {
    return new Entity(
        id, id.equals(service) ? "service" : "host", id, service, null, null, Set.of(), Map.of());
  }

  private final Map<String, String> fixes = new HashMap<>();

  private final Topologies.Owners owners =
      new Topologies.Owners() {
        @Override
        public Optional<String> ownerOf(int entity) {
          return Optional.of("P" + topology.entity(topology.serviceOf(entity)).id());
        }

        @Override
        public int entityOf(String serviceId) {
          return -1;
        }

        @Override
        public int placeOf(String serviceId) {
          return -1;
        }
      };

  private static Findings.Suspect suspect(
      String id, String service, double probability, String... because) {
    return new Findings.Suspect(id, service, probability, false, List.of(because));
  }

  private static Findings findings(List<Findings.Suspect> entities, Findings.Suspect... services) {
    return new Findings(
        AT,
        entities,
        Arrays.asList(services),
        null,
        List.of(),
        1,
        null,
        List.of(),
        Findings.Rarity.UNKNOWN,
        null,
        1);
  }

  private Analysis answer(Findings findings, boolean named, String... tied) {
    return Answers.analysis(
        findings,
        List.of(),
        named,
        Set.of(tied),
        new Topologies.Snapshot("d", topology, owners),
        _ -> null,
        fixes);
  }

  @Test
  void the_only_place_is_no_cause_and_has_no_probability() {
    Findings.Suspect shop = suspect("shop", "shop", 1);
    for (boolean named : new boolean[] {true, false}) {
      Analysis alone = answer(findings(List.of(shop), shop), named);
      assertThat(alone.causes()).isEmpty();
      assertThat(alone.services()).isEmpty();
      for (Analysis.Place only : Arrays.asList(alone.onlyPlace(), alone.onlyService())) {
        assertThat(only).isNotNull().extracting(Analysis.Place::entity).isEqualTo("shop");
        assertThat(only.musterService())
            .isEqualTo(named || only.equals(alone.onlyPlace()) ? "Pshop" : null);
        assertThat(only.reasons())
            .hasSize(2)
            .anyMatch(words -> words.contains("nothing to compare it with"));
        assertThat(only.reasons().getFirst().contains("name nothing")).isEqualTo(!named);
      }
    }
  }

  @Test
  void several_things_of_one_service_are_compared_and_the_service_is_not() {
    Analysis answer =
        answer(
            findings(
                List.of(
                    suspect("db-1", "ledger", 0.8, "It was first."),
                    suspect("ledger", "ledger", 0.2)),
                suspect("ledger", "ledger", 0.8 + 0.2, "It was first.")),
            true);
    assertThat(answer.causes()).hasSize(2);
    assertThat(answer.onlyPlace()).isNull();
    assertThat(answer.services()).isEmpty();
    assertThat(answer.onlyService()).isNotNull();
    assertThat(answer.onlyService().reasons())
        .containsExactly("All that may be behind it belongs to this service.");
    assertThat(answer.first()).isNotNull().extracting(Analysis.Place::entity).isEqualTo("db-1");
  }

  @Test
  void each_has_a_reason_and_little_is_admitted() {
    var both = List.of(suspect("shop", "shop", 0.7), suspect("ledger", "ledger", 0.3));
    Findings found = findings(both, both.get(0), both.get(1));
    for (Analysis.Cause cause : answer(found, true).causes()) {
      assertThat(cause.reasons()).hasSize(1);
    }
    assertThat(answer(found, false).causes().getFirst().reasons())
        .anyMatch(words -> words.startsWith("Its alerts name nothing that is known"));
  }

  @Test
  void of_what_names_nothing_only_those_are_told_of_which_one_rests_on_another() {
    var both = List.of(suspect("shop", "shop", 0.7), suspect("ledger", "ledger", 0.3));
    Findings found = findings(both, both.get(0), both.get(1));
    assertThat(answer(found, false).services()).allMatch(one -> one.musterService() == null);
    assertThat(answer(found, false, "shop", "ledger").services())
        .extracting(Analysis.Cause::musterService)
        .containsExactly("Pshop", "Pledger");
    assertThat(answer(found, true).services()).noneMatch(one -> one.musterService() == null);
  }

  @Test
  void what_somebody_said_ended_an_incident_is_told_beside_the_like_of_it() {
    var alike =
        new Findings.Similar("I1", AT.minusSeconds(90_000), 0.6, 0.9, null, null, List.of());
    Findings found =
        new Findings(
            AT,
            List.of(),
            List.of(),
            null,
            List.of(),
            1,
            null,
            List.of(alike),
            Findings.Rarity.UNKNOWN,
            new Findings.KnownBefore("I1", Duration.ofHours(25), 1, false),
            1);
    Analysis untold = answer(found, true);
    assertThat(untold.similar().getFirst().fixedBy()).isNull();
    assertThat(untold.knownBefore()).endsWith("nobody recorded what fixed it.");
    fixes.put("I1", "Raised the pool");
    Analysis told = answer(found, true);
    assertThat(told.similar().getFirst().fixedBy()).isEqualTo("Raised the pool");
    assertThat(told.knownBefore()).endsWith("what fixed it was recorded.");
  }

  @Test
  void what_was_kept_when_the_only_one_was_called_a_cause_is_read_as_the_only_one() {
    Analysis kept =
        Json.read(
            "{\"at\": \"2026-03-02T08:00:00Z\", \"version\": 1, \"causes\": [{\"entity\": \"shop\", \"name\": \"shop\", \"probability\": 1.0, \"reasons\": []}], \"services\": [], \"changes\": [], \"similar\": [], \"warnings\": [], \"rarity\": \"unknown\"}",
            Analysis.class);
    assertThat(kept.causes()).isEmpty();
    assertThat(kept.onlyPlace()).isNotNull();
    assertThat(kept.onlyPlace().reasons()).hasSize(1);
    assertThat(Json.read(Json.write(kept), Analysis.class)).isEqualTo(kept);
  }
}
