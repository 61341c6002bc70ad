package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
      assertThat(bar).isBetween(USUAL - 0.5, USUAL + 0.5);
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
}
