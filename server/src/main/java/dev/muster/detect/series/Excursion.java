package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Remembers during an anomaly where the series should have been, so that it stays abnormal until it is back, although the forecasts
/// have long followed it. A shift for good fades and becomes the new normal.
final class Excursion {
  /// Of what an excursion counts for, this much is left a sample later: it halves in 230 samples.
  private static final double FADES = 0.997;

  /// Snapshot size in bytes.
  static final int BYTES = 3 * 8 + 4;

  private double low;
  private double high;
  private double weight;
  private boolean seasonal;

  /// How abnormal the series is now, in sums of surprises.
  ///
  /// @param x the newest number, on the scale of the views that judged it
  /// @param usualLow lower end of its band
  /// @param usualHigh upper end of its band
  /// @param bySeason whether the views given the season judged it
  /// @param alarm whether it is an anomaly
  /// @param sum its surprises
  double last(
      double x, double usualLow, double usualHigh, boolean bySeason, boolean alarm, double sum) {
    if (weight > 0 && (bySeason != seasonal || (x >= low && x <= high))) {
      weight = 0;
    }
    if (alarm && weight == 0 && (x < usualLow || x > usualHigh)) {
      low = usualLow;
      high = usualHigh;
      seasonal = bySeason;
    }
    if (weight > 0 || (alarm && (x < usualLow || x > usualHigh))) {
      weight = Math.max(weight * FADES, sum);
    }
    return Math.max(weight, sum);
  }

  void write(ByteBuffer to) {
    to.putDouble(low).putDouble(high).putDouble(weight).putInt(seasonal ? 1 : 0);
  }

  void read(ByteBuffer from) {
    low = from.getDouble();
    high = from.getDouble();
    weight = from.getDouble();
    seasonal = from.getInt() == 1;
  }
}
