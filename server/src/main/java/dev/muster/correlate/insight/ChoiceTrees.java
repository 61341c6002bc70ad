package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What a weighted sum cannot say about a choice: small trees fitted one after the other to what the sum and the trees before left over,
/// by the likelihood of the right alternative among all of its case (gradient boosting, Friedman 2001, with the loss of the
/// conditional logit; leaf values by one Newton step with a penalty). Each tree sees an alternative by itself and beside the best of
/// its case. The same examples give the same trees.
final class ChoiceTrees {
  private static final int ROUNDS = 60;
  private static final int DEPTH = 3;
  private static final double RATE = 0.08;

  /// Pull of leaf values to nothing: worth of so much evidence.
  private static final double PENALTY = 4;

  /// Least evidence in a leaf.
  private static final double LEAST = 1.5;

  private static final int BINS = 24;

  /// Alternatives less probable by the sum alone teach nothing.
  private static final double HOPELESS = 0.002;

  /// Share of cases and of features that each tree sees.
  private static final double SEEN = 0.7;

  private static final long SEED = 7_919;

  /// Nothing was learned.
  static final ChoiceTrees NONE = new ChoiceTrees(new int[0], new float[0], new float[0]);

  private static final int INNER = (1 << DEPTH) - 1;

  private final int[] feature;
  private final float[] threshold;
  private final float[] leaf;

  private ChoiceTrees(int[] feature, float[] threshold, float[] leaf) {
    this.feature = feature;
    this.threshold = threshold;
    this.leaf = leaf;
  }

  /// What to add to the sum of each alternative.
  double[] scores(List<float[]> alternatives) {
    double[] scores = new double[alternatives.size()];
    if (leaf.length > 0 && !alternatives.isEmpty()) {
      List<float[]> rows = beside(alternatives);
      // tree by tree, as each stays at hand for all rows
      for (int tree = 0; tree < leaf.length >> DEPTH; tree++) {
        int questions = tree * INNER;
        int leaves = (tree << DEPTH) - INNER;
        for (int i = 0; i < scores.length; i++) {
          float[] row = rows.get(i);
          int at = 0;
          for (int level = 0; level < DEPTH; level++) {
            at = 2 * at + (row[feature[questions + at]] > threshold[questions + at] ? 2 : 1);
          }
          scores[i] += leaf[leaves + at];
        }
      }
    }
    return scores;
  }

  /// Each alternative followed by its distance from the best of the case in everything.
  private static List<float[]> beside(List<float[]> alternatives) {
    int n = alternatives.getFirst().length;
    float[] best = alternatives.getFirst().clone();
    for (float[] one : alternatives) {
      for (int i = 0; i < n; i++) {
        best[i] = Math.max(best[i], one[i]);
      }
    }
    var rows = new ArrayList<float[]>(alternatives.size());
    for (float[] one : alternatives) {
      float[] row = Arrays.copyOf(one, 2 * n);
      for (int i = 0; i < n; i++) {
        row[n + i] = one[i] - best[i];
      }
      rows.add(row);
    }
    return rows;
  }

  /// Learns from those examples what the given sum leaves over.
  static ChoiceTrees fit(List<Choice.Example> examples, Choice sum) {
    return new Fit(examples, sum).run();
  }

  /// One round of learning.
  private static final class Fit {
    private final List<Choice.Example> examples;
    private final int[] first;
    private final float[][] rows;
    private final byte[][] bins;
    private final float[][] cuts;
    private final double[] score;
    private final double[] slope;
    private final double[] curve;
    private final int features;
    private final Random random = new Random(SEED);

    Fit(List<Choice.Example> examples, Choice sum) {
      first = new int[examples.size() + 1];
      var all = new ArrayList<float[]>();
      var scores = new ArrayList<Double>();
      var kept = new ArrayList<Choice.Example>();
      for (int e = 0; e < examples.size(); e++) {
        first[e] = all.size();
        Choice.Example example = examples.get(e);
        List<float[]> alternatives = List.of(example.alternatives());
        List<float[]> beside = beside(alternatives);
        double[] p = sum.probabilities(alternatives);
        float[] share = new float[p.length];
        int count = 0;
        for (int i = 0; i < p.length; i++) {
          if (p[i] >= HOPELESS || example.share()[i] > 0) {
            all.add(beside.get(i));
            scores.add(sum.score(alternatives.get(i)));
            share[count++] = example.share()[i];
          }
        }
        kept.add(new Choice.Example(new float[0][], Arrays.copyOf(share, count), example.weight()));
      }
      this.examples = kept;
      first[examples.size()] = all.size();
      rows = all.toArray(float[][]::new);
      score = scores.stream().mapToDouble(x -> x).toArray();
      slope = new double[rows.length];
      curve = new double[rows.length];
      features = rows[0].length;
      cuts = new float[features][];
      bins = new byte[features][rows.length];
      for (int f = 0; f < features; f++) {
        cut(f);
      }
    }

