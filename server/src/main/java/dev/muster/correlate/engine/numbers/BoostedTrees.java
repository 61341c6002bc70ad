package dev.muster.correlate.engine.numbers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A classifier of two classes: a sum of small decision trees, each fitted to what the ones before it left over (gradient boosting with
/// logistic loss; Friedman, Annals of Statistics 29(5), 2001; leaf values by one Newton step with a penalty, as is usual). Small
/// enough to be learned inside the product from the past of one house. The same samples and seed give the same trees.
///
/// Immutable.
public final class BoostedTrees {
  private static final int BINS = 48;
  private static final int FORMAT = 3;

  /// Samples that are put into bins together.
  private static final int BLOCK = 256;

  /// After every so many trees the hopeless rows are left out.
  private static final int LOOK = 10;

  /// Share of the features that each tree may ask for: makes the trees less alike, and learning faster.
  private static final double FEATURE_SHARE = 0.7;

  /// Log-odds from which on a sample that is judged rightly is nearly right: one in twenty.
  private static final double EASY = 3;

  /// Of samples that are nearly right one in so many is looked at.
  private static final int FEWER = 4;

  private final int features;
  private final int depth;
  private final double base;
  private final int[] split;
  private final float[] threshold;
  private final float[] leaf;
  private final int trees;

  /// Each question in one long: the bound as {@link #ordered} has it in the upper half, the feature in the lower.
  private final long[] questions;

  /// How to learn.
  ///
  /// @param trees how many trees
  /// @param depth questions asked by each tree, 1 to 8
  /// @param rate how much of each tree is believed, above 0 up to 1
  /// @param fewest fewest samples (by weight of evidence) in a leaf
  /// @param penalty pull of leaf values towards zero
  /// @param share share of the samples that each tree sees
  /// @param trust share of what was learned that counts beside the priors of the samples, above 0 up to 1
  /// @param seed of the choice of those samples
  public record Plan(
      int trees,
      int depth,
      double rate,
      double fewest,
      double penalty,
      double share,
      double trust,
      long seed) {}

  private BoostedTrees(
      int features, int depth, double base, int[] split, float[] threshold, float[] leaf) {
    this.features = features;
    this.depth = depth;
    this.base = base;
    this.split = split;
    this.threshold = threshold;
    this.leaf = leaf;
    this.trees = leaf.length >> depth;
    this.questions = new long[split.length];
    for (int i = 0; i < split.length; i++) {
      questions[i] = (long) ordered(threshold[i]) << 32 | split[i];
    }
  }

  /// A whole number that is larger than that of another exactly when the number itself is; what is no number is larger than none. With
  /// these, a question is answered without a branch, which the processor could not foresee.
  public static int ordered(float number) {
    if (Float.isNaN(number)) {
      return Integer.MIN_VALUE;
    }
    int bits = Float.floatToRawIntBits(number + 0f); // no negative zero
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /// The number that {@link #ordered} made this of.
  public static float number(int ordered) {
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  /// Learns from those samples.
  public static BoostedTrees fit(Samples samples, Plan plan) {
    return new Fit(samples, plan).run();
  }

  /// Learns several times, each time from other shares of the samples, and answers the mean of what was learned: with few samples
  /// much steadier than one.
  ///
  /// @param times how often, at least once
  public static BoostedTrees fit(Samples samples, Plan plan, int times) {
    var fits = new BoostedTrees[times];
    for (int i = 0; i < times; i++) {
      fits[i] =
          fit(
              samples,
              new Plan(
                  plan.trees,
                  plan.depth,
                  plan.rate,
                  plan.fewest,
                  plan.penalty,
                  plan.share,
                  plan.trust,
                  plan.seed + i));
    }
    int inner = fits[0].split.length;
    int leaves = fits[0].leaf.length;
    int[] split = new int[times * inner];
    float[] threshold = new float[times * inner];
    float[] leaf = new float[times * leaves];
    double base = 0;
    for (int i = 0; i < times; i++) {
      System.arraycopy(fits[i].split, 0, split, i * inner, inner);
      System.arraycopy(fits[i].threshold, 0, threshold, i * inner, inner);
      for (int k = 0; k < leaves; k++) {
        leaf[i * leaves + k] = fits[i].leaf[k] / times;
      }
      base += fits[i].base / times;
    }
    return new BoostedTrees(samples.features, plan.depth, base, split, threshold, leaf);
  }

  /// The log-odds of the class `true`, beyond the prior of the row.
  public double logOdds(float[] row) {
    int[] numbers = ordered(row);
    double sum = base;
    int inner = (1 << depth) - 1;
    int tree = 0;
    // several at once, since each step of one waits for the one before
    for (; tree + 3 < trees; tree += 4) {
      int first = tree * inner - 1;
      int second = first + inner;
      int third = second + inner;
      int fourth = third + inner;
      int a = 1;
      int b = 1;
      int c = 1;
      int d = 1;
      for (int level = 0; level < depth; level++) {
        a = next(a, questions[first + a], numbers);
        b = next(b, questions[second + b], numbers);
        c = next(c, questions[third + c], numbers);
        d = next(d, questions[fourth + d], numbers);
      }
      int leaves = (tree - 1) << depth;
      sum += leaf[leaves + a];
      sum += leaf[leaves + (1 << depth) + b];
      sum += leaf[leaves + (2 << depth) + c];
      sum += leaf[leaves + (3 << depth) + d];
    }
    for (; tree < trees; tree++) {
      int at = 1;
      for (int level = 0; level < depth; level++) {
        at = next(at, questions[tree * inner - 1 + at], numbers);
      }
      sum += leaf[((tree - 1) << depth) + at];
    }
    return sum;
  }

  private int[] ordered(float[] row) {
    int[] numbers = new int[features];
    for (int f = 0; f < features; f++) {
      numbers[f] = ordered(row[f]);
    }
    return numbers;
  }

  /// The node below, counted from 1 at the root and level by level: the second when the number asked for is above the bound.
  private static int next(int at, long question, int[] numbers) {
    return 2 * at + (int) (((question >> 32) - numbers[(int) question]) >>> 63);
  }

  /// The log-odds of several rows at once, which is much faster than one after the other, as each tree stays at hand for all of them.
  /// A row that after some of the trees is below a bound stays there: it is hopeless, and the rest would not lift it.
  ///
  /// @param count how many of the rows, from the first
  /// @param priors of the rows
  /// @param hopeless bound of prior and what was added so far; negative infinity to ask every tree
  /// @param into where prior and what was learned are put together
  public void logOdds(float[][] rows, int count, float[] priors, double hopeless, double[] into) {
    int[] live = new int[count];
    int[][] numbers = new int[count][];
    for (int r = 0; r < count; r++) {
      into[r] = priors[r] + base;
      live[r] = r;
      numbers[r] = ordered(rows[r]);
    }
    int left = count;
    int inner = (1 << depth) - 1;
    for (int tree = 0; tree < trees && left > 0; tree++) {
      ask(tree * inner - 1, (tree - 1) << depth, live, left, numbers, into);
      if (tree % LOOK == LOOK - 1 && hopeless > Double.NEGATIVE_INFINITY) {
        int kept = 0;
        for (int l = 0; l < left; l++) {
          if (into[live[l]] >= hopeless) {
            numbers[kept] = numbers[l];
            live[kept++] = live[l];
          }
        }
        left = kept;
      }
    }
  }

  /// Asks one tree for some rows, four at once.
  ///
  /// @param offset where its questions begin, less one
  /// @param leaves where its leaves begin, less as many as there are
  /// @param numbers of the rows that are left
  /// @param live which rows these are
  private void ask(int offset, int leaves, int[] live, int left, int[][] numbers, double[] into) {
    long[] asked = questions;
    float[] value = leaf;
    int l = 0;
    for (; l + 3 < left; l += 4) {
      int[] first = numbers[l];
      int[] second = numbers[l + 1];
      int[] third = numbers[l + 2];
      int[] fourth = numbers[l + 3];
      int a = 1;
      int b = 1;
      int c = 1;
      int d = 1;
      for (int level = 0; level < depth; level++) {
        a = next(a, asked[offset + a], first);
        b = next(b, asked[offset + b], second);
        c = next(c, asked[offset + c], third);
        d = next(d, asked[offset + d], fourth);
      }
      into[live[l]] += value[leaves + a];
      into[live[l + 1]] += value[leaves + b];
      into[live[l + 2]] += value[leaves + c];
      into[live[l + 3]] += value[leaves + d];
    }
    for (; l < left; l++) {
      int at = 1;
      for (int level = 0; level < depth; level++) {
        at = next(at, asked[offset + at], numbers[l]);
      }
      into[live[l]] += value[leaves + at];
    }
  }

  /// The probability of the class `true` when the prior is even.
  public double probability(float[] row) {
    return 1 / (1 + Math.exp(-logOdds(row)));
  }

  /// How many features it looks at.
  public int features() {
    return features;
  }

  /// As bytes; {@link #read} makes the same of them.
  public void write(DataOutput out) throws IOException {
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

  /// What {@link #write} wrote.
  ///
  /// @throws IOException when those bytes hold no trees of this format
  public static BoostedTrees read(DataInput in) throws IOException {
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

    /// By feature: the bin of each sample.
    private final byte[][] bins;

    private final int[] split;
    private final float[] threshold;
    private final float[] leaf;
    private final double[] score;
    private final int[] node;

    // of the samples that the tree being grown sees, close together
    private final int[] chosen;
    private final int[] place;
    private final float[] gradient;
    private final float[] curvature;
    private int count;

    // of those of them that are added up at a level, close together: which sample, where its node's
    // sums begin, what is added
    private final int[] which;
    private final int[] where;
    private final long[] what;

    /// By feature: the sums of a level and of the one before.
    private final long[][] sums;

    private final long[][] earlier;

    /// Gradients and curvatures are added up as whole numbers, so many to one, both in one long: the gradient in the upper half.
    private final double scale;

    private Fit(Samples samples, Plan plan) {
      this.samples = samples;
      this.plan = plan;
      this.n = samples.size;
      this.m = samples.features;
      this.cuts = new float[m][];
      this.bins = new byte[m][n];
      this.split = new int[plan.trees * ((1 << plan.depth) - 1)];
      this.threshold = new float[plan.trees * ((1 << plan.depth) - 1)];
      this.leaf = new float[plan.trees << plan.depth];
      this.score = new double[n];
      this.node = new int[n];
      this.chosen = new int[n];
      this.place = new int[n];
      this.gradient = new float[n];
      this.curvature = new float[n];
      this.which = new int[n];
      this.where = new int[n];
      this.what = new long[n];
      this.sums = new long[m][BINS << Math.max(0, plan.depth - 1)];
      this.earlier = new long[m][BINS << Math.max(0, plan.depth - 1)];
      double all = 1;
      for (int i = 0; i < n; i++) {
        all += samples.weights[i];
      }
      this.scale = Math.min(1 << 20, (1 << 30) / all);
    }

    private BoostedTrees run() {
      int[][] bounds = new int[m][];
      for (int f = 0; f < m; f++) {
        cuts[f] = cut(f);
        bounds[f] = bounds(cuts[f]);
      }
      // some samples at a time, so that their values stay at hand for all features
      for (int from = 0; from < n; from += BLOCK) {
        int to = Math.min(n, from + BLOCK);
        for (int f = 0; f < m; f++) {
          for (int i = from; i < to; i++) {
            bins[f][i] = (byte) bin(bounds[f], ordered(samples.rows[i][f]));
          }
        }
      }
      double base = level();
      for (int i = 0; i < n; i++) {
        score[i] = samples.priors[i] + base;
      }
      var random = new SplittableRandom(plan.seed);
      int[] offered = new int[m];
      for (int tree = 0; tree < plan.trees; tree++) {
        choose(random);
        int asked = 0;
        for (int f = 0; f < m; f++) {
          if (cuts[f].length > 0 && random.nextDouble() < FEATURE_SHARE) {
            offered[asked++] = f;
          }
        }
        grow(tree, offered, asked);
        fill(tree);
      }
      for (int i = 0; i < leaf.length; i++) {
        leaf[i] *= (float) plan.trust;
      }
      return new BoostedTrees(m, plan.depth, base * plan.trust, split, threshold, leaf);
    }

    /// By how much all priors are too low, by Newton's method.
    private double level() {
      double level = 0;
      for (int round = 0; round < 8; round++) {
        double sumG = 0;
        double sumH = 1;
        for (int i = 0; i < n; i++) {
          double p = 1 / (1 + Math.exp(-samples.priors[i] - level));
          sumG += ((samples.labels[i] ? 1 : 0) - p) * samples.weights[i];
          sumH += p * (1 - p) * samples.weights[i];
        }
        level += Math.clamp(sumG / sumH, -2, 2);
      }
      return level;
    }

    /// What is nearly right already teaches little: of such samples fewer are looked at, and each counts for as many (gradient-based
    /// one-side sampling; Ke and others, Advances in Neural Information Processing Systems 30, 2017).
    private void choose(SplittableRandom random) {
      count = 0;
      for (int i = 0; i < n; i++) {
        boolean label = samples.labels[i];
        boolean easy = plan.share < 1 && (label ? score[i] > EASY : score[i] < -EASY);
        if (plan.share >= 1 || random.nextDouble() < (easy ? plan.share / FEWER : plan.share)) {
          double p = 1 / (1 + Math.exp(-score[i]));
          double weight = samples.weights[i] * (easy ? FEWER : 1);
          gradient[count] = (float) ((p - (label ? 1 : 0)) * weight);
          curvature[count] = (float) Math.max(1e-6, p * (1 - p) * weight);
          chosen[count++] = i;
        }
      }
    }

    private void grow(int tree, int[] offered, int asked) {
      Arrays.fill(place, 0, count, 0);
      Arrays.fill(node, 0);
      int[] rarer = {};
      for (int level = 0; level < plan.depth; level++) {
        int at = tree * ((1 << plan.depth) - 1) + (1 << level) - 1;
        int width = 1 << level;
        double[] best = new double[width];
        int[] bestFeature = new int[width];
        int[] bestBin = new int[width];
        Arrays.fill(best, 1e-3);
        Arrays.fill(bestBin, BINS);
        int sided = side(rarer);
        add(offered, asked, width, sided);
        for (int k = 0; k < asked; k++) {
          int f = offered[k];
          if (level > 0) {
            complete(f, width, rarer);
          }
          for (int w = 0; w < width; w++) {
            ask(sums[f], f, w, best, bestFeature, bestBin);
          }
        }
        for (int w = 0; w < width; w++) {
          split[at + w] = bestFeature[w];
          threshold[at + w] =
              bestBin[w] == BINS ? Float.MAX_VALUE : cuts[bestFeature[w]][bestBin[w]];
        }
        for (int i = 0; i < n; i++) {
          int w = node[i];
          node[i] = 2 * w + (bins[bestFeature[w]][i] > bestBin[w] ? 1 : 0);
        }
        int[] sizes = new int[2 * width];
        for (int c = 0; c < count; c++) {
          place[c] = node[chosen[c]];
          sizes[place[c]]++;
        }
        rarer = new int[width];
        for (int w = 0; w < width; w++) {
          rarer[w] = sizes[2 * w + 1] <= sizes[2 * w] ? 1 : 0;
        }
      }
    }

    /// Puts close together what is added up: at first all, then of each two children only the rarer.
    ///
    /// @param rarer which child that is, by parent; empty at first
    private int side(int[] rarer) {
      int sided = 0;
      for (int c = 0; c < count; c++) {
        if (rarer.length == 0 || (place[c] & 1) == rarer[place[c] >> 1]) {
          which[sided] = chosen[c];
          where[sided] = place[c] * BINS;
          what[sided++] =
              (Math.round(gradient[c] * scale) << 32) + Math.round(curvature[c] * scale);
        }
      }
      return sided;
    }

    /// Adds up what was put together, four features at once, since they have all of it but the bins in common.
    private void add(int[] offered, int asked, int width, int sided) {
      for (int k = 0; k < asked; k++) {
        int f = offered[k];
        long[] into = earlier[f];
        earlier[f] = sums[f];
        sums[f] = into;
        Arrays.fill(into, 0, width * BINS, 0);
      }
      int k = 0;
      for (; k + 3 < asked; k += 4) {
        add(offered[k], offered[k + 1], offered[k + 2], offered[k + 3], sided);
      }
      for (; k < asked; k++) {
        byte[] column = bins[offered[k]];
        long[] into = sums[offered[k]];
        for (int s = 0; s < sided; s++) {
          into[where[s] + column[which[s]]] += what[s];
        }
      }
    }

    private void add(int f, int g, int h, int k, int sided) {
      byte[] columnF = bins[f];
      byte[] columnG = bins[g];
      byte[] columnH = bins[h];
      byte[] columnK = bins[k];
      long[] intoF = sums[f];
      long[] intoG = sums[g];
      long[] intoH = sums[h];
      long[] intoK = sums[k];
      for (int s = 0; s < sided; s++) {
        int sample = which[s];
        int at = where[s];
        long more = what[s];
        intoF[at + columnF[sample]] += more;
        intoG[at + columnG[sample]] += more;
        intoH[at + columnH[sample]] += more;
        intoK[at + columnK[sample]] += more;
      }
    }

    /// Of each two children only the rarer was added up; the other is the rest of their parent.
    private void complete(int f, int width, int[] rarer) {
      long[] now = sums[f];
      long[] before = earlier[f];
      for (int w = 0; w < width / 2; w++) {
        int from = w * BINS;
        int here = (2 * w + rarer[w]) * BINS;
        int there = (2 * w + 1 - rarer[w]) * BINS;
        for (int b = 0; b < BINS; b++) {
          now[there + b] = before[from + b] - now[here + b];
        }
      }
    }

    /// Whether asking for that feature wins more at a node than what was found so far.
    private void ask(long[] sums, int f, int w, double[] best, int[] bestFeature, int[] bestBin) {
      int from = w * BINS;
      long all = 0;
      for (int b = 0; b <= cuts[f].length; b++) {
        all += sums[from + b];
      }
      double sumG = gradient(all);
      double sumH = curvature(all);
      if (sumH < 2 * plan.fewest) {
        return;
      }
      double whole = sumG * sumG / (sumH + plan.penalty);
      long left = 0;
      for (int b = 0; b < cuts[f].length; b++) {
        left += sums[from + b];
        double leftH = curvature(left);
        double rightH = sumH - leftH;
        if (leftH < plan.fewest) {
          continue;
        }
        if (rightH < plan.fewest) {
          break;
        }
        double leftG = gradient(left);
        double rightG = sumG - leftG;
        double won =
            leftG * leftG / (leftH + plan.penalty)
                + rightG * rightG / (rightH + plan.penalty)
                - whole;
        if (won > best[w]) {
          best[w] = won;
          bestFeature[w] = f;
          bestBin[w] = b;
        }
      }
    }

    private double gradient(long sum) {
      return (sum >> 32) / scale;
    }

    private double curvature(long sum) {
      return (sum & 0xffff_ffffL) / scale;
    }

    private void fill(int tree) {
      double[] sumG = new double[1 << plan.depth];
      double[] sumH = new double[1 << plan.depth];
      for (int c = 0; c < count; c++) {
        sumG[place[c]] += gradient[c];
        sumH[place[c]] += curvature[c];
      }
      int from = tree << plan.depth;
      for (int w = 0; w < sumG.length; w++) {
        leaf[from + w] = (float) (-plan.rate * sumG[w] / (sumH[w] + plan.penalty));
      }
      for (int i = 0; i < n; i++) {
        score[i] += leaf[from + node[i]];
      }
    }

    /// Values above which a feature may be: see {@link Cuts}.
    private float[] cut(int f) {
      int step = Math.max(1, n / 20_000);
      float[] values = new float[(n + step - 1) / step];
      for (int i = 0, k = 0; i < n; i += step) {
        values[k++] = samples.rows[i][f];
      }
      return Cuts.of(values, BINS);
    }

    /// The cuts as {@link #ordered} has them, filled up to a power of two with what nothing is above.
    private static int[] bounds(float[] cuts) {
      int[] bounds = new int[Integer.highestOneBit(BINS - 1) << 1];
      Arrays.fill(bounds, Integer.MAX_VALUE);
      for (int i = 0; i < cuts.length; i++) {
        bounds[i] = ordered(cuts[i]);
      }
      return bounds;
    }

    /// How many bounds the value is above.
    private static int bin(int[] bounds, int value) {
      int above = 0;
      for (int step = bounds.length >> 1; step > 0; step >>= 1) {
        above += step & (int) (((long) bounds[above + step - 1] - value) >> 63);
      }
      return above;
    }
  }
}
