package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Samples;
import dev.muster.correlate.engine.numbers.Tallies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How sure one must be to call a cluster an incident: found by what would have become of the past. Each cluster that a rehearsal
/// came to judge is judged once more by a model that has not seen its stretch of the past; the bar is then as high as it may be while
/// at most {@value #MISSED} of the incidents would have been left in no incident, and where that would let too much through, as low
/// as it may be while at most {@value #NOISE} of what is called an incident would have been noise. What was found so counts by the
/// number of incidents that it rests on, and stays near what is usual.
final class Bars {
  /// Share of the incidents that may be left in none.
  static final double MISSED = 0.01;

  /// Share of what is called an incident that may be noise.
  static final double NOISE = 0.06;

  /// The first stretch that counts: before, habits were not known yet, and noise was harder to tell than it will be.
  private static final int JUDGED = Tallies.FOLDS / 2;

  /// So many incidents count as much as what is usual: a share of few says little.
  private static final double WORTH = 200;

  /// No further from what is usual: a rehearsal sees more noise than there will be, and of a long past it would be believed too well.
  private static final double FAR = 0.5;

  private static final double LOWEST = -1.5;
  private static final double HIGHEST = 3.0;
  private static final double STEP = 0.05;

  /// Fewer incidents than this say nothing of a share.
  private static final int FEWEST = 30;

  private static final int MOST = 120_000;

  private final List<Judged> all = new ArrayList<>();
  private int stride = 1;
  private long offered;

  /// A cluster as it was when it was judged.
  ///
  /// @param label the true incident of most of it; 0 for noise
  /// @param atOnce whether more was asked, since not everything was known yet
  private record Judged(
      long cluster,
      int label,
      int fold,
      boolean atOnce,
      @SuppressWarnings("ArrayRecordComponent") float[] row,
      double prior) {}

  /// One judgement with its outcome.
  ///
  /// @param logOdds of being an incident
  record Verdict(long cluster, int label, boolean atOnce, double logOdds) {}

  /// @param row must not be changed afterwards
  void add(long cluster, int label, int fold, boolean atOnce, float[] row) {
    if (fold < 0 || offered++ % stride != 0) {
      return;
    }
    all.add(new Judged(cluster, label, fold, atOnce, row, Prior.real(row)));
    if (all.size() == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        all.set(i, all.get(2 * i));
      }
      all.subList(MOST / 2, MOST).clear();
      stride *= 2;
    }
  }

  /// The bar for that past.
  ///
  /// @param usual what it is when the past says nothing
  /// @param lead how much more is asked at once
  /// @param plan how the models are learned
  double open(double usual, double lead, BoostedTrees.Plan plan) {
    var verdicts = new ArrayList<Verdict>(all.size());
    for (int fold = JUDGED; fold < Tallies.FOLDS; fold++) {
      var samples = new Samples(Evidence.REAL, MOST);
      for (Judged each : all) {
        if (each.fold != fold && samples.wants()) {
          samples.keep(each.row, each.label > 0, 1 / Math.sqrt(each.row[0]), each.prior);
        }
      }
      BoostedTrees real = BoostedTrees.fit(samples, plan);
      for (Judged each : all) {
        if (each.fold == fold) {
          verdicts.add(
              new Verdict(
                  each.cluster, each.label, each.atOnce, each.prior + real.logOdds(each.row)));
        }
      }
    }
    return open(verdicts, usual, lead);
  }

  /// See {@link #open(double, double, BoostedTrees.Plan)}.
  static double open(List<Verdict> verdicts, double usual, double lead) {
    Map<Long, Double> best = new HashMap<>();
    Map<Long, Integer> labels = new HashMap<>();
    Set<Integer> incidents = new HashSet<>();
    for (Verdict each : verdicts) {
      // what was opened at once was not judged again
      boolean opened = each.atOnce && each.logOdds >= usual + lead;
      double counted = each.logOdds - (each.atOnce && !opened ? lead : 0);
      best.merge(each.cluster, counted, Math::max);
      labels.merge(each.cluster, each.label, (a, b) -> b > 0 ? b : a);
      if (each.label > 0) {
        incidents.add(each.label);
      }
    }
    if (incidents.size() < FEWEST) {
      return usual;
    }
    double most = LOWEST;
    double least = HIGHEST;
    for (double bar = LOWEST; bar <= HIGHEST; bar += STEP) {
      var found = new HashSet<Integer>();
      int opened = 0;
      int noise = 0;
      for (Map.Entry<Long, Double> each : best.entrySet()) {
        if (each.getValue() >= bar) {
          int label = labels.getOrDefault(each.getKey(), 0);
          opened++;
          noise += label == 0 ? 1 : 0;
          found.add(label);
        }
      }
      found.remove(0);
      if (incidents.size() - found.size() <= MISSED * incidents.size()) {
        most = bar;
      }
      if (noise <= NOISE * opened) {
        least = Math.min(least, bar);
      }
    }
    double found = Math.max(most, least);
    double believed = usual + (found - usual) * incidents.size() / (incidents.size() + WORTH);
    return Math.clamp(believed, usual - FAR, usual + FAR);
  }
}
