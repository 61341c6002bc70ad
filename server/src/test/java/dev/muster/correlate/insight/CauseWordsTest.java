package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A reason is given for a candidate when it sets it apart from the others and when it is true of it.
class CauseWordsTest {
  private static final Instant AT = SmallWorld.START;

  private final SmallWorld world = new SmallWorld();

  /// What is said of that thing when one trait sets it apart from another candidate.
  private List<String> said(
      String entity, CauseModel.Trait trait, double own, double other, Symptom... symptoms) {
    var scene =
        new Scene(
            world.topology, List.of(symptoms), List.of(), new Cries(new Lags(), _ -> 1, () -> 0));
    CauseModel.Candidate candidate = candidate(entity, trait, own);
    double[] weights = new double[CauseModel.Trait.values().length];
    weights[trait.ordinal()] = 10;
    return new CauseWords(
            world.topology,
            scene,
            Map.of(),
            new Reach(world.topology),
            weights,
            List.of(candidate, candidate("machine-5", trait, other)))
        .of(candidate);
  }

  private CauseModel.Candidate candidate(String entity, CauseModel.Trait trait, double value) {
    float[] traits = new float[CauseModel.Trait.values().length];
    traits[trait.ordinal()] = (float) value;
    return new CauseModel.Candidate(world.topology.indexOf(entity), traits);
  }

  private Symptom cry(String place, int second) {
    return world.symptom(AT.plusSeconds(second), "failing calls", place);
  }

  @Test
  void a_small_share_of_the_trouble_is_not_much_of_it() {
    Symptom cry = cry("front-1", 0);
    assertThat(said("middle-1", CauseModel.Trait.CREDIT, 0.5, 0, cry))
        .containsExactly("Much of the trouble falls to it.");
    assertThat(said("middle-1", CauseModel.Trait.CREDIT, 0.1, 0, cry)).isEmpty();
  }

  @Test
  void what_most_of_the_crying_rests_on_is_not_said_to_hold_little() {
    Symptom[] cries = {cry("front-1", 0), cry("middle-1", 10), cry("front-2", 20)};
    for (CauseModel.Trait trait :
        List.of(CauseModel.Trait.EXPLAINS, CauseModel.Trait.RELATIVE, CauseModel.Trait.EVIDENCE)) {
      assertThat(said("back-1", trait, 0.04, 0.3, cries)).as("%s, two of three", trait).isEmpty();
      assertThat(said("back-2", trait, 0.04, 0.3, cries))
          .as("%s, one of three", trait)
          .containsExactly("Few of the other things with alerts rest on it.");
    }
  }

  @Test
  void how_much_of_the_crying_rests_on_it_is_counted_as_people_would() {
    CauseModel.Trait trait = CauseModel.Trait.EXPLAINS;
    Symptom one = cry("front-1", 0);
    Symptom two = cry("middle-1", 10);
    Symptom three = cry("front-2", 20);
    assertThat(said("back-1", trait, 1, 0, one))
        .containsExactly("The other thing with alerts rests on it.");
    assertThat(said("back-1", trait, 1, 0, one, two))
        .containsExactly("Both other things with alerts rest on it.");
    assertThat(said("back-1", trait, 1, 0, one, two, three))
        .containsExactly("2 of the 3 other things with alerts rest on it.");
  }

  @Test
  void quiet_is_said_of_most_of_what_rests_on_it_only() {
    CauseModel.Trait trait = CauseModel.Trait.QUIET_DEPENDANTS;
    Symptom[] most = {cry("front-1", 0), cry("middle-1", 10)};
    assertThat(said("machine-1", trait, -1, 0, cry("front-1", 0)))
        .as("one of three cries")
        .containsExactly("Much of what rests on it is quiet.");
    assertThat(said("machine-1", trait, -1, 0, most)).as("two of three cry").isEmpty();
  }

  @Test
  void nothing_rests_on_a_leaf_that_began_first() {
    Symptom[] cries = {cry("front-1", 0), cry("middle-1", 200)};
    assertThat(said("front-1", CauseModel.Trait.EARLY, 1, 0, cries)).isEmpty();
    assertThat(said("middle-1", CauseModel.Trait.EARLY, 1, 0, cries))
        .containsExactly("What began first rests on it.");
    assertThat(said("back-1", CauseModel.Trait.EARLY, 1, 0, cry("store-1", 0), cry("front-1", 200)))
        .as("only something late rests on it")
        .isEmpty();
  }

  @Test
  void what_never_began_began_before_nothing() {
    assertThat(said("store-1", CauseModel.Trait.AFTER, 0.5, 0, cry("back-1", 0))).isEmpty();
    assertThat(said("back-1", CauseModel.Trait.AFTER, 0.5, 0, cry("back-1", 0))).isEmpty();
    assertThat(said("back-1", CauseModel.Trait.AFTER, 1, 0, cry("front-1", 0), cry("back-1", 30)))
        .isEmpty();
    assertThat(said("back-1", CauseModel.Trait.AFTER, 1, 0, cry("back-1", 0), cry("front-1", 30)))
        .containsExactly("What rests on it began after it.");
  }

