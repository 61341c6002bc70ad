package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.ledger.Move;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What people say of an incident counts whenever they say it, and outranks what was thought.
class ThinkerTest {
  private static final Instant FIRST = Instant.parse("2026-03-02T08:00:00Z");
  private static final Instant SECOND = FIRST.plus(Duration.ofHours(5));

  private final List<Thinker.Outcome> outcomes = new ArrayList<>();
  private final Thinker thinker = new Thinker(town(), () -> "W");
  private int alerts;

  private static Topologies.Snapshot town() {
    var entities =
        List.of(
            entity("service", "shop", "shop"),
            entity("service", "ledger", "ledger"),
            entity("host", "host-12", "ledger"),
            entity("device", "switch-7", "ledger"));
    var edges =
        List.of(
            new Dependency("shop", "ledger", "calls", 1),
            new Dependency("ledger", "host-12", "runs-on", 1),
            new Dependency("host-12", "switch-7", "connects-via", 1));
    var topology = Topology.of(entities, edges);
    return new Topologies.Snapshot("1", topology, new NoOwners(topology.indexOf("shop")));
  }

  private static Entity entity(String kind, String id, String service) {
    return new Entity(id, kind, id, service, null, null, Set.of(), Map.of());
  }

  private record NoOwners(int standing) implements Topologies.Owners {
    @Override
    public Optional<String> ownerOf(int entity) {
      return Optional.empty();
    }

    @Override
    public int entityOf(String serviceId) {
      return standing;
    }
  }

  private void cry(String incident, Instant at, String place, String summary) {
    String id = "alert-" + alerts++;
    thinker.heard(
        new AlertSighting(
            id, at, null, "watcher", summary, place, null, null, null, Severity.ERROR, Map.of()),
        outcomes::add);
    thinker.decided(new Move(1, at, id, Entry.Kind.JOIN, incident), outcomes::add);
  }

  /// The host is unreachable, what rests on it fails; answers what is thought of it a quarter of an hour later.
  private Findings trouble(String incident, Instant at) {
    cry(incident, at, "host-12", "Host host-12 unreachable");
    cry(incident, at.plusSeconds(20), "ledger", "ledger answers with errors");
    cry(incident, at.plusSeconds(40), "shop", "shop cannot reach ledger");
    outcomes.clear();
    thinker.pass(at.plus(Thinker.SETTLED), outcomes::add);
    Findings last = null;
    for (Thinker.Outcome outcome : outcomes) {
      if (outcome instanceof Thinker.Outcome.Thought thought
          && thought.incidentId().equals(incident)) {
        last = thought.findings();
      }
    }
    return Objects.requireNonNull(last);
  }

  private void over(Instant at) {
    thinker.pass(at.plus(Duration.ofHours(2)), outcomes::add);
  }

  private static Thinker.Told broke(String entity) {
    return new Thinker.Told(entity, null, Set.of());
  }