    private void cut(int f) {
      float[] values = new float[rows.length];
      for (int r = 0; r < rows.length; r++) {
        values[r] = rows[r][f];
      }
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      float[] found = new float[BINS];
      int count = 0;
      // half of the cuts by rank, half evenly: much is zero, and what is rare is often what matters
      var candidates = new float[BINS];
      for (int i = 0; i < BINS / 2; i++) {
        candidates[i] = sorted[(int) ((long) (i + 1) * (sorted.length - 1) / (BINS / 2 + 1))];
        candidates[BINS / 2 + i] =
            sorted[0] + (sorted[sorted.length - 1] - sorted[0]) * (i + 0.5f) / (BINS / 2f);
      }
      Arrays.sort(candidates);
      for (float candidate : candidates) {
        if (candidate < sorted[sorted.length - 1] && (count == 0 || candidate > found[count - 1])) {
          found[count++] = candidate;
        }
      }
      cuts[f] = Arrays.copyOf(found, count);
      for (int r = 0; r < values.length; r++) {
        int at = Arrays.binarySearch(cuts[f], values[r]);
        bins[f][r] = (byte) (at >= 0 ? at : -at - 1);
      }
    }

    ChoiceTrees run() {
      int[] feature = new int[ROUNDS * INNER];
      float[] threshold = new float[ROUNDS * INNER];
      float[] leaf = new float[ROUNDS << DEPTH];
      for (int round = 0; round < ROUNDS; round++) {
        gradients();
        tree(feature, threshold, leaf, round);
      }
      return new ChoiceTrees(feature, threshold, leaf);
    }

    private void gradients() {
      for (int e = 0; e < examples.size(); e++) {
        Choice.Example example = examples.get(e);
        double[] p = Choice.softmax(Arrays.copyOfRange(score, first[e], first[e + 1]));
        double inside = 1e-12;
        for (int a = 0; a < p.length; a++) {
          inside += p[a] * example.share()[a];
        }
        boolean seen = random.nextDouble() < SEEN;
        for (int a = 0; a < p.length; a++) {
          double weight = seen ? example.weight() : 0;
          slope[first[e] + a] = weight * (p[a] * example.share()[a] / inside - p[a]);
          curve[first[e] + a] = weight * p[a] * (1 - p[a]);
        }
      }
    }

    private void tree(int[] feature, float[] threshold, float[] leaf, int round) {
      boolean[] asked = new boolean[features];
      for (int f = 0; f < features; f++) {
        asked[f] = random.nextDouble() < SEEN && cuts[f].length > 0;
      }
      int[] at = new int[rows.length];
      for (int level = 0; level < DEPTH; level++) {
        int nodes = 1 << level;
        int[] bestFeature = new int[nodes];
        int[] bestCut = new int[nodes];
        double[] bestGain = new double[nodes];
        Arrays.fill(bestCut, -1);
        for (int f = 0; f < features; f++) {
          if (asked[f]) {
            search(f, nodes, at, bestFeature, bestCut, bestGain);
          }
        }
        for (int node = 0; node < nodes; node++) {
          int place = round * INNER + nodes - 1 + node;
          feature[place] = bestFeature[node];
          threshold[place] =
              bestCut[node] < 0 ? Float.MAX_VALUE : cuts[bestFeature[node]][bestCut[node]];
        }
        for (int r = 0; r < rows.length; r++) {
          int node = at[r];
          boolean right = bestCut[node] >= 0 && bins[bestFeature[node]][r] > bestCut[node];
          at[r] = 2 * node + (right ? 1 : 0);
        }
      }
      double[] slopes = new double[1 << DEPTH];
      double[] curves = new double[1 << DEPTH];
      for (int r = 0; r < rows.length; r++) {
        slopes[at[r]] += slope[r];
        curves[at[r]] += curve[r];
      }
      for (int i = 0; i < slopes.length; i++) {
        leaf[(round << DEPTH) + i] = (float) (RATE * slopes[i] / (curves[i] + PENALTY));
      }
      for (int r = 0; r < rows.length; r++) {
        score[r] += leaf[(round << DEPTH) + at[r]];
      }
    }

    private void search(
        int f, int nodes, int[] at, int[] bestFeature, int[] bestCut, double[] bestGain) {
      int width = cuts[f].length + 1;
      double[] slopes = new double[nodes * width];
      double[] curves = new double[nodes * width];
      byte[] bin = bins[f];
      for (int r = 0; r < rows.length; r++) {
        if (curve[r] > 0) {
          int cell = at[r] * width + bin[r];
          slopes[cell] += slope[r];
          curves[cell] += curve[r];
        }
      }
      for (int node = 0; node < nodes; node++) {
        double allSlope = 0;
        double allCurve = 0;
        for (int b = 0; b < width; b++) {
          allSlope += slopes[node * width + b];
          allCurve += curves[node * width + b];
        }
        double leftSlope = 0;
        double leftCurve = 0;
        for (int b = 0; b < width - 1; b++) {
          leftSlope += slopes[node * width + b];
          leftCurve += curves[node * width + b];
          double rightCurve = allCurve - leftCurve;
          if (leftCurve >= LEAST && rightCurve >= LEAST) {
            double rightSlope = allSlope - leftSlope;
            double gain =
                leftSlope * leftSlope / (leftCurve + PENALTY)
                    + rightSlope * rightSlope / (rightCurve + PENALTY)
                    - allSlope * allSlope / (allCurve + PENALTY);
            if (gain > bestGain[node]) {
              bestGain[node] = gain;
              bestFeature[node] = f;
              bestCut[node] = b;
            }
          }
        }
      }
    }
  }
}
