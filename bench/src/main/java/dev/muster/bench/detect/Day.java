package dev.muster.bench.detect;

/// The shape of a series' day and week: what share of its usual swing it has at a time, about 0 to 1.
final class Day {
  private final int shape;
  private final double phase;
  private final double sharpness;
  private final double second;
  private final double start;
  private final double end;
  private final double ramp;
  private final double weekend;
  private final double[] amplitudes = new double[3];
  private final double[] phases = new double[3];

  Day(Chance chance) {
    shape = chance.below(5);
    phase = chance.between(0, 1);
    sharpness = chance.between(1, 4);
    second = chance.between(0.3, 0.9);
    start = chance.between(5, 9);
    end = chance.between(16, 22);
    ramp = chance.between(0.3, 2.5);
    weekend = chance.happens(0.4) ? 1 : chance.between(0.3, 0.9);
    for (int i = 0; i < amplitudes.length; i++) {
      amplitudes[i] = chance.between(0.2, 1) / (i + 1);
      phases[i] = chance.between(0, 1);
    }
  }

  /// @param seconds since a Monday 00:00
  double at(double seconds) {
    double day = seconds / 86_400;
    double hour = (day - Math.floor(day)) * 24;
    boolean off = (long) Math.floor(day) % 7 >= 5;
    double share =
        switch (shape) {
          case 0 -> 0.5 + 0.5 * Math.sin(2 * Math.PI * (day - phase));
          case 1 -> Math.pow(0.5 + 0.5 * Math.sin(2 * Math.PI * (day - phase)), sharpness);
          case 2 -> Math.clamp(Math.min((hour - start) / ramp, (end - hour) / ramp), 0, 1);
          case 3 -> bump(hour, start + 3, 2 + ramp) + second * bump(hour, end, 1.5 + ramp);
          default -> waves(day);
        };
    return off ? weekend * share : share;
  }

  private static double bump(double hour, double at, double width) {
    double off = Math.abs(hour - at);
    double nearest = Math.min(off, 24 - off) / width;
    return Math.exp(-nearest * nearest);
  }

  private double waves(double day) {
    double sum = 0;
    double most = 0;
    for (int i = 0; i < amplitudes.length; i++) {
      sum += amplitudes[i] * Math.sin(2 * Math.PI * ((i + 1) * day - phases[i]));
      most += amplitudes[i];
    }
    return 0.5 + 0.5 * sum / most;
  }
}
