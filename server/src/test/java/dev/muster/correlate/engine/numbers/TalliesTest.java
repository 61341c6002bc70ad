package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TalliesTest {
  private static final int KEYS = 400;

  private final Tallies tallies = new Tallies(1_000);
  private final Map<Long, float[][]> expected = new HashMap<>();

  /// By key: of each stretch, and last of all, how often yes and how often no.
  private void fill(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      long key = random.nextInt(KEYS) - 3L;
      int fold = random.nextInt(Tallies.FOLDS + 1) - 1;
      boolean yes = random.nextBoolean();
      float weight = 1 + random.nextInt(3);
      tallies.add(key, yes, fold, weight);
      float[][] counts =
          expected.computeIfAbsent(
              key == 0 ? 1 : key, _ -> new float[Tallies.FOLDS + 1][2]); // 0 is another name of 1
      counts[Tallies.FOLDS][yes ? 0 : 1] += weight;
      if (fold != Tallies.ALL) {
        counts[fold][yes ? 0 : 1] += weight;
      }
    }
  }

  @Test
  void counts_by_key_and_stretch_as_a_map_would() {
    fill(1);
    assertThat(tallies.size()).isEqualTo(expected.size());
    expected.forEach((key, counts) -> {
      float[] all = counts[Tallies.FOLDS];
      assertThat(tallies.yes(key, Tallies.ALL)).isEqualTo(all[0]);
      assertThat(tallies.no(key, Tallies.ALL)).isEqualTo(all[1]);
      for (int fold = 0; fold < Tallies.FOLDS; fold++) {
        assertThat(tallies.yes(key, fold)).isEqualTo(all[0] - counts[fold][0]);
        assertThat(tallies.no(key, fold)).isEqualTo(all[1] - counts[fold][1]);
        double yes = 4 * 0.5 + all[0] - counts[fold][0];
        double no = 4 * 0.5 + all[1] - counts[fold][1];
        assertThat(tallies.logOdds(key, fold, 0, 4)).isEqualTo(Math.log(yes / no));
      }
    });
    assertThat(tallies.yes(KEYS + 7, Tallies.ALL)).isZero();
    assertThat(tallies.logOdds(KEYS + 7, 2, 0, 4)).isZero();
  }

  @Test
  void what_forgets_its_stretches_keeps_the_sums_and_so_does_what_is_written() throws IOException {
    fill(2);
    var bytes = new ByteArrayOutputStream();
    tallies.write(new DataOutputStream(bytes));
    double rate = tallies.rate();
    tallies.forgetStretches();
    tallies.forgetStretches();
    var again = new ByteArrayOutputStream();
    tallies.write(new DataOutputStream(again));
    assertThat(again.toByteArray()).isEqualTo(bytes.toByteArray());
    Tallies read =
        Tallies.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 1_000);
    assertThat(tallies.rate()).isEqualTo(rate);
    assertThat(read.rate()).isEqualTo(rate);
    expected.forEach((key, counts) -> {
      assertThat(tallies.yes(key, Tallies.ALL)).isEqualTo(counts[Tallies.FOLDS][0]);
      assertThat(read.no(key, Tallies.ALL)).isEqualTo(counts[Tallies.FOLDS][1]);
    });
    assertThatThrownBy(() -> tallies.add(5, true, 1, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void when_full_no_new_keys_are_taken_up() {
    var few = new Tallies(100);
    for (long key = 1; key <= 300; key++) {
      few.add(key, true, 0, 1);
      few.add(key, true, 0, 1);
    }
    assertThat(few.size()).isEqualTo(100);
    assertThat(few.yes(100, Tallies.ALL)).isEqualTo(2);
    assertThat(few.yes(101, Tallies.ALL)).isZero();
  }

  /// To the bit: a difference by rounding, which hangs on the last digits of what holds over everything, would be learned from.
  @Test
  void what_is_not_known_is_what_holds_over_everything() {
    var random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      double prior = random.nextGaussian() * 3;
      var tallies = new Tallies(100);
      tallies.add(7, i % 2 == 0, 3, 1);
      assertThat(tallies.logOdds(8, Tallies.ALL, prior, 3) - prior).isZero();
      assertThat(tallies.logOdds(7, 3, prior, 3) - prior).isZero();
      assertThat(tallies.logOdds(7, Tallies.ALL, prior, 3) - prior).isNotZero();
    }
  }
}
