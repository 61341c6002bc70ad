package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.insight.Symptom;
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
  private final Thinker thinker = new Thinker(town(), () -> "W", id -> "incident #" + id);
  private int alerts;

  private static Topologies.Snapshot town() {
    var entities =
        List.of(
            entity("service", "shop", "shop"),
            entity("service", "ledger", "ledger"),
            entity("host", "host-12", "ledger"),
            entity("device", "switch-7", "ledger"),
            entity("service", "mailer", "mailer"));
    var edges =
        List.of(
            new Dependency("shop", "ledger", "calls", 1),
            new Dependency("ledger", "host-12", "runs-on", 1),
            new Dependency("host-12", "switch-7", "connects-via", 1));
    var topology = Topology.of(entities, edges);
    var lonely = new ArrayList<>(entities);
    lonely.add(entity("service", "PLONE", "PLONE"));
    lonely.add(entity("service", "PGATE", "PGATE"));
    var whole = Topology.of(lonely, edges);
    return new Topologies.Snapshot(
        "1",
        topology,
        new SameIds(topology),
        new Topologies.Snapshot("2", whole, new SameIds(whole)));
  }

  private static Entity entity(String kind, String id, String service) {
    return new Entity(id, kind, id, service, null, null, Set.of(), Map.of());
  }

  /// Each service of the topology is one of the house, under the same id.
  private record SameIds(Topology topology) implements Topologies.Owners {
    @Override
    public Optional<String> ownerOf(int entity) {
      return Optional.of(topology.entity(topology.serviceOf(entity)).id());
    }

    @Override
    public int entityOf(String serviceId) {
      return topology.indexOf(serviceId);
    }

    @Override
    public int placeOf(String serviceId) {
      return entityOf(serviceId);
    }
  }

  private String cry(String incident, Instant at, String place, String summary) {
    String id = "alert-" + alerts++;
    thinker.heard(
        new AlertSighting(
            id, at, null, "watcher", summary, place, null, null, null, Severity.ERROR, Map.of()),
        outcomes::add);
    thinker.decided(new Move(1, at, id, Entry.Kind.JOIN, incident), outcomes::add);
    return id;
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

  /// What is thought of the shop's incident while another one of the ledger is open, or was before.
  private Findings besides(boolean open) {
    String ledger = cry("I1", FIRST, "ledger", "ledger answers with errors");
    if (!open) {
      thinker.resolved(ledger);
    }
    cry("I2", FIRST.plusSeconds(1_200), "shop", "shop has failing calls");
    outcomes.clear();
    thinker.pass(FIRST.plusSeconds(1_200), outcomes::add);
    return told(Thinker.Outcome.Thought.class).stream()
        .filter(thought -> thought.incidentId().equals("I2"))
        .findFirst()
        .orElseThrow()
        .findings();
  }

  private static Findings.Suspect suspect(Findings findings, String id) {
    return findings.entities().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void an_open_incident_of_what_it_rests_on_counts_and_is_told() {
    Findings open = besides(true);
    Findings over = new ThinkerTest().besides(false);
    assertThat(suspect(open, "ledger").because())
        .contains("It has no alert in this incident, but one open in incident #I1.");
    assertThat(open.entities().getFirst().id()).isEqualTo("ledger");
    assertThat(suspect(over, "ledger").because())
        .noneMatch(words -> words.contains("#I1") || words.contains("no alert of its own"));
    assertThat(suspect(over, "ledger").probability())
        .isLessThan(suspect(open, "ledger").probability());
  }

  @Test
  void what_came_to_an_incident_from_another_cries_there_no_longer() {
    String first = cry("I1", FIRST, "ledger", "ledger answers with errors");
    cry("I3", FIRST.plusSeconds(5), "ledger", "ledger is slow");
    cry("I2", FIRST.plusSeconds(10), "shop", "shop has failing calls");
    assertThat(saidOfTheLedger(FIRST.plusSeconds(20)))
        .contains("It has no alert in this incident, but 2 open in incident #I3 and others.");
    thinker.decided(
        new Move(9, FIRST.plusSeconds(80), first, Entry.Kind.DEMOTE, null), outcomes::add);
    cry("I2", FIRST.plusSeconds(90), "shop", "shop is down");
    assertThat(saidOfTheLedger(FIRST.plusSeconds(100)))
        .contains("It has no alert in this incident, but one open in incident #I3.");
  }

  private List<String> saidOfTheLedger(Instant at) {
    outcomes.clear();
    thinker.pass(at, outcomes::add);
    Findings findings =
        told(Thinker.Outcome.Thought.class).stream()
            .filter(thought -> thought.incidentId().equals("I2"))
            .findFirst()
            .orElseThrow()
            .findings();
    return suspect(findings, "ledger").because();
  }

  @Test
  void services_are_tied_when_one_rests_on_another() {
    cry("I1", FIRST, "shop", "shop has failing calls");
    cry("I1", FIRST, "mailer", "mailer has failing calls");
    thinker.pass(FIRST.plusSeconds(1), outcomes::add);
    assertThat(told(Thinker.Outcome.Thought.class).getLast().tied()).isEmpty();
    cry("I1", FIRST.plusSeconds(20), "host-12", "Host host-12 unreachable");
    thinker.pass(FIRST.plusSeconds(200), outcomes::add);
    assertThat(told(Thinker.Outcome.Thought.class).getLast().tied())
        .containsExactlyInAnyOrder("shop", "ledger");
  }

  private static AlertSighting nameless(String id, Instant at, String summary, String door) {
    return new AlertSighting(
        id,
        at,
        null,
        "watcher",
        summary,
        "batch",
        null,
        null,
        null,
        Severity.ERROR,
        Map.of(),
        door);
  }

  private void opens(String id, Instant at, String summary, String door, String incident) {
    thinker.heard(nameless(id, at, summary, door), outcomes::add);
    thinker.decided(new Move(1, at, id, Entry.Kind.JOIN, incident), outcomes::add);
  }

  private <T> List<T> told(Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void what_names_nothing_is_about_the_service_whose_door_it_came_through() {
    opens("A1", FIRST, "no such employee id 1", "PLONE", "I1");
    opens("A2", FIRST.plusSeconds(2), "no such employee id 2", "PLONE", "I2");
    thinker.pass(FIRST.plusSeconds(60), outcomes::add);
    assertThat(told(Thinker.Outcome.Thought.class))
        .isNotEmpty()
        .allSatisfy(thought -> {
          assertThat(thought.findings().namedCause().orElseThrow().id()).isEqualTo("PLONE");
          assertThat(thought.named()).isFalse();
        });
    assertThat(thinker.near("I1")).as("what shares a door only").isEmpty();
  }

  @Test
  void a_door_through_which_others_are_named_is_no_place() {
    opens("A1", FIRST, "ledger answers with errors", "PGATE", "I1");
    opens("A2", FIRST, "shop answers with errors", "PGATE", "I1");
    opens("A3", FIRST, "mailer answers with errors", "PGATE", "I1");
    opens("A4", FIRST, "no such employee id", "PGATE", "I2");
    thinker.pass(FIRST.plusSeconds(60), outcomes::add);
    List<Thinker.Outcome.Thought> thoughts = told(Thinker.Outcome.Thought.class);
    assertThat(thoughts)
        .filteredOn(one -> one.incidentId().equals("I1"))
        .allMatch(one -> one.named());
    assertThat(thoughts)
        .filteredOn(one -> one.incidentId().equals("I2"))
        .isNotEmpty()
        .allMatch(one -> one.findings().entities().isEmpty());
  }

  @Test
  void a_change_that_names_nothing_is_one_of_the_service_whose_pipeline_told_of_it() {
    assertThat(suspects("PLONE", null)).contains("C1");
    assertThat(suspects("PLONE", "unheard-of")).as("of something that nobody knows").isEmpty();
    assertThat(suspects("PGATE", null)).as("of another service").isEmpty();
  }

  /// The changes suspected of a nameless alert of the lonely service after one that was told through that door.
  private static List<String> suspects(String door, @Nullable String target) {
    var test = new ThinkerTest();
    test.thinker.changed(
        new ChangeSighting(
            "C1",
            FIRST.minusSeconds(600),
            null,
            "Release 4.2",
            "pipeline",
            "deploy",
            target,
            null,
            null,
            null,
            Map.of(),
            door));
    test.opens("A1", FIRST, "no such employee id", "PLONE", "I1");
    test.thinker.pass(FIRST.plusSeconds(60), test.outcomes::add);
    return test.told(Thinker.Outcome.Thought.class).getLast().findings().changes().stream()
        .map(one -> one.change().id())
        .toList();
  }

  /// Eight times the lonely service failed after the same two steps.
  private void pastFailures() {
    for (int n = 0; n < 8; n++) {
      Instant failed = FIRST.minus(Duration.ofDays(31L - 4L * n));
      String incident = "OLD-" + n;
      var symptoms = new ArrayList<Symptom>();
      for (int step = 0; step < 3; step++) {
        Instant at = failed.minus(Duration.ofMinutes(18 - 9L * step));
        AlertSighting alert = nameless(incident + "-" + step, at, STEPS.get(step), "PLONE");
        Symptom symptom = thinker.symptom(alert);
        thinker.hearPast(symptom);
        symptoms.add(symptom);
      }
      thinker.learn(
          new PastIncident(
              incident,
              symptoms.getFirst().onset(),
              failed,
              failed.plusSeconds(3_600),
              null,
              "PLONE",
              new PastIncident.Verdict.Unknown(),
              List.of(),
              null,
              symptoms,
              List.of()));
    }
    thinker.settle();
  }

  private static final List<String> STEPS =
      List.of("queue of payouts is long", "workers run out of heap", "payouts have failed");

  @Test
  void a_warning_comes_true_by_what_follows_and_not_by_what_it_was_given_for() {
    pastFailures();
    opens("A", FIRST, STEPS.get(0), "PLONE", "I1");
    assertThat(told(Thinker.Outcome.Warned.class)).isEmpty();
    opens("B", FIRST.plusSeconds(540), STEPS.get(1), "PLONE", "I1");
    Thinker.Outcome.Warned warned = told(Thinker.Outcome.Warned.class).getFirst();
    assertThat(warned.warning().service()).isEqualTo("PLONE");
    assertThat(warned.warning().incidents()).hasSize(8);
    assertThat(warned.warning().lead().get(1)).isEqualTo(Duration.ofMinutes(9));
    assertThat(told(Thinker.Outcome.Fulfilled.class)).as("its own alerts").isEmpty();
    opens("C", FIRST.plusSeconds(1_080), STEPS.get(2), "PLONE", "I1");
    assertThat(told(Thinker.Outcome.Fulfilled.class))
        .containsExactly(
            new Thinker.Outcome.Fulfilled(warned.id(), "I1", FIRST.plusSeconds(1_080)));
  }

  @Test
  void a_warning_that_nothing_followed_is_a_miss_also_for_one_who_begins_anew() {
    pastFailures();
    opens("A", FIRST, STEPS.get(0), "PLONE", "I1");
    opens("B", FIRST.plusSeconds(540), STEPS.get(1), "PLONE", "I1");
    Thinker.Outcome.Warned warned = told(Thinker.Outcome.Warned.class).getFirst();
    var anew = new Thinker(town(), () -> "X", id -> id);
    anew.await(List.of(Thinker.Open.of(warned.id(), warned.warning(), warned.warning().at())));
    var outcome = new Thinker.Outcome.Fulfilled(warned.id(), null, FIRST.plusSeconds(540 + 3_600));
    for (Thinker one : List.of(thinker, anew)) {
      outcomes.clear();
      one.pass(FIRST.plusSeconds(540 + 3_600), outcomes::add);
      assertThat(told(Thinker.Outcome.Fulfilled.class)).containsExactly(outcome);
    }
  }

  @Test
  void what_comes_within_seconds_is_thought_about_soon_and_then_once_a_minute() {
    Instant at = FIRST;
    for (int seconds : new int[] {0, 3, 20, 40, 100}) {
      thinker.pass(at.plusSeconds(seconds), outcomes::add);
      cry(
          "I1",
          at.plusSeconds(seconds),
          "shop",
          "shop fails in way " + "abcdefgh".charAt(seconds / 14));
    }
    thinker.pass(at.plusSeconds(600), outcomes::add);
    assertThat(
            outcomes.stream()
                .filter(Thinker.Outcome.Thought.class::isInstance)
                .map(outcome ->
                    Duration.between(at, ((Thinker.Outcome.Thought) outcome).findings().asOf())
                        .toSeconds()))
        .containsExactly(0L, 15L, 75L, 135L);
  }
}
