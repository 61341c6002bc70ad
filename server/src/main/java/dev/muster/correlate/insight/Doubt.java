package dev.muster.correlate.insight;

import java.util.ArrayDeque;
import java.util.List;

/// How much "no change did it" must weigh. A change that is wrongly accused costs trust, so the weight is chosen such that of the past
/// incidents that no change caused the wanted share would have been left without a name. Measured on answers that were given
/// without knowing the incident.
final class Doubt {
  /// Incidents it is measured on, the latest.
  private static final int KEPT = 1_000;

  /// With fewer incidents that no change caused nothing is measured.
  private static final int FEWEST = 30;

  /// Weight as long as nothing is measured: nearly three times the odds, since a wrong accusation costs more than a missing one.
  private static final double UNMEASURED = 1.0;

  /// Most that is added to the log odds of "none": beyond it changes would go unnamed that are likelier than not.
  private static final double MOST = 1.0;

  private static final double STEP = 0.05;

  private final double wanted;
  private final ArrayDeque<Double> none = new ArrayDeque<>();
  private double weight = UNMEASURED;

  /// @param wanted share of incidents without a change behind them for which none is to be named, 0 to 1
  Doubt(double wanted) {
    this.wanted = wanted;
  }

  /// Measures anew, from nothing.
  void begin() {
    none.clear();
    weight = 0;
  }

  /// An incident whose outcome is known.
  ///
  /// @param shares what was thought without knowing it, with the present weight
  /// @param nobody whether no change was behind it
  void saw(double[] shares, List<ChangeModel.Option> options, boolean nobody) {
    if (!nobody) {
      return;
    }
    double quiet = 1e-9;
    double likeliest = 1e-9;
    for (int i = 0; i < shares.length; i++) {
      if (options.get(i).change() == null) {
        quiet = Math.max(quiet, shares[i]);
      } else {
        likeliest = Math.max(likeliest, shares[i]);
      }
    }
    if (none.size() >= KEPT) {
      none.removeFirst();
    }
    none.addLast(Math.log(quiet / likeliest) - weight);
  }

  /// Chooses the weight anew.
  void settle() {
    if (none.size() < FEWEST) {
      weight = UNMEASURED;
      return;
    }
    weight = 0;
    while (weight < MOST && right() < wanted) {
      weight += STEP;
    }
  }

  private double right() {
    return (double) none.stream().filter(odds -> odds + weight > 0).count() / none.size();
  }

  /// What it adds to the log odds of "none".
  double weight() {
    return weight;
  }

  /// Shares with the doubt in them.
  double[] cast(double[] shares, List<ChangeModel.Option> options) {
    double[] cast = shares.clone();
    double sum = 0;
    for (int i = 0; i < cast.length; i++) {
      if (options.get(i).change() == null) {
        cast[i] *= Math.exp(weight);
      }
      sum += cast[i];
    }
    for (int i = 0; i < cast.length; i++) {
      cast[i] /= sum;
    }
    return cast;
  }
}
