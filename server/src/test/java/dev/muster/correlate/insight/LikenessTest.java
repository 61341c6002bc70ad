package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A young incident is compared with what past ones looked like when they were as young.
class LikenessTest {
  private static final Instant AT = SmallWorld.START;

  private final SmallWorld world = new SmallWorld();
  private final Likeness likeness = new Likeness();

  private void remember(String id, Instant at, List<Symptom> symptoms) {
    List<Set<String>> marks = Likeness.marks(symptoms);
    likeness.remember(
        new Likeness.Marked(
            new Likeness.Remembered(id, at.toEpochMilli(), null, null, null, null, null, Set.of()),
            marks,
            Likeness.early(marks, symptoms, at.plusSeconds(900).toEpochMilli())));
  }

  private float[] compared(List<Symptom> present) {
    return likeness
        .candidates(
            Likeness.marks(present),
            Likeness.Suspicion.NONE,
            AT.plus(Duration.ofDays(9)).toEpochMilli(),
            null)
        .getFirst()
        .features();
  }

  private static float trait(float[] features, Likeness.Trait trait) {
    return features[2 * Likeness.Channel.values().length + trait.ordinal()];
  }

  @Test
  void what_a_past_incident_grew_to_later_does_not_make_it_less_like_a_young_one() {
    var grown = new ArrayList<Symptom>();
    grown.add(world.symptom(AT, "slow statements", "store-1"));
    for (int i = 0; i < 5; i++) {
      grown.add(world.symptom(AT.plusSeconds(1_800), "failing calls", "front-" + i));
    }
    remember("grown", AT, grown);
    float[] features =
        compared(List.of(world.symptom(AT.plus(Duration.ofDays(9)), "slow statements", "store-1")));
    assertThat(features[2 * Likeness.Channel.SIGN_AT_SERVICE.ordinal()]).isLessThan(0.5f);
    assertThat(trait(features, Likeness.Trait.EARLY_SIGNS)).isEqualTo(1);
    assertThat(trait(features, Likeness.Trait.EARLY_SIGNS_THERE)).isEqualTo(1);
    assertThat(trait(features, Likeness.Trait.EARLY_PLACES)).isEqualTo(1);
  }

  @Test
  void amounts_of_a_kind_of_alert_are_alike_the_closer_they_are() {
    var many = new ArrayList<Symptom>();
    for (int i = 0; i < 6; i++) {
      many.add(world.symptom(AT.plusSeconds(i), "failing calls", "front-" + i));
    }
    remember("many", AT, many);
    float one = trait(compared(many.subList(0, 1)), Likeness.Trait.EARLY_AMOUNT);
    float three = trait(compared(many.subList(0, 3)), Likeness.Trait.EARLY_AMOUNT);
    float five = trait(compared(many.subList(0, 5)), Likeness.Trait.EARLY_AMOUNT);
    assertThat(one).isLessThan(three);
    assertThat(three).isLessThan(five);
    assertThat(five).isEqualTo(1);
  }

  @Test
  void an_incident_asked_about_again_with_a_suspicion_is_compared_as_one_asked_about_anew() {
    for (int i = 0; i < 60; i++) {
      remember("past-" + i, AT, List.of(world.symptom(AT, "failing calls", "front-" + i % 6)));
    }
    List<Set<String>> marks =
        Likeness.marks(List.of(world.symptom(AT, "failing calls", "front-1")));
    var suspicion =
        new Likeness.Suspicion(Map.of("store-1", 0.8), Map.of(), Map.of("role", 0.8), Map.of());
    long now = AT.plus(Duration.ofDays(9)).toEpochMilli();
    Likeness.Present present = likeness.present(marks, null);
    List<Likeness.Match> first = present.candidates(Likeness.Suspicion.NONE, now);
    List<Likeness.Match> again = present.candidates(suspicion, now);
    assertThat(first)
        .usingRecursiveComparison()
        .isEqualTo(likeness.candidates(marks, Likeness.Suspicion.NONE, now, null));
    assertThat(again)
        .usingRecursiveComparison()
        .isEqualTo(likeness.candidates(marks, suspicion, now, null));
    // the most alike come first, the same by their ids, and not more than are compared exactly
    assertThat(first).hasSize(40);
    assertThat(first.getFirst().past().id()).isEqualTo("past-1");
    assertThat(first.get(1).past().id()).isEqualTo("past-13");
  }

  @Test
  void what_is_remembered_anew_is_found_once() {
    List<Symptom> slow = List.of(world.symptom(AT, "slow statements", "store-1"));
    List<Symptom> failing = List.of(world.symptom(AT, "failing calls", "front-2"));
    remember("a", AT, slow);
    remember("b", AT, failing);
    remember("a", AT, failing);
    remember("c", AT, slow);
    long now = AT.plus(Duration.ofDays(9)).toEpochMilli();
    assertThat(likeness.candidates(Likeness.marks(failing), Likeness.Suspicion.NONE, now, null))
        .extracting(match -> match.past().id())
        .containsExactly("a", "b");
    assertThat(likeness.candidates(Likeness.marks(slow), Likeness.Suspicion.NONE, now, null))
        .extracting(match -> match.past().id())
        .containsExactly("c");
  }
}
