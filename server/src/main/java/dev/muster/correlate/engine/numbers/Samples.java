package dev.muster.correlate.engine.numbers;

import java.util.Arrays;

/// Samples to learn from, bounded: once full, every second one is let go and from then on only every second is taken
/// up, and so on. What is kept is spread evenly over all that was offered, and the same offers give the same samples. Their numbers are
/// shared with whoever else keeps them, as several models learn from the same.
public final class Samples {
  private static final float[] EMPTY = {};

  final int features;
  private final int most;
  float[][] rows = new float[1 << 7][];
  boolean[] labels = new boolean[1 << 7];
  float[] weights = new float[1 << 7];
  float[] priors = new float[1 << 7];
  int size;
  private int stride = 1;
  private int skipped;

  /// @param features numbers of a sample
  /// @param most samples kept
  public Samples(int features, int most) {
    this.features = features;
    this.most = most;
  }

  /// Numbers of a sample.
  public int features() {
    return features;
  }

  /// How many are kept.
  public int size() {
    return size;
  }

  /// How much all that are kept count together.
  public double weight() {
    double all = 0;
    for (int i = 0; i < size; i++) {
      all += weights[i];
    }
    return all;
  }

  /// Whether the next one offered is taken up; when not, it has been counted as offered, and need not be made.
  public boolean wants() {
    if (++skipped < stride) {
      return false;
    }
    skipped = 0;
    return true;
  }

  /// Adds a copy of one after {@link #wants} said yes.
  ///
  /// @param weight how much it counts, above 0
  /// @param prior log-odds that are believed of it without learning; what is learned is added to them
  public void add(float[] row, boolean label, double weight, double prior) {
    keep(Arrays.copyOf(row, features), label, weight, prior);
  }

  /// The same without a copy; the row must not be changed afterwards.
  public void keep(float[] row, boolean label, double weight, double prior) {
    if (size == most) {
      halve();
    }
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
      priors = Arrays.copyOf(priors, size * 2);
      rows = Arrays.copyOf(rows, size * 2);
    }
    rows[size] = row;
    labels[size] = label;
    priors[size] = (float) prior;
    weights[size++] = (float) weight;
  }

  private void halve() {
    int kept = 0;
    for (int i = 0; i < size; i += 2) {
      rows[kept] = rows[i];
      labels[kept] = labels[i];
      priors[kept] = priors[i];
      weights[kept++] = weights[i];
    }
    Arrays.fill(rows, kept, size, EMPTY);
    size = kept;
    stride *= 2;
  }

  /// Adds all of those.
  public void addAll(Samples other) {
    for (int i = 0; i < other.size; i++) {
      if (wants()) {
        keep(other.rows[i], other.labels[i], other.weights[i], other.priors[i]);
      }
    }
  }
}
