package dev.muster.correlate.insight;

import java.util.Collection;

/// Which marks came with which outcome, counted over cases of which each has many marks and one outcome. A mark that is new speaks for
/// nothing.
final class Association {
  /// Worth of the general share of an outcome, in cases, when a mark was seldom seen.
  private static final double WORTH = 6;

  private final Tally outcomes = new Tally(0.1, 3);
  private final Tally marks = new Tally(0.1, WORTH);

  /// A case.
  ///
  /// @param seen its marks, each once
  void learn(Collection<String> seen, String outcome, Trace trace) {
    outcomes.add(outcome, true, trace);
    outcomes.add("", true, trace);
    for (String mark : seen) {
      marks.add(mark, true, trace);
      marks.add(mark + ">" + outcome, true, trace);
    }
  }

  /// How well marks fit an outcome: mean log odds against its general share; 0 for none.
  double fits(Collection<String> seen, String outcome) {
    double usual = (outcomes.count(outcome) + 0.5) / (outcomes.count("") + 5);
    double sum = 0;
    for (String mark : seen) {
      double share =
          (marks.count(mark + ">" + outcome) + WORTH * usual) / (marks.count(mark) + WORTH);
      sum += Math.log(share / (1 - share)) - Math.log(usual / (1 - usual));
    }
    return seen.isEmpty() ? 0 : sum / seen.size();
  }
}
