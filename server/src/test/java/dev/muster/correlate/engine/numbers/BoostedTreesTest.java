package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
  @Test
  void the_order_of_numbers_is_that_of_whole_numbers_and_back() {
    float[] numbers = {
      Float.NEGATIVE_INFINITY, -3.5f, -1e-30f, 0, 1e-30f, 2, 2.0000002f, Float.POSITIVE_INFINITY
    };
    for (int i = 0; i < numbers.length; i++) {
      assertThat(BoostedTrees.number(BoostedTrees.ordered(numbers[i]))).isEqualTo(numbers[i]);
      if (i > 0) {
        assertThat(BoostedTrees.ordered(numbers[i - 1]))
            .isLessThan(BoostedTrees.ordered(numbers[i]));
      }
    }
    assertThat(BoostedTrees.ordered(-0f)).isEqualTo(BoostedTrees.ordered(0f));
  }

  private static final BoostedTrees.Plan PLAN = new BoostedTrees.Plan(60, 3, 0.2, 5, 2, 0.7, 1, 1);

  /// True when exactly one of the first two features is above a half; the third is chance.
  private static Samples either(int n, long seed) {
    var random = new Random(seed);
    var samples = new Samples(3, 10_000);
    for (int i = 0; i < n; i++) {
      float[] row = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
      samples.add(row, row[0] > 0.5 != row[1] > 0.5, 1, 0);
    }
    return samples;
  }

  @Test
  void learns_what_no_single_feature_shows() {
    BoostedTrees trees = BoostedTrees.fit(either(4_000, 1), PLAN);
    assertThat(trees.probability(new float[] {0.9f, 0.1f, 0.5f})).isGreaterThan(0.9);
    assertThat(trees.probability(new float[] {0.1f, 0.9f, 0.5f})).isGreaterThan(0.9);
    assertThat(trees.probability(new float[] {0.9f, 0.9f, 0.5f})).isLessThan(0.1);
    assertThat(trees.probability(new float[] {0.1f, 0.1f, 0.5f})).isLessThan(0.1);
  }

  @Test
  void probabilities_are_honest_where_nothing_can_be_known() {
    var random = new Random(2);
    var samples = new Samples(1, 10_000);
    for (int i = 0; i < 5_000; i++) {
      samples.add(new float[] {random.nextFloat()}, random.nextInt(5) == 0, 1, 0);
    }
    BoostedTrees trees =
        BoostedTrees.fit(samples, new BoostedTrees.Plan(20, 2, 0.1, 50, 4, 1, 1, 1));
    assertThat(trees.probability(new float[] {0.5f})).isCloseTo(0.2, within(0.06));
  }

  @Test
  void the_same_samples_and_seed_give_the_same_trees_and_survive_writing() throws IOException {
    BoostedTrees trees = BoostedTrees.fit(either(500, 3), PLAN);
    var bytes = new ByteArrayOutputStream();
    trees.write(new DataOutputStream(bytes));
    BoostedTrees again =
        BoostedTrees.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    BoostedTrees twice = BoostedTrees.fit(either(500, 3), PLAN);
    var random = new Random(4);
    for (int i = 0; i < 100; i++) {
      float[] row = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
      assertThat(again.logOdds(row)).isEqualTo(trees.logOdds(row)).isEqualTo(twice.logOdds(row));
    }
  }

  @Test
  void many_rows_at_once_are_answered_as_each_by_itself() {
    BoostedTrees trees = BoostedTrees.fit(either(700, 8), PLAN);
    var random = new Random(9);
    float[] odd = {
      0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1f
    };
    for (int count = 1; count <= 13; count++) {
      float[][] rows = new float[count][3];
      float[] priors = new float[count];
      for (int i = 0; i < count; i++) {
        for (int f = 0; f < 3; f++) {
          rows[i][f] =
              random.nextInt(4) == 0 ? odd[random.nextInt(odd.length)] : random.nextFloat();
        }
        priors[i] = random.nextFloat();
      }
      double[] together = new double[count];
      trees.logOdds(rows, count, priors, Double.NEGATIVE_INFINITY, together);
      for (int i = 0; i < count; i++) {
        assertThat(together[i]).isCloseTo(priors[i] + trees.logOdds(rows[i]), within(1e-9));
      }
    }
  }

  @Test
  void a_number_on_the_bound_is_not_above_it_and_what_is_no_number_is_above_none() {
    var samples = new Samples(1, 10_000);
    for (int i = 0; i < 2_000; i++) {
      samples.add(new float[] {i % 2 == 0 ? -0f : 1f}, i % 2 == 1, 1, 0);
    }
    BoostedTrees trees =
        BoostedTrees.fit(samples, new BoostedTrees.Plan(20, 1, 0.3, 5, 2, 1, 1, 1));
    double low = trees.logOdds(new float[] {-0f});
    assertThat(trees.logOdds(new float[] {1f})).isGreaterThan(low + 1);
    assertThat(trees.logOdds(new float[] {0f})).isEqualTo(low);
    assertThat(trees.logOdds(new float[] {Float.NaN})).isEqualTo(low);
    assertThat(trees.logOdds(new float[] {Float.NEGATIVE_INFINITY})).isEqualTo(low);
  }

  @Test
  void learned_several_times_it_is_the_mean_of_each() {
    BoostedTrees mean = BoostedTrees.fit(either(500, 3), PLAN, 3);
    var random = new Random(6);
    for (int i = 0; i < 100; i++) {
      float[] row = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
      double sum = 0;
      for (int seed = 1; seed <= 3; seed++) {
        var plan = new BoostedTrees.Plan(60, 3, 0.2, 5, 2, 0.7, 1, seed);
        sum += BoostedTrees.fit(either(500, 3), plan).logOdds(row);
      }
      assertThat(mean.logOdds(row)).isCloseTo(sum / 3, within(1e-4));
    }
  }

  @Test
  void of_too_many_samples_an_even_part_is_kept() {
    var samples = new Samples(1, 100);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      if (samples.wants()) {
        samples.add(new float[] {i}, i % 2 == 0, 1, 0);
        taken++;
      }
    }
    assertThat(samples.size()).isBetween(50, 100);
    assertThat(taken).isLessThan(1_000);
    assertThat(samples.rows[samples.size() / 2][0]).isBetween(3_000f, 7_000f);
  }

  @Test
  void counts_by_number_are_those_of_a_map() {
    var random = new Random(5);
    var counts = new IntCounts();
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(300) - 20;
      int by = random.nextInt(3) - 1;
      counts.add(key, by);
      map.merge(key, by, (a, b) -> Math.max(0, a + b));
      map.compute(key, (k, n) -> n == null || n <= 0 ? null : n);
    }
    assertThat(counts.size()).isEqualTo(map.size());
    map.forEach((key, count) -> assertThat(counts.get(key)).isEqualTo(count));
    assertThat(counts.largest()).isEqualTo(map.values().stream().mapToInt(x -> x).max().orElse(0));
    assertThat(counts.shared(counts)).isEqualTo(map.size());
  }
}
