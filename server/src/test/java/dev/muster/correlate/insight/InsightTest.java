package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InsightTest {
  private final SmallWorld world = new SmallWorld();

  private Insight fresh() {
    return new Insight(world.topology, InsightSettings.USUAL);
  }

  /// A month of settled incidents: slow stores, and releases that broke the middle layer.
  private Insight taught(long seed, int incidents) {
    return taught(seed, incidents, true);
  }

  /// @param said whether people said which incidents are the same
  private Insight taught(long seed, int incidents, boolean said) {
    var random = new Random(seed);
    Insight insight = fresh();
    String[] last = new String[2 * SmallWorld.THIRDS];
    for (int i = 0; i < incidents; i++) {
      Instant at = SmallWorld.START.plus(Duration.ofHours(3L * i));
      int third = random.nextInt(SmallWorld.THIRDS);
      boolean release = random.nextBoolean();
      String change = "c" + i;
      insight.changed(
          SmallWorld.release(
              change,
              at.minus(Duration.ofMinutes(4 + random.nextInt(10))),
              release ? "middle-" + third : "middle-" + (third + 1) % SmallWorld.THIRDS));
      List<Symptom> symptoms =
          release
              ? world.badRelease(third, at, random)
              : world.slowStore(third, at, random.nextInt(4) == 0, random);
      symptoms.forEach(insight::hear);
      int same = third + (release ? SmallWorld.THIRDS : 0);
      insight.learn(
          SmallWorld.past(
              "i" + i,
              symptoms,
              at,
              release ? "middle-" + third : "store-" + third,
              release ? "middle-" + third : "back-" + third,
              release ? new PastIncident.Verdict.ByChange(change) : null,
              !said || last[same] == null ? List.of() : List.of(last[same])));
      last[same] = "i" + i;
    }
    insight.settle();
    return insight;
  }

  @Test
  void without_history_the_thing_that_others_rest_on_and_name_comes_first() {
    Instant at = SmallWorld.START;
    List<Symptom> symptoms = world.slowStore(2, at, false, new Random(1));
    Findings findings = fresh().explain(symptoms, at.plusSeconds(600));
    assertThat(findings.entities().getFirst().id()).isEqualTo("store-2");
    assertThat(findings.services().getFirst().id()).isEqualTo("back-2");
    assertThat(findings.entities().getFirst().because()).isNotEmpty();
    assertThat(findings.changes()).isEmpty();
    assertThat(findings.noChange()).isCloseTo(1, within(1e-9));
    assertThat(findings.namedChange()).isEmpty();
    assertThat(findings.similar()).isEmpty();
    assertThat(findings.rarity()).isEqualTo(Findings.Rarity.UNKNOWN);
  }

  @Test
  void a_silent_cause_is_found_behind_those_that_name_it() {
    Insight insight = taught(3, 60);
    Instant at = SmallWorld.START.plus(Duration.ofDays(20));
    Findings findings =
        insight.explain(world.slowStore(4, at, true, new Random(5)), at.plusSeconds(600));
    assertThat(findings.entities().getFirst().id()).isEqualTo("store-4");
    assertThat(findings.entities().getFirst().silent()).isTrue();
    assertThat(findings.entities().getFirst().because().getFirst())
        .isEqualTo("It has no alert of its own; it is inferred from what rests on it.");
    assertThat(findings.namedCause().orElseThrow().id()).isEqualTo("back-4");
  }

  /// What is thought after an incident was learned from with those causes, one after the other.
  private Findings learnedWith(String... causes) {
    var other = new InsightTest();
    Insight insight = other.taught(6, 6);
    Instant at = SmallWorld.START.plus(Duration.ofDays(10));
    List<Symptom> symptoms = other.world.slowStore(1, at, false, new Random(2));
    for (String cause : causes) {
      insight.learn(SmallWorld.past("judged", symptoms, at, cause, "back-1", null, List.of()));
    }
    Instant later = at.plus(Duration.ofDays(1));
    return insight.explain(
        other.world.slowStore(1, later, false, new Random(8)), later.plusSeconds(600));
  }

  private static void assertSame(Findings one, Findings other) {
    assertThat(one.entities()).hasSameSizeAs(other.entities());
    for (int i = 0; i < one.entities().size(); i++) {
      assertThat(one.entities().get(i).id()).isEqualTo(other.entities().get(i).id());
      assertThat(one.entities().get(i).probability())
          .isCloseTo(other.entities().get(i).probability(), within(1e-6));
    }
    assertThat(one.version()).isEqualTo(other.version());
  }

  @Test
  void an_incident_that_is_learned_from_again_teaches_once() {
    Findings once = learnedWith("store-1");
    assertSame(learnedWith(Collections.nCopies(25, "store-1").toArray(String[]::new)), once);
    assertSame(learnedWith("middle-1", "machine-1", "store-1"), once);
    assertThat(learnedWith("middle-1").entities().getFirst().probability())
        .as("it does teach something")
        .isNotCloseTo(once.entities().getFirst().probability(), within(1e-6));
  }

  @Test
  void an_incident_whose_cause_was_taken_back_teaches_nothing() {
    List<Findings> answers = new ArrayList<>();
    for (boolean judged : new boolean[] {true, false}) {
      var other = new InsightTest();
      Insight insight = other.taught(6, 40);
      Instant at = SmallWorld.START.plus(Duration.ofDays(10));
      List<Symptom> symptoms = other.world.slowStore(1, at, false, new Random(2));
      if (judged) {
        insight.learn(
            SmallWorld.past("judged", symptoms, at, "machine-1", "back-1", null, List.of()));
      }
      insight.recall("judged", symptoms, null);
      Instant later = at.plus(Duration.ofDays(1));
      answers.add(
          insight.explain(
              other.world.slowStore(1, later, false, new Random(8)), later.plusSeconds(600)));
    }
    assertSame(answers.getFirst(), answers.getLast());
  }

  @Test
  void the_release_of_the_broken_service_is_named_and_that_of_a_neighbour_is_not() {
    Insight insight = taught(4, 80);
    Instant at = SmallWorld.START.plus(Duration.ofDays(20));
    insight.changed(SmallWorld.release("guilty", at.minusSeconds(420), "middle-1"));
    insight.changed(SmallWorld.release("innocent", at.minusSeconds(300), "front-1"));
    Findings findings =
        insight.explain(world.badRelease(1, at, new Random(9)), at.plusSeconds(600));
    assertThat(findings.namedChange().orElseThrow().change().id()).isEqualTo("guilty");
    assertThat(findings.namedChange().orElseThrow().before()).isEqualTo(Duration.ofMinutes(7));
    assertThat(findings.namedChange().orElseThrow().because().getFirst())
        .isEqualTo("It was made 7 min before the first trouble.");
  }

  @Test
  void a_change_that_was_not_yet_recorded_is_not_used_and_a_late_note_is() {
    Insight insight = taught(4, 80);
    Instant at = SmallWorld.START.plus(Duration.ofDays(20));
    insight.changed(
        new ChangeNote(
            "late",
            at.minusSeconds(300),
            at.plusSeconds(900),
            "release",
            "pipeline",
            null,
            "middle-1",
            "middle-1",
            ""));
    List<Symptom> symptoms = world.badRelease(1, at, new Random(9));
    assertThat(insight.explain(symptoms, at.plusSeconds(600)).changes()).isEmpty();
    assertThat(insight.explain(symptoms, at.plusSeconds(1_000)).namedChange()).isPresent();
  }

  @Test
  void no_change_is_named_for_a_slow_store_though_the_neighbour_was_released() {
    Insight insight = taught(4, 80);
    Instant at = SmallWorld.START.plus(Duration.ofDays(20));
    insight.changed(SmallWorld.release("innocent", at.minusSeconds(300), "middle-3"));
    Findings findings =
        insight.explain(world.slowStore(1, at, false, new Random(9)), at.plusSeconds(600));
    assertThat(findings.namedChange()).isEmpty();
    assertThat(findings.noChange()).isGreaterThan(0.5);
  }

  @Test
  void the_same_problem_is_found_with_what_fixed_it() {
    Insight insight = taught(6, 80);
    Instant at = SmallWorld.START.plus(Duration.ofDays(12));
    Findings findings =
        insight.explain(world.slowStore(0, at, false, new Random(9)), at.plusSeconds(600));
    Findings.Similar first = findings.similar().getFirst();
    assertThat(first.cause()).isEqualTo("store-0");
    assertThat(first.fixedBy()).isEqualTo("restarted store-0");
    assertThat(first.because()).isNotEmpty();
    assertThat(findings.known()).isNotNull();
    assertThat(findings.similar().stream().mapToDouble(Findings.Similar::probability).sum())
        .as("all that are alike share what is probable")
        .isLessThanOrEqualTo(1.000_001);
    assertThat(findings.similar().stream().filter(one -> one.same() > 0.5).count())
        .as("and each of them was the same trouble: %s", findings.similar())
        .isGreaterThan(1);
  }

  @Test
  void where_nobody_said_which_are_the_same_silence_does_not_say_that_none_is() {
    Insight insight = taught(6, 80, false);
    Instant at = SmallWorld.START.plus(Duration.ofDays(12));
    Findings findings =
        insight.explain(world.slowStore(0, at, false, new Random(9)), at.plusSeconds(600));
    Findings.Similar first = findings.similar().getFirst();
    assertThat(first.cause()).isEqualTo("store-0");
    assertThat(first.same()).as("%s", first).isGreaterThan(0.3);
  }

  @Test
  void a_sequence_that_ended_badly_before_warns_and_one_that_came_to_nothing_does_not() {
    Insight insight = fresh();
    Instant at = SmallWorld.START;
    for (int i = 0; i < 8; i++) {
      int third = i % 3;
      at = at.plus(Duration.ofHours(5));
      List<Symptom> signs = forewarnings(third, at);
      signs.forEach(insight::hear);
      Instant failed = at.plus(Duration.ofMinutes(30));
      var all = new ArrayList<>(signs);
      all.addAll(world.badRelease(third, failed, new Random(i)));
      all.subList(3, all.size()).forEach(insight::hear);
      insight.learn(
          SmallWorld.past(
              "i" + i, all, failed, "middle-" + third, "middle-" + third, null, List.of()));
      Instant later = at.plus(Duration.ofHours(2));
      List<Symptom> harmless =
          List.of(
              world.symptom(later, "threads busy", "middle-" + third),
              world.symptom(later.plusSeconds(200), "swapping", "machine-" + third));
      harmless.forEach(insight::hear);
      harmless.forEach(insight::cameToNothing);
    }
    insight.settle();
    Instant again = at.plus(Duration.ofHours(10));
    List<Symptom> signs = forewarnings(1, again);
    assertThat(insight.hear(signs.get(0))).isEmpty();
    Optional<Warning> early = insight.hear(signs.get(1));
    Optional<Warning> warning = insight.hear(signs.get(2));
    assertThat(early).isEmpty();
    assertThat(warning).isPresent();
    assertThat(warning.orElseThrow().service()).isEqualTo("middle-1");
    assertThat(warning.orElseThrow().incidents()).contains("i1", "i4", "i7").doesNotContain("i0");
    assertThat(warning.orElseThrow().lead().get(1)).isGreaterThan(Duration.ofMinutes(15));
    assertThat(warning.orElseThrow().atLeast()).isLessThan(warning.orElseThrow().probability());
    assertThat(warning.orElseThrow().words())
        .contains("followed by an incident", "half of them within ");
  }

  @Test
  void a_shared_machine_continues_the_story_of_its_guest_not_one_of_whoever_owns_it() {
    Insight insight = fresh();
    Instant at = SmallWorld.START;
    for (int i = 0; i < 8; i++) {
      int third = i % 3;
      at = at.plus(Duration.ofHours(5));
      List<Symptom> signs = guestSuffers(third, at);
      Instant failed = at.plus(Duration.ofMinutes(30));
      var all = new ArrayList<>(signs);
      all.addAll(world.badRelease(third, failed, new Random(i)));
      all.forEach(insight::hear);
      insight.learn(
          SmallWorld.past(
              "i" + i, all, failed, "middle-" + third, "middle-" + third, null, List.of()));
      List<Symptom> harmless = guestSuffers(third, at.plus(Duration.ofHours(2))).subList(0, 2);
      harmless.forEach(insight::hear);
      harmless.forEach(insight::cameToNothing);
    }
    insight.settle();
    List<Symptom> signs = guestSuffers(1, at.plus(Duration.ofHours(10)));
    assertThat(insight.hear(signs.get(0))).isEmpty();
    assertThat(insight.hear(signs.get(1))).isEmpty();
    assertThat(insight.hear(signs.get(2)).map(Warning::service)).contains("middle-1");
  }

  /// The machine belongs to the back, and the middle runs on it, too.
  private List<Symptom> guestSuffers(int third, Instant at) {
    return List.of(
        world.symptom(at, "threads busy", "middle-" + third),
        world.symptom(at.plusSeconds(200), "swapping", "machine-" + third),
        world.symptom(at.plusSeconds(420), "clock is off", "machine-" + third));
  }

  @Test
  void two_steps_that_ended_badly_on_several_services_warn_on_one_where_they_never_came() {
    assertThat(afterSoManyServices(2)).as("too few to go by").isEmpty();
    assertThat(afterSoManyServices(5).map(Warning::service)).contains("middle-5");
  }

  /// The warning for the last service when the same two steps ended in an incident on each of the first ones.
  private Optional<Warning> afterSoManyServices(int count) {
    Insight insight = fresh();
    Instant at = SmallWorld.START;
    for (int i = 0; i < count; i++) {
      at = at.plus(Duration.ofHours(5));
      var all = new ArrayList<>(twoSteps(i, at));
      Instant failed = at.plus(Duration.ofMinutes(30));
      all.addAll(world.badRelease(i, failed, new Random(i)));
      all.forEach(insight::hear);
      insight.learn(
          SmallWorld.past("i" + i, all, failed, "middle-" + i, "middle-" + i, null, List.of()));
    }
    insight.settle();
    List<Symptom> signs = twoSteps(5, at.plus(Duration.ofHours(10)));
    assertThat(insight.hear(signs.getFirst())).isEmpty();
    return insight.hear(signs.getLast());
  }

  @Test
  void two_steps_that_ended_badly_once_on_a_service_are_chance_and_several_times_are_not() {
    assertThat(afterSoManyTimes(1)).isEmpty();
    assertThat(afterSoManyTimes(3).map(Warning::service)).contains("middle-5");
  }

  private Optional<Warning> afterSoManyTimes(int count) {
    Insight insight = fresh();
    Instant at = SmallWorld.START;
    for (int i = 0; i < count; i++) {
      at = at.plus(Duration.ofHours(5));
      var all = new ArrayList<>(twoSteps(5, at));
      Instant failed = at.plus(Duration.ofMinutes(30));
      all.addAll(world.badRelease(5, failed, new Random(i)));
      all.forEach(insight::hear);
      insight.learn(SmallWorld.past("i" + i, all, failed, "middle-5", "middle-5", null, List.of()));
    }
    List<Symptom> signs = twoSteps(5, at.plus(Duration.ofHours(10)));
    assertThat(insight.hear(signs.getFirst())).isEmpty();
    return insight.hear(signs.getLast());
  }

  @Test
  void steps_that_came_after_releases_warn_after_one_only() {
    Insight insight = fresh();
    Instant at = SmallWorld.START;
    for (int i = 0; i < 24; i++) {
      int third = i % 5;
      at = at.plus(Duration.ofHours(9));
      boolean released = i % 3 != 0;
      if (released) {
        insight.changed(
            SmallWorld.release("r" + i, at.minus(Duration.ofMinutes(10)), "middle-" + third));
      }
      var all = new ArrayList<>(twoSteps(third, at));
      if (released) {
        all.addAll(world.badRelease(third, at.plus(Duration.ofMinutes(30)), new Random(i)));
      }
      all.forEach(insight::hear);
      if (released) {
        insight.learn(
            SmallWorld.past(
                "i" + i,
                all,
                at.plus(Duration.ofMinutes(30)),
                "middle-" + third,
                "middle-" + third,
                new PastIncident.Verdict.ByChange("r" + i),
                List.of()));
      } else {
        all.forEach(insight::cameToNothing);
      }
    }
    insight.settle();
    List<Symptom> without = twoSteps(5, at.plus(Duration.ofHours(10)));
    insight.hear(without.getFirst());
    assertThat(insight.hear(without.getLast())).as("without a release").isEmpty();
    Instant later = at.plus(Duration.ofHours(20));
    insight.changed(SmallWorld.release("r", later.minus(Duration.ofMinutes(5)), "middle-5"));
    List<Symptom> after = twoSteps(5, later);
    insight.hear(after.getFirst());
    assertThat(insight.hear(after.getLast()).map(Warning::words).orElse(""))
        .contains("It was changed before (release within the hour), as 16 times");
  }

  @Test
  void what_came_to_a_service_of_which_nothing_more_is_known_forewarns_those_that_rest_on_it() {
    assertThat(acrossBareServices(Dependency.OF_SERVICES).map(Warning::service)).contains("shop");
    assertThat(acrossBareServices("calls")).as("an inventory knows of parts").isEmpty();
  }

  /// The warning after a step on one service and a step on another that rests on it ended in incidents before.
  private static Optional<Warning> acrossBareServices(String kind) {
    var entities = new ArrayList<Entity>();
    for (String id : List.of("shop", "bank", "sales")) {
      String of = id.equals("sales") ? "business_service" : "service";
      entities.add(new Entity(id, of, id, id, null, null, Set.of(), Map.of()));
    }
    var topology =
        Topology.of(
            entities,
            List.of(
                new Dependency("shop", "bank", kind, 1), new Dependency("sales", "bank", kind, 1)));
    var insight = new Insight(topology, InsightSettings.USUAL);
    Instant at = SmallWorld.START;
    for (int i = 0; i < 8; i++) {
      at = at.plus(Duration.ofHours(5));
      List<Symptom> all =
          List.of(
              bare("lag" + i, at, "lag", "bank"),
              bare("heap" + i, at.plusSeconds(300), "heap", "shop"),
              bare("fails" + i, at.plusSeconds(900), "fails", "shop"));
      all.forEach(insight::hear);
      insight.learn(
          SmallWorld.past("i" + i, all, at.plusSeconds(900), "bank", "bank", null, List.of()));
    }
    insight.settle();
    at = at.plus(Duration.ofHours(5));
    assertThat(insight.hear(bare("lag", at, "lag", "bank"))).isEmpty();
    return insight.hear(bare("heap", at.plusSeconds(300), "heap", "shop"));
  }

  private static Symptom bare(String alert, Instant at, String kind, String service) {
    return new Symptom(
        alert,
        at,
        "watcher",
        "watcher|" + kind,
        List.of(kind),
        List.of(),
        Severity.ERROR,
        service,
        service,
        List.of());
  }

  private List<Symptom> twoSteps(int third, Instant at) {
    return List.of(
        world.symptom(at, "threads busy", "middle-" + third),
        world.symptom(at.plusSeconds(300), "heap full", "middle-" + third));
  }

  private List<Symptom> forewarnings(int third, Instant at) {
    return List.of(
        world.symptom(at, "threads busy", "middle-" + third),
        world.symptom(at.plusSeconds(200), "swapping", "machine-" + third),
        world.symptom(at.plusSeconds(420), "heap full", "middle-" + third));
  }

  @Test
  void probabilities_are_shares_and_neither_order_nor_asking_changes_them() {
    for (long seed = 0; seed < 10; seed++) {
      Insight insight = taught(seed, 50);
      var random = new Random(seed);
      Instant at = SmallWorld.START.plus(Duration.ofDays(30));
      var symptoms =
          new ArrayList<>(
              world.slowStore(random.nextInt(SmallWorld.THIRDS), at, random.nextBoolean(), random));
      symptoms.addAll(world.badRelease(random.nextInt(SmallWorld.THIRDS), at, random));
      Findings once = insight.explain(symptoms, at.plusSeconds(600));
      Collections.shuffle(symptoms, random);
      Findings twice = insight.explain(symptoms, at.plusSeconds(600));
      assertThat(twice.entities()).as("seed %d", seed).isEqualTo(once.entities());
      assertThat(twice.similar()).as("seed %d", seed).isEqualTo(once.similar());
      double sum = once.entities().stream().mapToDouble(Findings.Suspect::probability).sum();
      assertThat(sum).as("seed %d", seed).isBetween(0.0, 1 + 1e-9);
      double changes = once.noChange();
      for (Findings.SuspectChange change : once.changes()) {
        changes += change.probability();
      }
      assertThat(changes).as("seed %d", seed).isBetween(0.0, 1 + 1e-9);
    }
  }

  @Test
  void the_same_history_gives_the_same_answers() {
    Instant at = SmallWorld.START.plus(Duration.ofDays(30));
    List<Symptom> symptoms = world.slowStore(2, at, false, new Random(1));
    Findings one = taught(7, 60).explain(symptoms, at.plusSeconds(600));
    Findings other = taught(7, 60).explain(symptoms, at.plusSeconds(600));
    assertThat(other.services()).isEqualTo(one.services());
    assertThat(other.similar()).isEqualTo(one.similar());
  }

  @Test
  void alerts_about_nothing_known_are_survived() {
    Insight insight = taught(2, 40);
    Instant at = SmallWorld.START.plus(Duration.ofDays(30));
    var strange =
        new Symptom(
            "x",
            at,
            "t",
            "t|k",
            List.of(),
            List.of(),
            dev.muster.kernel.Severity.INFO,
            "nowhere",
            null,
            List.of("nobody"));
    insight.hear(strange);
    insight.cameToNothing(strange);
    assertThat(insight.explain(List.of(strange), at).entities()).isEmpty();
    assertThat(insight.explain(List.of(), at).services()).isEmpty();
  }
}
