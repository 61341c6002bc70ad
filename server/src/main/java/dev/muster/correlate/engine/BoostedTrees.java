package dev.muster.correlate.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/// A classifier of two classes: a sum of small decision trees, each fitted to what the ones before it left over (gradient boosting with
/// logistic loss; Friedman, Annals of Statistics 29(5), 2001; leaf values by one Newton step with a penalty, as is usual). Small
/// enough to be learned inside the product from the past of one house. The same samples and seed give the same trees.
///
/// Immutable.
final class BoostedTrees {
  private static final int BINS = 64;
  private static final int FORMAT = 1;

  /// Share of the features that each tree may ask for: makes the trees less alike, and learning faster.
  private static final double FEATURE_SHARE = 0.7;

  private final int features;
  private final int depth;
  private final double base;
  private final int[] split;
  private final float[] threshold;
  private final float[] leaf;
  private final int trees;

  /// How to learn.
  ///
  /// @param trees how many trees
  /// @param depth questions asked by each tree, 1 to 8
  /// @param rate how much of each tree is believed, above 0 up to 1
  /// @param fewest fewest samples (by weight of evidence) in a leaf
  /// @param penalty pull of leaf values towards zero
  /// @param share share of the samples that each tree sees
  /// @param seed of the choice of those samples
  record Plan(
      int trees, int depth, double rate, double fewest, double penalty, double share, long seed) {}

  private BoostedTrees(
      int features, int depth, double base, int[] split, float[] threshold, float[] leaf) {
    this.features = features;
    this.depth = depth;
    this.base = base;
    this.split = split;
    this.threshold = threshold;
    this.leaf = leaf;
    this.trees = leaf.length >> depth;
  }

  /// Samples to learn from, kept flat.
  static final class Samples {
    private final int features;
    private float[] values = new float[1 << 12];
    private boolean[] labels = new boolean[1 << 7];
    private float[] weights = new float[1 << 7];
    private int size;

    Samples(int features) {
      this.features = features;
    }

    int size() {
      return size;
    }

    void add(float[] row, boolean label, double weight) {
      if ((size + 1) * features > values.length) {
        values = Arrays.copyOf(values, Math.max(values.length * 2, (size + 1) * features));
      }
      if (size == labels.length) {
        labels = Arrays.copyOf(labels, size * 2);
        weights = Arrays.copyOf(weights, size * 2);
      }
      System.arraycopy(row, 0, values, size * features, features);
      labels[size] = label;
      weights[size++] = (float) weight;
    }

    void addAll(Samples other) {
      float[] row = new float[features];
      for (int i = 0; i < other.size; i++) {
        System.arraycopy(other.values, i * features, row, 0, features);
        add(row, other.labels[i], other.weights[i]);
      }
    }
  }

  /// Learns from those samples.
  static BoostedTrees fit(Samples samples, Plan plan) {
    return new Fit(samples, plan).run();
  }

  /// The log-odds of the class `true`.
  double logOdds(float[] row) {
    double sum = base;
    int inner = (1 << depth) - 1;
    for (int tree = 0; tree < trees; tree++) {
      int at = 0;
      int offset = tree * inner;
      for (int level = 0; level < depth; level++) {
        int node = offset + at;
        at = 2 * at + (row[split[node]] > threshold[node] ? 2 : 1);
      }
      sum += leaf[(tree << depth) + at - inner];
    }
    return sum;
  }

  /// The probability of the class `true`.
  double probability(float[] row) {
    return 1 / (1 + Math.exp(-logOdds(row)));
  }

  /// How many features it looks at.
  int features() {
    return features;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    out.writeInt(features);
    out.writeInt(depth);
    out.writeDouble(base);
    out.writeInt(trees);
    for (int i = 0; i < split.length; i++) {
      out.writeInt(split[i]);
      out.writeFloat(threshold[i]);
    }
    for (float value : leaf) {
      out.writeFloat(value);
    }
  }

