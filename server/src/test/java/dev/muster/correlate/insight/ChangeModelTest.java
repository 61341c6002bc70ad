package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is known of changes when one is looked for that may be behind an incident.
class ChangeModelTest {
  private static final Instant AT = SmallWorld.START.plus(Duration.ofHours(2));

  private final SmallWorld world = new SmallWorld();
  private final ChangeModel changes = new ChangeModel(world.topology);

  private Scene scene(List<Symptom> symptoms) {
    return new Scene(world.topology, symptoms, List.of(), new Cries(new Lags(), _ -> 1, () -> 0));
  }

  private ChangeModel.Option option(Scene scene, String id, Map<Integer, Double> began) {
    int middle = world.topology.indexOf("middle-1");
    var since = new Weights();
    began.forEach(since::least);
    return changes
        .options(
            scene, new TreeMap<>(Map.of(middle, 1.0)), 0, since, AT.plusSeconds(900).toEpochMilli())
        .stream()
        .filter(option -> option.change() != null && option.change().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static float trait(ChangeModel.Option option, ChangeModel.Trait trait) {
    return option.traits()[trait.ordinal()];
  }

  @Test
  void a_stranger_that_cried_earlier_does_not_hide_the_change() {
    changes.add(SmallWorld.release("r1", AT.minusSeconds(240), "middle-1"));
    var symptoms = new java.util.ArrayList<>(world.badRelease(1, AT, new Random(1)));
    symptoms.add(world.symptom(AT.minusSeconds(2_400), "failing calls", "front-5"));
    Scene scene = scene(symptoms);
    int middle = world.topology.indexOf("middle-1");
    ChangeModel.Option found = option(scene, "r1", Map.of(middle, (double) AT.toEpochMilli()));
    assertThat(trait(found, ChangeModel.Trait.LAG_OWN))
        .isGreaterThan(trait(found, ChangeModel.Trait.LAG));
    assertThat(changes.because(found, scene))
        .contains("It was made 4 min before the first trouble that it would explain.")
        .anyMatch(words -> words.endsWith(", and as far as is known nothing else is concerned."));
  }

  @Test
  void alerts_tell_what_kind_of_change_was_behind_such_before() {
    int middle = world.topology.indexOf("middle-1");
    for (int i = 0; i < 12; i++) {
      Instant at = AT.minus(Duration.ofDays(20L - i));
      boolean release = i % 2 == 0;
      var culprit =
          new ChangeNote(
              "c" + i,
              at.minusSeconds(release ? 300 : 7_200),
              at.minusSeconds(60),
              release ? "release" : "schema",
              "pipeline",
              "ines",
              "middle-1",
              "middle-1",
              "changed");
      changes.add(culprit);
      List<Symptom> symptoms =
          List.of(world.symptom(at, release ? "new exception" : "slow statements", "middle-1"));
      changes.learn(
          scene(symptoms), middle, culprit, at.plusSeconds(900).toEpochMilli(), new Trace());
    }
    changes.add(SmallWorld.release("mine", AT.minusSeconds(300), "middle-1"));
    ChangeModel.Option fits =
        option(scene(List.of(world.symptom(AT, "new exception", "middle-1"))), "mine", Map.of());
    ChangeModel.Option other =
        option(scene(List.of(world.symptom(AT, "slow statements", "middle-1"))), "mine", Map.of());
    assertThat(trait(fits, ChangeModel.Trait.FITS_TYPE)).isGreaterThan(0.3f);
    assertThat(trait(other, ChangeModel.Trait.FITS_TYPE)).isLessThan(-0.3f);
    assertThat(trait(other, ChangeModel.Trait.LATE))
        .as("such trouble showed two hours after the change behind it")
        .isGreaterThan(trait(fits, ChangeModel.Trait.LATE) + 1);
  }

  @Test
  void words_that_monitors_share_tell_whether_a_change_is_behind() {
    int middle = world.topology.indexOf("middle-1");
    for (int i = 0; i < 10; i++) {
      Instant at = AT.minus(Duration.ofDays(20L - i));
      ChangeNote culprit = SmallWorld.release("c" + i, at.minusSeconds(300), "middle-1");
      changes.add(culprit);
      changes.learn(
          scene(List.of(world.symptom(at, "new exception " + i, "middle-1"))),
          middle,
          culprit,
          at.plusSeconds(900).toEpochMilli(),
          new Trace());
      Instant later = at.plus(Duration.ofHours(6));
      changes.learn(
          scene(List.of(world.symptom(later, "certificate expired " + i, "middle-1"))),
          middle,
          null,
          later.plusSeconds(900).toEpochMilli(),
          new Trace());
    }
    changes.add(SmallWorld.release("mine", AT.minusSeconds(300), "middle-1"));
    assertThat(
            trait(
                option(
                    scene(List.of(world.symptom(AT, "an exception", "middle-1"))),
                    "mine",
                    Map.of()),
                ChangeModel.Trait.FITS_WORDS))
        .isPositive();
    assertThat(
            trait(
                option(
                    scene(List.of(world.symptom(AT, "certificate gone", "middle-1"))),
                    "mine",
                    Map.of()),
                ChangeModel.Trait.FITS_WORDS))
        .isNegative();
  }

  @Test
  void the_newest_change_is_the_last_that_we_knew_of_before_the_trouble() {
    // told in another order than made, two at one moment, one told of too late and one made
    // afterwards
    release("second", 300, 290);
    release("first", 600, 590);
    release("as-late", 300, 280);
    release("told-later", 200, -3_600);
    release("after", -60, -60);
    Scene scene = scene(List.of(world.symptom(AT, "failing calls", "middle-1")));
    assertThat(trait(option(scene, "as-late", Map.of()), ChangeModel.Trait.NEWEST)).isEqualTo(1);
    assertThat(trait(option(scene, "second", Map.of()), ChangeModel.Trait.NEWEST)).isZero();
    assertThat(trait(option(scene, "first", Map.of()), ChangeModel.Trait.NEWEST)).isZero();
    // told anew it was made at another time
    release("second", 120, 110);
    assertThat(trait(option(scene, "second", Map.of()), ChangeModel.Trait.NEWEST)).isEqualTo(1);
    assertThat(trait(option(scene, "as-late", Map.of()), ChangeModel.Trait.NEWEST)).isZero();
    int middle = world.topology.indexOf("middle-1");
    assertThat(changes.before(middle, AT.minusSeconds(200).toEpochMilli()))
        .isEqualTo("release within the hour");
    assertThat(changes.before(middle, AT.minusSeconds(601).toEpochMilli()))
        .isEqualTo(Occasion.NOTHING);
  }

  private void release(String id, long secondsBefore, long toldSecondsBefore) {
    changes.add(
        new ChangeNote(
            id,
            AT.minusSeconds(secondsBefore),
            AT.minusSeconds(toldSecondsBefore),
            "release",
            "pipeline",
            "ines",
            "middle-1",
            "middle-1",
            "changed"));
  }
}
