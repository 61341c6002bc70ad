package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChoiceTreesTest {
  /// The right one is that of which exactly one of two things is true: no weighted sum can tell.
  private static List<Choice.Example> eitherOr(long seed, int count) {
    var random = new Random(seed);
    var examples = new ArrayList<Choice.Example>();
    for (int i = 0; i < count; i++) {
      float[][] alternatives = new float[6][];
      float[] share = new float[6];
      int right = random.nextInt(6);
      for (int a = 0; a < 6; a++) {
        boolean first = random.nextBoolean();
        alternatives[a] = new float[] {first ? 1 : 0, (a == right) == first ? 0 : 1};
      }
      share[right] = 1;
      examples.add(new Choice.Example(alternatives, share, 1));
    }
    return examples;
  }

  @Test
  void trees_find_what_a_weighted_sum_cannot_say() {
    var sum = new Choice(new double[2], new double[] {1, 1});
    List<Choice.Example> examples = eitherOr(3, 300);
    sum.fit(examples);
    ChoiceTrees trees = ChoiceTrees.fit(examples, sum);
    int right = 0;
    List<Choice.Example> fresh = eitherOr(4, 100);
    for (Choice.Example example : fresh) {
      double[] scores = trees.scores(List.of(example.alternatives()));
      int best = 0;
      int truth = 0;
      for (int a = 0; a < scores.length; a++) {
        best = scores[a] > scores[best] ? a : best;
        truth = example.share()[a] > 0 ? a : truth;
      }
      right += best == truth ? 1 : 0;
    }
    assertThat(right).isGreaterThan(95);
    List<float[]> asked = List.of(fresh.getFirst().alternatives());
    assertThat(ChoiceTrees.fit(examples, sum).scores(asked)).isEqualTo(trees.scores(asked));
  }

  @Test
  void nothing_to_choose_from_is_no_failure() {
    var lesson = new Lesson(new double[2], 1);
    lesson.learn(eitherOr(5, 200));
    assertThat(lesson.probabilities(List.of())).isEmpty();
    assertThat(lesson.probabilities(List.of(new float[] {1, 0}))).containsExactly(1);
  }

  @Test
  void nothing_learned_adds_nothing() {
    assertThat(ChoiceTrees.NONE.scores(List.of(new float[] {1, 2}, new float[] {3, 4})))
        .containsExactly(0, 0);
  }
}
