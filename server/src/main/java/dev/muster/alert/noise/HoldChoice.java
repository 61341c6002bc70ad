package dev.muster.alert.noise;

import dev.muster.kernel.Severity;

/// Chooses how long to wait for the end of an alert before paging, by what it is expected to cost.
///
/// `cost(t) = (S(t) - S(30 min)) + delay * t * S(30 min)`
///
/// The first part is the chance that somebody is paged at t for what then clears by itself; the second is the delay of what does not,
/// in minutes, times what a minute costs compared with a page for nothing.
final class HoldChoice {
  /// An alert that lasts this long is trouble, whether or not it clears by itself in the end.
  static final int TROUBLE_SECONDS = 1_800;

  /// Waiting has to save at least this much of a page for nothing, or it is not worth explaining.
  static final double LEAST_GAIN = 0.1;

  private static final int[] TIMES = {0, 30, 60, 90, 120, 180, 240, 300, 420, 600, 900};

  private HoldChoice() {}

  /// What a minute of delay costs, when a page for nothing costs 1: a page for nothing is worth 5 minutes of a critical alert and 40
  /// of one that only informs.
  static double delayCost(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0.2;
      case ERROR -> 0.1;
      case WARNING -> 0.05;
      case INFO -> 0.025;
    };
  }

  /// @param most longest wait, in seconds
  /// @return seconds to wait; 0 for none
  static int seconds(LifeTable lives, Severity severity, long most) {
    double trouble = lives.survival(TROUBLE_SECONDS);
    double perMinute = delayCost(severity) * trouble;
    double best = lives.survival(0) - trouble;
    double now = best;
    int chosen = 0;
    for (int time : TIMES) {
      if (time > most) {
        break;
      }
      double cost = lives.survival(time) - trouble + perMinute * time / 60;
      if (cost < best) {
        best = cost;
        chosen = time;
      }
    }
    return now - best >= LEAST_GAIN ? chosen : 0;
  }
}
