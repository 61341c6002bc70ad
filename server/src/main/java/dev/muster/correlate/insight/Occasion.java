package dev.muster.correlate.insight;

/// Whether a sequence of alerts used to come after a change on its service. Some trouble begins with a release and announces itself after
/// it: then the same steps without a release mean less, and with one they mean more. What a sequence used to follow is compared with how
/// often a service had been changed so when such steps came to nothing (naive Bayes).
final class Occasion {
  /// Nothing was changed that anybody knows of.
  static final String NOTHING = "";

  /// Worth of what is usual before any incident, in incidents, as long as a sequence was seen seldom.
  private static final double WORTH = 2;

  /// Worth of what is usual at all, in cases.
  private static final double GENERAL = 4;

  /// Cases assumed for each occasion that was never seen.
  private static final double UNSEEN = 0.5;

  /// Occasions assumed to be told apart: nothing, and a few kinds of change lately or earlier.
  private static final double KINDS = 6;

  /// Most that an occasion adds to the log odds, or takes: a factor of 20.
  private static final double MOST = 3;

  private final Tally counts = new Tally(0.5, 1);

  /// A sequence came on an occasion and an incident followed.
  void fulfilled(String sequence, String occasion) {
    counts.add(sequence, true);
    counts.add(sequence + "|" + occasion, true);
  }

  /// Steps came on an occasion and an incident followed that had begun so before; or steps came, whichever, and nothing followed. Of the
  /// latter there are many, so that they tell how often things are changed anyway.
  ///
  /// @param calm whether little else was heard
  void saw(boolean hit, boolean calm, String occasion) {
    counts.add(all(hit, calm), true);
    counts.add(all(hit, calm) + occasion, true);
  }

  /// What the occasion says for an incident to follow, as log odds; 0 when nothing is known.
  double evidence(String sequence, boolean calm, String occasion) {
    double usual = share(true, calm, occasion);
    double own =
        (counts.count(sequence + "|" + occasion) + WORTH * usual)
            / (counts.count(sequence) + WORTH);
    return Math.clamp(Math.log(own / share(false, calm, occasion)), -MOST, MOST);
  }

  /// How often an incident followed the sequence on that occasion.
  double times(String sequence, String occasion) {
    return counts.count(sequence + "|" + occasion);
  }

  /// How often it is so before an incident, or before nothing; pulled to how often it is so at all.
  private double share(boolean hit, boolean calm, String occasion) {
    double seen = counts.count(all(hit, calm) + occasion);
    double cases = counts.count(all(hit, calm));
    double allSeen = seen + counts.count(all(!hit, calm) + occasion);
    double all = cases + counts.count(all(!hit, calm));
    double usual = (allSeen + UNSEEN) / (all + UNSEEN * KINDS);
    return (seen + GENERAL * usual) / (cases + GENERAL);
  }

  private static String all(boolean hit, boolean calm) {
    return (hit ? "+" : "-") + (calm ? "calm|" : "busy|");
  }
}
