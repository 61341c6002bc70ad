package dev.muster.detect.series;

/// What each view counts for. One set, [#BUILT_IN], serves every series; others are for measuring how much of a score on known files
/// comes from having chosen the weights on the same files.
public final class Weights {
  /// Those of the product.
  public static final Weights BUILT_IN =
      new Weights(
          column(view -> view.fine),
          column(view -> view.coarse),
          column(view -> view.givenFine),
          column(view -> view.givenCoarse));

  private final double[] fine;
  private final double[] coarse;
  private final double[] givenFine;
  private final double[] givenCoarse;

  private interface Column {
    double of(View view);
  }

  /// Each has a number for each view, in the order in which they are declared; a view without weight is not looked from.
  ///
  /// @param fine at one sample a minute and faster
  /// @param coarse at one in five minutes and slower; in between the two are mixed
  /// @param givenFine as the first, for the series given its season
  /// @param givenCoarse as the second, for the series given its season
  public Weights(double[] fine, double[] coarse, double[] givenFine, double[] givenCoarse) {
    this.fine = checked(fine);
    this.coarse = checked(coarse);
    this.givenFine = checked(givenFine);
    this.givenCoarse = checked(givenCoarse);
  }

  private static double[] checked(double[] weights) {
    if (weights.length != View.values().length) {
      throw new IllegalArgumentException(
          "a weight for each of the views, of which there are others");
    }
    return weights.clone();
  }

  private static double[] column(Column column) {
    View[] views = View.values();
    var weights = new double[views.length];
    for (View view : views) {
      weights[view.ordinal()] = column.of(view);
    }
    return weights;
  }

  public double[] fine() {
    return fine.clone();
  }

  public double[] coarse() {
    return coarse.clone();
  }

  public double[] givenFine() {
    return givenFine.clone();
  }

  public double[] givenCoarse() {
    return givenCoarse.clone();
  }

  /// The weights of all views by [View#ordinal()], which nobody may change: at the two rates that most series have they are shared.
  ///
  /// @param share 0 at one sample a minute and faster, 1 at one in five minutes and slower
  /// @param given for the series given its season
  double[] at(double share, boolean given) {
    double[] low = given ? givenFine : fine;
    double[] high = given ? givenCoarse : coarse;
    if (share == 0 || share == 1) {
      return share == 0 ? low : high;
    }
    var mixed = new double[low.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = low[i] + share * (high[i] - low[i]);
    }
    return mixed;
  }
}
