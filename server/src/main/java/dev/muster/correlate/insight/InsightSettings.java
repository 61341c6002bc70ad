package dev.muster.correlate.insight;

/// How sure the reasoning must be before it names something.
///
/// @param causeFrom a cause is named from this probability on, 0 to 1; below it the ranking is shown as a guess
/// @param changeFrom a change is named from this probability on and when it is likelier than that none did it, 0 to 1
/// @param similarFrom a past incident is called the same from this probability on, 0 to 1
/// @param warnFrom a warning is given from this probability on that an incident follows, 0 to 1
/// @param abstainRight share of past incidents without a change behind them for which no change may have been named, 0 to 1: how sure a
///     change must be follows from it and from history
/// @param most so many causes, changes and past incidents are listed, 1 to 50
public record InsightSettings(
    double causeFrom,
    double changeFrom,
    double similarFrom,
    double warnFrom,
    double abstainRight,
    int most) {
  /// Ask for a clear majority for a warning, as a false one costs trust; name the rest as soon as it is more than a guess.
  public static final InsightSettings USUAL = new InsightSettings(0.4, 0.4, 0.5, 0.7, 0.9, 8);

  public InsightSettings {
    share("causeFrom", causeFrom);
    share("changeFrom", changeFrom);
    share("similarFrom", similarFrom);
    share("warnFrom", warnFrom);
    share("abstainRight", abstainRight);
    if (most < 1 || most > 50) {
      throw new IllegalArgumentException("most must be 1 to 50, but is " + most);
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, but is " + value);
    }
  }
}
