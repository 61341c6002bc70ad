package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
}