  @Test
  void how_much_later_is_told_as_people_tell_it() {
    assertThat(said("back-1", CauseModel.Trait.FIRST, -1, 0, cry("front-1", 0), cry("back-1", 865)))
        .containsExactly("Its trouble began 14 min 25 s after the first.");
  }

  @Test
  void to_be_less_unlikely_than_the_others_is_no_reason() {
    Symptom cry = cry("store-1", 0);
    for (CauseModel.Trait trait :
        Arrays.asList(
            CauseModel.Trait.PASSED_BEST,
            CauseModel.Trait.PASSED_MEAN,
            CauseModel.Trait.FITS_KIND,
            CauseModel.Trait.ENTITY_PAST,
            CauseModel.Trait.SERVICE_PAST,
            CauseModel.Trait.KIND,
            CauseModel.Trait.SIGN_BEST)) {
      assertThat(said("store-1", trait, 0, -3, cry)).as("%s, unknown", trait).isEmpty();
      assertThat(said("store-1", trait, -0.5, -3, cry)).as("%s, unlikely", trait).isEmpty();
      assertThat(said("store-1", trait, 1, -3, cry)).as("%s, likely", trait).hasSize(1);
    }
  }

  @Test
  void silence_counts_by_what_is_usually_heard() {
    Symptom cry = cry("front-1", 0);
    assertThat(said("middle-1", CauseModel.Trait.SILENT_HEARD, 2, 0, cry))
        .as("speaks for it")
        .isEmpty();
    assertThat(said("middle-1", CauseModel.Trait.SILENT_HEARD, 1, 2, cry))
        .containsExactly("It often has alerts, and now it is quiet.");
    assertThat(heardOften(new CauseModel(world.topology), cry)).isPositive();
  }

  @Test
  void how_often_a_kind_is_silent_is_said_only_when_it_is_known() {
    assertThat(silence(0.3, 1.5)).as("seldom, as far as is known").isEmpty();
    assertThat(silence(0, 1.5)).as("a kind never seen").isEmpty();
    assertThat(silence(1, -1)).as("more often than others, less than half").isEmpty();
    assertThat(silence(2, 0))
        .containsExactly("A service that fails often has no alert of its own.");
    assertThat(silence(-1, 1))
        .containsExactly("A service that fails mostly has alerts of its own.");
  }

  /// What is said of a silent thing of such a kind, beside that it is silent.
  private List<String> silence(double own, double other) {
    var scene =
        new Scene(
            world.topology,
            List.of(cry("front-1", 0)),
            List.of(),
            new Cries(new Lags(), _ -> 1, () -> 0));
    CauseModel.Candidate candidate = candidate("middle-1", CauseModel.Trait.SILENT_KIND, own);
    candidate.traits()[CauseModel.Trait.SILENT.ordinal()] = 1;
    double[] weights = new double[CauseModel.Trait.values().length];
    weights[CauseModel.Trait.SILENT_KIND.ordinal()] = 10;
    CauseModel.Candidate beside = candidate("machine-5", CauseModel.Trait.SILENT_KIND, other);
    return new CauseWords(
            world.topology,
            scene,
            Map.of(),
            new Reach(world.topology),
            weights,
            List.of(candidate, beside))
        .of(candidate).stream()
            .filter(sentence -> !sentence.startsWith("It has no alert of its own"))
            .toList();
  }

  /// How much the silence of a thing weighs that was heard before.
  private float heardOften(CauseModel model, Symptom cry) {
    model.heard(world.symptom(AT.minusSeconds(9_000), "failing calls", "middle-1"));
    var scene =
        new Scene(world.topology, List.of(cry), List.of(), new Cries(new Lags(), _ -> 1, () -> 0));
    return model.candidates(scene, new Weights(), Map.of(), Map.of()).stream()
        .filter(one -> one.entity() == world.topology.indexOf("middle-1"))
        .findFirst()
        .orElseThrow()
        .traits()[CauseModel.Trait.SILENT_HEARD.ordinal()];
  }

  @Test
  void what_has_alerts_elsewhere_is_not_said_to_have_none() {
    var scene =
        new Scene(
            world.topology,
            List.of(cry("front-1", 0)),
            List.of(),
            new Cries(new Lags(), _ -> 1, () -> 0));
    CauseModel.Candidate silent = candidate("middle-1", CauseModel.Trait.SILENT, 1);
    assertThat(words(scene, Map.of(), silent))
        .containsExactly("It has no alert of its own; it is inferred from what rests on it.");
    assertThat(words(scene, Map.of("middle-1", "It has one in incident #7."), silent))
        .containsExactly("It has one in incident #7.");
    var cries = new Cries(new Lags(), _ -> 1, () -> 0);
    var beside =
        new Scene(
            world.topology,
            List.of(cry("front-1", 600)),
            List.of(Placed.of(world.topology, cries, cry("middle-1", 0))),
            cries);
    assertThat(words(beside, Map.of(), silent))
        .containsExactly(
            "It has no alert in this incident, but had one lately, in another or in none.");
  }

  private List<String> words(
      Scene scene, Map<String, String> elsewhere, CauseModel.Candidate candidate) {
    return new CauseWords(
            world.topology,
            scene,
            elsewhere,
            new Reach(world.topology),
            new double[CauseModel.Trait.values().length],
            List.of(candidate))
        .of(candidate);
  }
}
