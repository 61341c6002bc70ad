package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BarsTest {
  private static final double USUAL = 0.8;
  private static final double LEAD = 1.2;

  /// Incidents and noise judged once each, both by a bell curve around their own middle.
  private static List<Bars.Verdict> past(
      long seed, int incidents, double middle, int noise, double noiseMiddle) {
    var random = new Random(seed);
    var verdicts = new ArrayList<Bars.Verdict>();
    for (int i = 1; i <= incidents; i++) {
      verdicts.add(new Bars.Verdict(i, i, false, middle + random.nextGaussian()));
    }
    for (int i = 0; i < noise; i++) {
      verdicts.add(
          new Bars.Verdict(incidents + 1L + i, 0, false, noiseMiddle + random.nextGaussian()));
    }
    return verdicts;
  }

  private static double share(List<Bars.Verdict> verdicts, double bar, boolean incident) {
    return (double)
            verdicts.stream()
                .filter(each -> each.label() > 0 == incident && each.logOdds() >= bar)
                .count()
        / verdicts.stream().filter(each -> each.label() > 0 == incident).count();
  }

  @Test
  void where_both_lie_apart_hardly_an_incident_is_missed() {
    for (long seed = 1; seed <= 2; seed++) {
      List<Bars.Verdict> past = past(seed, 20_000, 5, 20_000, -5);
      double bar = Bars.open(past, USUAL, LEAD);
      assertThat(1 - share(past, bar, true)).isLessThanOrEqualTo(Bars.MISSED + 0.002);
      assertThat(share(past, bar, false)).isLessThan(0.01);
      assertThat(bar).as("as high as it may be").isEqualTo(USUAL + 0.5);
    }
  }

  @Test
  void where_they_overlap_no_more_noise_comes_through_than_stated() {
    for (long seed = 1; seed <= 2; seed++) {
      List<Bars.Verdict> past = past(seed, 20_000, 0.2, 200_000, -2.3);
      double bar = Bars.open(past, USUAL, LEAD);
      double noise = share(past, bar, false) * 200_000;
      double found = share(past, bar, true) * 20_000;
      assertThat(noise / (noise + found)).isLessThanOrEqualTo(Bars.NOISE + 0.01);
    }
  }

  @Test
  void however_long_the_past_the_bar_stays_near_what_is_usual() {
    for (double noise : new double[] {-9, -1, 0, 1}) {
      double bar = Bars.open(past(4, 20_000, 1.5, 50_000, noise), USUAL, LEAD);
      assertThat(bar).isBetween(USUAL - 0.5, USUAL + 0.5).isNotEqualTo(USUAL);
    }
  }

  @Test
  void a_short_past_changes_nothing() {
    assertThat(Bars.open(past(1, 20, 1, 500, -1), USUAL, LEAD)).isEqualTo(USUAL);
    assertThat(Bars.open(List.of(), USUAL, LEAD)).isEqualTo(USUAL);
  }

  @Test
  void a_cluster_counts_by_its_best_verdict_and_at_once_asks_for_more() {
    List<Bars.Verdict> past = past(3, 300, 3, 3_000, -6);
    var doubted = new ArrayList<Bars.Verdict>(past);
    for (Bars.Verdict each : past) {
      doubted.add(new Bars.Verdict(each.cluster(), each.label(), true, each.logOdds() - 4));
    }
    assertThat(Bars.open(doubted, USUAL, LEAD)).isEqualTo(Bars.open(past, USUAL, LEAD));
  }

  /// So many clusters of one verdict each, incidents when the label is above 0 and noise otherwise.
  private static List<Bars.Verdict> clusters(
      int first, int count, boolean incidents, boolean atOnce, double logOdds) {
    var verdicts = new ArrayList<Bars.Verdict>();
    for (int i = first; i < first + count; i++) {
      verdicts.add(new Bars.Verdict(i, incidents ? i : 0, atOnce, logOdds));
    }
    return verdicts;
  }

  @SafeVarargs
  private static double bar(List<Bars.Verdict>... parts) {
    var all = new ArrayList<Bars.Verdict>();
    for (List<Bars.Verdict> part : parts) {
      all.addAll(part);
    }
    return Bars.open(all, USUAL, LEAD);
  }

  private static Offset<Double> exactly() {
    return within(1e-9);
  }

  @Test
  void the_bar_rises_to_where_incidents_are_still_found_as_far_as_their_number_is_believed() {
    List<Bars.Verdict> noise = clusters(10_001, 50, false, false, 1.02);
    // found at 2.00; a hundred incidents weigh 100 / 300
    assertThat(bar(clusters(1, 100, true, false, 2.02), noise))
        .isCloseTo(USUAL + 1.2 / 3, exactly());
    assertThat(bar(clusters(1, 40, true, false, 2.02), noise))
        .isCloseTo(USUAL + 1.2 * 40 / 240, exactly());
    assertThat(bar(clusters(1, 1_000, true, false, 2.02), noise))
        .as("no further than half a point")
        .isCloseTo(USUAL + 0.5, exactly());
  }

  @Test
  void the_bar_falls_to_where_incidents_are_found() {
    List<Bars.Verdict> noise = clusters(10_001, 50, false, false, -3);
    assertThat(bar(clusters(1, 100, true, false, 0.02), noise))
        .isCloseTo(USUAL - 0.8 / 3, exactly());
    assertThat(bar(clusters(1, 1_000, true, false, 0.02), noise))
        .as("no further than half a point")
        .isCloseTo(USUAL - 0.5, exactly());
  }

  @Test
  void one_in_a_hundred_may_be_missed_and_not_two() {
    double one = bar(clusters(1, 99, true, false, 2.02), clusters(100, 1, true, false, 0.52));
    assertThat(one).isCloseTo(USUAL + 1.2 / 3, exactly());
    double two = bar(clusters(1, 98, true, false, 2.02), clusters(99, 2, true, false, 0.52));
    assertThat(two).as("at 0.50, where both are found").isCloseTo(USUAL - 0.3 / 3, exactly());
  }

  @Test
  void where_too_much_would_be_noise_the_bar_is_as_low_as_noise_allows() {
    List<Bars.Verdict> low = clusters(1, 98, true, false, 2.02);
    List<Bars.Verdict> missed = clusters(99, 2, true, false, -0.98);
    // 6 of 104 at 1.00 are noise, 7 of 105 would be too much
    assertThat(bar(low, missed, clusters(10_001, 6, false, false, 1.02)))
        .as("found at -1.00")
        .isCloseTo(USUAL - 0.5, exactly());
    assertThat(bar(low, missed, clusters(10_001, 7, false, false, 1.02)))
        .as("at 1.05, above the noise")
        .isCloseTo(USUAL + 0.25 / 3, exactly());
  }

  @Test
  void what_was_sure_at_once_counts_whole_and_what_was_not_counts_less() {
    assertThat(bar(clusters(1, 100, true, true, 2.02)))
        .as("above what is usual and the lead")
        .isCloseTo(USUAL + 1.2 / 3, exactly());
    assertThat(bar(clusters(1, 100, true, true, 1.92)))
        .as("0.72 without the lead")
        .isCloseTo(USUAL - 0.1 / 3, exactly());
  }
}