  /// What is remembered as the cause of the first incident when the second one comes.
  private @Nullable String remembered() {
    Findings second = trouble("I2", SECOND);
    return second.similar().stream()
        .filter(similar -> similar.id().equals("I1"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the first one is not found again"))
        .cause();
  }

  private String guess() {
    return trouble("I1", FIRST).entities().getFirst().id();
  }

  @Test
  void without_a_word_the_guess_is_remembered() {
    String guess = guess();
    over(FIRST);
    assertThat(remembered()).isEqualTo(guess);
  }

  @Test
  void a_word_while_it_lasts_counts() {
    trouble("I1", FIRST);
    assertThat(thinker.told("I1", broke("switch-7"), FIRST.plusSeconds(1_200))).isTrue();
    over(FIRST);
    assertThat(remembered()).isEqualTo("switch-7");
  }

  @Test
  void a_word_after_it_is_over_counts_at_once() {
    trouble("I1", FIRST);
    over(FIRST);
    assertThat(thinker.told("I1", broke("switch-7"), FIRST.plus(Duration.ofHours(3)))).isTrue();
    assertThat(remembered()).isEqualTo("switch-7");
  }

  @Test
  void each_further_word_takes_the_place_of_the_one_before() {
    var last = new Thinker.Told("switch-7", null, Set.of("ledger", "shop"));
    List<Findings.Suspect> once = afterWords(last);
    assertThat(
            afterWords(
                broke("ledger"),
                broke("switch-7"),
                new Thinker.Told("switch-7", null, Set.of("ledger")),
                last,
                last))
        .isEqualTo(once);
    assertThat(afterWords(broke("ledger"))).isNotEqualTo(once);
  }

  /// What is thought of the second incident after those words about the first, said when that was over.
  private static List<Findings.Suspect> afterWords(Thinker.Told... words) {
    var test = new ThinkerTest();
    test.trouble("I1", FIRST);
    test.over(FIRST);
    for (Thinker.Told word : words) {
      test.thinker.told("I1", word, FIRST.plus(Duration.ofHours(3)));
    }
    return test.trouble("I2", SECOND).entities();
  }

  @Test
  void the_same_word_about_an_incident_of_before_is_recalled_once() {
    assertThat(thinker.told("gone", broke("switch-7"), FIRST)).isFalse();
    assertThat(thinker.told("gone", broke("switch-7"), FIRST)).isTrue();
    assertThat(thinker.told("gone", broke("ledger"), FIRST)).isFalse();
  }

  @Test
  void a_word_that_was_there_before_the_past_was_followed_counts() {
    assertThat(thinker.told("I1", broke("switch-7"), FIRST)).as("not of the present").isFalse();
    trouble("I1", FIRST);
    over(FIRST);
    assertThat(remembered()).isEqualTo("switch-7");
  }

  @Test
  void what_people_rejected_is_not_remembered_even_when_guesses_are_trusted() {
    thinker.trust(true);
    String guess = guess();
    thinker.told("I1", new Thinker.Told(null, null, Set.of(guess)), FIRST.plusSeconds(1_200));
    over(FIRST);
    assertThat(remembered()).isNull();
  }

  @Test
  void what_people_rejected_of_an_old_incident_is_not_recalled() {
    thinker.trust(true);
    thinker.told("I1", new Thinker.Told(null, null, Set.of("host-12")), FIRST);
    var sighting =
        new AlertSighting(
            "old",
            FIRST,
            null,
            "watcher",
            "Host host-12 unreachable",
            "host-12",
            null,
            null,
            null,
            Severity.ERROR,
            Map.of());
    thinker.recall("I1", List.of(thinker.symptom(sighting)), "host-12", FIRST.plusSeconds(600));
    assertThat(remembered()).isNull();
  }

  @Test
  void a_guess_teaches_only_when_guesses_are_trusted() {
    double untrusted = again(false);
    double trusted = again(true);
    assertThat(trusted).isGreaterThan(untrusted);
  }

  /// How likely the same guess is thought in the second of two incidents alike.
  private static double again(boolean trusted) {
    var test = new ThinkerTest();
    test.thinker.trust(trusted);
    String guess = test.guess();
    test.over(FIRST);
    Findings.Suspect second = test.trouble("I2", SECOND).entities().getFirst();
    assertThat(second.id()).isEqualTo(guess);
    return second.probability();
  }

  @Test
  void what_names_nothing_is_not_about_the_service_whose_door_it_came_through() {
    for (int i = 1; i <= 2; i++) { // town() knows the shop as what stands for every service
      thinker.heard(
          new AlertSighting(
              "A" + i,
              FIRST.plusSeconds(i),
              null,
              "watcher",
              "no such employee id " + i,
              "batch",
              null,
              null,
              null,
              Severity.ERROR,
              Map.of(),
              "PSHOP"),
          outcomes::add);
      thinker.decided(
          new Move(i, FIRST.plusSeconds(i), "A" + i, Entry.Kind.JOIN, "I" + i), outcomes::add);
    }
    thinker.pass(FIRST.plusSeconds(60), outcomes::add);
    List<Findings> thoughts =
        outcomes.stream()
            .filter(Thinker.Outcome.Thought.class::isInstance)
            .map(outcome -> ((Thinker.Outcome.Thought) outcome).findings())
            .toList();
    // nobody's people would be told, and what shares a door only is not the same trouble
    assertThat(thoughts)
        .isNotEmpty()
        .allMatch(thought -> thought.entities().isEmpty() && thought.services().isEmpty());
    assertThat(thinker.near("I1")).isEmpty();
  }
}
