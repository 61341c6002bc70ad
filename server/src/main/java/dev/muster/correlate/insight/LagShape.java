package dev.muster.correlate.insight;

import java.util.Arrays;

/// How long after a change its harm shows: the density of that delay, learned as a histogram over ever wider spans and drawn to a stated
/// shape while little was seen.
final class LagShape {
  /// Ends of the spans in minutes. A change made shortly after the trouble began may still be behind it: clocks differ, and what
  /// begins is noticed before it is noted.
  private static final double[] EDGES = {
    -10, -2, 0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 150, 240, 360, 720, 1440, 2880, 4320
  };

  /// Worth of the assumed shape, in examples.
  private static final double PRIOR = 6;

  /// Assumed time to half, minutes.
  private static final double HALF = 40;

  /// Share of the delays that is assumed in each span.
  private static final double[] ASSUMED = new double[EDGES.length - 1];

  static {
    for (int bin = 0; bin < ASSUMED.length; bin++) {
      ASSUMED[bin] = assumed(bin);
    }
  }

  private final double[] counts = new double[EDGES.length - 1];
  private double total;

  /// @param times 1 to count it, -1 to take it back
  void add(double minutes, int times) {
    int bin = bin(minutes);
    if (bin >= 0) {
      counts[bin] += times;
      total += times;
    }
  }

  private static int bin(double minutes) {
    int found = Arrays.binarySearch(EDGES, minutes);
    int bin = found >= 0 ? found : -found - 2;
    return bin < EDGES.length - 1 ? bin : -1;
  }

  private static double assumed(int bin) {
    double to = EDGES[bin + 1];
    if (to <= -2) {
      return 0.002;
    }
    if (to <= 0) {
      return 0.02;
    }
    return Math.pow(0.5, EDGES[bin] / HALF) - Math.pow(0.5, to / HALF) + 0.004;
  }

  /// Density per minute; 0 outside of what may be behind an incident.
  double density(double minutes) {
    int bin = bin(minutes);
    return bin < 0
        ? 0
        : (counts[bin] + PRIOR * ASSUMED[bin]) / (total + PRIOR) / (EDGES[bin + 1] - EDGES[bin]);
  }

  /// The same, with another shape in the place of the assumed one.
  double density(double minutes, LagShape general) {
    int bin = bin(minutes);
    if (bin < 0) {
      return 0;
    }
    double width = EDGES[bin + 1] - EDGES[bin];
    return (counts[bin] / width + PRIOR * general.density(minutes)) / (total + PRIOR);
  }
}
