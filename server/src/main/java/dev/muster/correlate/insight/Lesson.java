package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers one kind of question, at first from stated beliefs and then as settled cases taught.
final class Lesson {
  /// From so many examples on trees are learned beside the weights.
  private static final int MANY = 80;

  /// Alternatives kept per example besides the right one.
  private static final int ALTERNATIVES = 48;

  private final double[] beliefs;
  private final double[] spreads;
  private Learned learned;

  /// What a set of examples taught.
  record Learned(Choice choice, ChoiceTrees trees) {
    /// Probability of each alternative.
    double[] probabilities(List<float[]> alternatives) {
      double[] scores = trees.scores(alternatives);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += choice.score(alternatives.get(i));
      }
      return Choice.softmax(scores);
    }
  }

  /// @param beliefs weights to begin with
  /// @param spread how far each may be expected to lie from them, standard deviation
  Lesson(double[] beliefs, double spread) {
    this.beliefs = beliefs.clone();
    spreads = new double[beliefs.length];
    Arrays.fill(spreads, spread);
    learned = learnedFrom(List.of());
  }

  /// What those examples teach, without taking it over.
  Learned learnedFrom(List<Choice.Example> examples) {
    var choice = new Choice(beliefs, spreads);
    if (examples.isEmpty()) {
      return new Learned(choice, ChoiceTrees.NONE);
    }
    choice.fit(examples);
    return new Learned(
        choice, examples.size() < MANY ? ChoiceTrees.NONE : ChoiceTrees.fit(examples, choice));
  }

  /// Answers from now on as those examples teach.
  void learn(List<Choice.Example> examples) {
    learned = learnedFrom(examples);
  }

  double[] probabilities(List<float[]> alternatives) {
    return learned.probabilities(alternatives);
  }

  double[] weights() {
    return learned.choice.weights();
  }

  /// One settled case as an example; null when nothing can be learned from it.
  ///
  /// @param share how right each alternative is, 0 to 1
  /// @param weight how much the example counts
  static Choice.@Nullable Example example(
      List<float[]> alternatives, double[] share, double weight) {
    var kept = new ArrayList<float[]>();
    var right = new ArrayList<Float>();
    boolean any = false;
    for (int i = 0; i < share.length; i++) {
      if (i < ALTERNATIVES || share[i] > 0) {
        kept.add(alternatives.get(i));
        right.add((float) share[i]);
        any |= share[i] > 0;
      }
    }
    if (!any || kept.size() < 2) {
      return null;
    }
    float[] shares = new float[right.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = right.get(i);
    }
    return new Choice.Example(kept.toArray(float[][]::new), shares, (float) weight);
  }
}