  static BoostedTrees read(DataInput in) throws IOException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException("trees of format " + format + ", but only " + FORMAT + " is known");
    }
    int features = in.readInt();
    int depth = in.readInt();
    double base = in.readDouble();
    int trees = in.readInt();
    if (depth < 1 || depth > 8 || trees < 0 || trees > 10_000 || features < 1 || features > 1_000) {
      throw new IOException("trees of an impossible size");
    }
    int inner = (1 << depth) - 1;
    int[] split = new int[trees * inner];
    float[] threshold = new float[trees * inner];
    for (int i = 0; i < split.length; i++) {
      split[i] = in.readInt();
      threshold[i] = in.readFloat();
      if (split[i] < 0 || split[i] >= features) {
        throw new IOException("a tree asks for feature " + split[i] + " of " + features);
      }
    }
    float[] leaf = new float[trees << depth];
    for (int i = 0; i < leaf.length; i++) {
      leaf[i] = in.readFloat();
    }
    return new BoostedTrees(features, depth, base, split, threshold, leaf);
  }

  private static final class Fit {
    private final Samples samples;
    private final Plan plan;
    private final int n;
    private final int m;
    private final float[][] cuts;
    private final byte[] bins;

    /// The features that the tree being grown may ask for.
    private final int[] offered;

    private int asked;

    private Fit(Samples samples, Plan plan) {
      this.samples = samples;
      this.plan = plan;
      this.n = samples.size;
      this.m = samples.features;
      this.cuts = new float[m][];
      this.bins = new byte[n * m];
      this.offered = new int[m];
    }

    private BoostedTrees run() {
      for (int f = 0; f < m; f++) {
        cuts[f] = cut(f);
        for (int i = 0; i < n; i++) {
          bins[i * m + f] = (byte) bin(cuts[f], samples.values[i * m + f]);
        }
      }
      double yes = 1;
      double all = 2;
      for (int i = 0; i < n; i++) {
        yes += samples.labels[i] ? samples.weights[i] : 0;
        all += samples.weights[i];
      }
      double base = Math.log(yes / (all - yes));
      int inner = (1 << plan.depth) - 1;
      int[] split = new int[plan.trees * inner];
      float[] threshold = new float[plan.trees * inner];
      float[] leaf = new float[plan.trees << plan.depth];
      double[] score = new double[n];
      Arrays.fill(score, base);
      float[] gradient = new float[n];
      float[] curvature = new float[n];
      int[] node = new int[n];
      int[] chosen = new int[n];
      var random = new Random(plan.seed);
      for (int tree = 0; tree < plan.trees; tree++) {
        int count = 0;
        for (int i = 0; i < n; i++) {
          double p = 1 / (1 + Math.exp(-score[i]));
          gradient[i] = (float) ((p - (samples.labels[i] ? 1 : 0)) * samples.weights[i]);
          curvature[i] = (float) Math.max(1e-6, p * (1 - p) * samples.weights[i]);
          node[i] = 0;
          if (plan.share >= 1 || random.nextDouble() < plan.share) {
            chosen[count++] = i;
          }
        }
        asked = 0;
        for (int f = 0; f < m; f++) {
          if (cuts[f].length > 0 && random.nextDouble() < FEATURE_SHARE) {
            offered[asked++] = f;
          }
        }
        grow(tree, inner, split, threshold, node, chosen, count, gradient, curvature);
        double[] g = new double[1 << plan.depth];
        double[] h = new double[1 << plan.depth];
        for (int c = 0; c < count; c++) {
          g[node[chosen[c]] - inner] += gradient[chosen[c]];
          h[node[chosen[c]] - inner] += curvature[chosen[c]];
        }
        for (int l = 0; l < g.length; l++) {
          leaf[(tree << plan.depth) + l] = (float) (-plan.rate * g[l] / (h[l] + plan.penalty));
        }
        for (int i = 0; i < n; i++) {
          score[i] += leaf[(tree << plan.depth) + node[i] - inner];
        }
      }
      return new BoostedTrees(m, plan.depth, base, split, threshold, leaf);
    }

    private void grow(
        int tree,
        int inner,
        int[] split,
        float[] threshold,
        int[] node,
        int[] chosen,
        int count,
        float[] gradient,
        float[] curvature) {
      for (int level = 0; level < plan.depth; level++) {
        int first = (1 << level) - 1;
        int width = 1 << level;
        double[] g = new double[width * m * BINS];
        double[] h = new double[width * m * BINS];
        for (int c = 0; c < count; c++) {
          int i = chosen[c];
          int at = (node[i] - first) * m * BINS;
          int row = i * m;
          float gi = gradient[i];
          float hi = curvature[i];
          for (int k = 0; k < asked; k++) {
            int f = offered[k];
            int slot = at + f * BINS + bins[row + f];
            g[slot] += gi;
            h[slot] += hi;
          }
        }
        int[] bestFeature = new int[width];
        int[] bestBin = new int[width];
        for (int w = 0; w < width; w++) {
          best(g, h, w * m * BINS, w, bestFeature, bestBin);
          int slot = tree * inner + first + w;
          split[slot] = bestFeature[w];
          threshold[slot] = bestBin[w] < 0 ? Float.MAX_VALUE : cuts[bestFeature[w]][bestBin[w]];
        }
        for (int i = 0; i < n; i++) {
          int w = node[i] - first;
          boolean right = bestBin[w] >= 0 && bins[i * m + bestFeature[w]] > bestBin[w];
          node[i] = 2 * node[i] + (right ? 2 : 1);
        }
      }
    }

    private void best(double[] g, double[] h, int at, int w, int[] bestFeature, int[] bestBin) {
      double sumG = 0;
      double sumH = 0;
      for (int b = 0; b < BINS && asked > 0; b++) {
        sumG += g[at + offered[0] * BINS + b];
        sumH += h[at + offered[0] * BINS + b];
      }
      double gain = 1e-3;
      bestBin[w] = -1;
      double whole = sumG * sumG / (sumH + plan.penalty);
      for (int k = 0; k < asked; k++) {
        int f = offered[k];
        double leftG = 0;
        double leftH = 0;
        for (int b = 0; b < cuts[f].length; b++) {
          leftG += g[at + f * BINS + b];
          leftH += h[at + f * BINS + b];
          double rightH = sumH - leftH;
          if (leftH < plan.fewest) {
            continue;
          }
          if (rightH < plan.fewest) {
            break;
          }
          double rightG = sumG - leftG;
          double won =
              leftG * leftG / (leftH + plan.penalty)
                  + rightG * rightG / (rightH + plan.penalty)
                  - whole;
          if (won > gain) {
            gain = won;
            bestFeature[w] = f;
            bestBin[w] = b;
          }
        }
      }
    }

    /// Values between which a feature may be cut: at most {@link #BINS} - 1, with about as many samples between any two.
    private float[] cut(int f) {
      int step = Math.max(1, n / 20_000);
      float[] sorted = new float[(n + step - 1) / step];
      for (int i = 0, k = 0; i < n; i += step) {
        sorted[k++] = samples.values[i * m + f];
      }
      Arrays.sort(sorted);
      float[] result = new float[BINS - 1];
      int count = 0;
      for (int b = 1; b < BINS && sorted.length > 0; b++) {
        float value = sorted[(int) ((long) b * (sorted.length - 1) / BINS)];
        if (value < sorted[sorted.length - 1] && (count == 0 || value > result[count - 1])) {
          result[count++] = value;
        }
      }
      return Arrays.copyOf(result, count);
    }

    private static int bin(float[] cuts, float value) {
      int low = 0;
      int high = cuts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (value > cuts[middle]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
