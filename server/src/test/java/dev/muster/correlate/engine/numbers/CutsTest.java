package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutsTest {
  private static float[] values(int usual, float... others) {
    float[] all = new float[usual + others.length];
    System.arraycopy(others, 0, all, usual, others.length);
    return all;
  }

  @Test
  void what_is_seldom_can_be_told_from_what_is_usual() {
    assertThat(Cuts.of(values(10_000, 1), 48)).containsExactly(0);
    assertThat(Cuts.of(values(10_000, -1, 1), 48)).containsExactly(-1, 0);
  }

  @Test
  void one_sample_more_or_less_changes_no_question() {
    for (int n = 5; n < 400; n++) {
      float[] seldom = new float[n / 48 + 1];
      Arrays.fill(seldom, 1);
      assertThat(Cuts.of(values(n, seldom), 48)).as("%d", n).containsExactly(0);
    }
  }

  @Test
  void few_values_are_all_told_apart() {
    var random = new Random(1);
    float[] values = new float[5_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(random.nextInt(20), random.nextInt(20));
    }
    assertThat(Cuts.of(values, 48)).hasSize(19).startsWith(0, 1, 2).endsWith(17, 18);
  }

  @Test
  void nothing_and_a_single_value_have_no_cut() {
    assertThat(Cuts.of(new float[0], 48)).isEmpty();
    assertThat(Cuts.of(values(7), 48)).isEmpty();
    assertThat(Cuts.of(new float[] {Float.NaN, Float.NaN}, 48)).isEmpty();
  }

  @Test
  void what_is_no_number_is_left_out() {
    assertThat(Cuts.of(new float[] {Float.NaN, 2, 1, Float.NaN}, 48)).containsExactly(1);
  }

  @Test
  void bins_are_never_too_many_ascend_and_share_evenly_what_is_not_frequent() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      int bins = random.nextInt(2, 64);
      int n = random.nextInt(1, 3_000);
      float[] values = new float[n];
      int frequent = random.nextInt(0, 5);
      for (int i = 0; i < n; i++) {
        values[i] =
            frequent > 0 && random.nextInt(3) > 0 ? random.nextInt(frequent) : random.nextFloat(9);
      }
      float[] cuts = Cuts.of(values.clone(), bins);
      assertThat(cuts.length).as("seed %d", seed).isLessThan(bins);
      int[] held = new int[cuts.length + 1];
      for (int i = 1; i < cuts.length; i++) {
        assertThat(cuts[i]).as("seed %d", seed).isGreaterThan(cuts[i - 1]);
      }
      for (float value : values) {
        int bin = Arrays.binarySearch(cuts, value);
        held[bin >= 0 ? bin : -bin - 1]++;
      }
      assertThat(held).as("seed %d", seed).doesNotContain(0);
      if (frequent == 0 && cuts.length == bins - 1) {
        for (int each : held) {
          assertThat(each).as("seed %d", seed).isLessThanOrEqualTo(3 * n / bins + 3);
        }
      }
    }
  }
}
