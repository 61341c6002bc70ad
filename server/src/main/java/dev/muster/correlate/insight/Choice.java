package dev.muster.correlate.insight;

import java.util.Arrays;
import java.util.List;

/// Which of several alternatives is the one, by a weighted sum of what is known of each: a conditional logit (McFadden 1974). Weights
/// begin at stated ones and are drawn from there by examples; the prior keeps few examples from running away with it.
final class Choice {
  /// One settled case.
  ///
  /// @param alternatives what was known of each alternative
  /// @param share how much of the truth each alternative holds; sums to 1
  /// @param weight how much the case counts
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Example(float[][] alternatives, float[] share, float weight) {}

  /// Steps of a fit; it begins at the weights of the last one.
  private static final int ROUNDS = 80;

  private final double[] prior;
  private final double[] spread;
  private double[] weights;

  /// @param prior weights to begin with
  /// @param spread how far each weight may be expected to lie from its prior, standard deviation
  Choice(double[] prior, double[] spread) {
    this.prior = prior.clone();
    this.spread = spread.clone();
    weights = prior.clone();
  }

  double[] weights() {
    return weights.clone();
  }

  double score(float[] features) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * features[i];
    }
    return sum;
  }

  /// Probability of each alternative.
  double[] probabilities(List<float[]> alternatives) {
    double[] scores = new double[alternatives.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(alternatives.get(i));
    }
    return softmax(scores);
  }

  static double[] softmax(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    double[] out = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      out[i] = Math.exp(scores[i] - most);
      sum += out[i];
    }
    for (int i = 0; i < scores.length; i++) {
      out[i] /= sum;
    }
    return out;
  }

  /// Fits the weights to the examples: most probable weights given examples and prior, by full-batch resilient steps (iRprop-,
  /// Igel and Hüsken 2003), which need no learning rate.
  void fit(List<Example> examples) {
    int n = prior.length;
    double[] w = weights.clone();
    double[] step = new double[n];
    double[] last = new double[n];
    Arrays.fill(step, 0.05);
    for (int round = 0; round < ROUNDS; round++) {
      double[] gradient = new double[n];
      for (int i = 0; i < n; i++) {
        gradient[i] = (w[i] - prior[i]) / (spread[i] * spread[i]);
      }
      for (Example example : examples) {
        addGradient(example, w, gradient);
      }
      for (int i = 0; i < n; i++) {
        double turn = gradient[i] * last[i];
        if (turn > 0) {
          step[i] = Math.min(0.5, step[i] * 1.2);
        } else if (turn < 0) {
          step[i] = Math.max(1e-5, step[i] * 0.5);
          gradient[i] = 0;
        }
        w[i] -= Math.signum(gradient[i]) * step[i];
        last[i] = gradient[i];
      }
    }
    weights = w;
  }

  private static void addGradient(Example example, double[] w, double[] gradient) {
    float[][] alternatives = example.alternatives();
    double[] scores = new double[alternatives.length];
    for (int a = 0; a < alternatives.length; a++) {
      double sum = 0;
      for (int i = 0; i < w.length; i++) {
        sum += w[i] * alternatives[a][i];
      }
      scores[a] = sum;
    }
    double[] p = softmax(scores);
    double inside = 1e-12;
    for (int a = 0; a < p.length; a++) {
      inside += p[a] * example.share()[a];
    }
    for (int a = 0; a < p.length; a++) {
      double pull = example.weight() * (p[a] - p[a] * example.share()[a] / inside);
      if (pull > 1e-7 || pull < -1e-7) {
        for (int i = 0; i < w.length; i++) {
          gradient[i] += pull * alternatives[a][i];
        }
      }
    }
  }
}
