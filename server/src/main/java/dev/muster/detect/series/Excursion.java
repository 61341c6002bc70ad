package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Remembers during an anomaly where the series should have been. So it stays abnormal until it is back, although the forecasts have
/// long followed it; what was expected is told as it was before it began; and the way back is no news. A shift for good fades and
/// becomes the new normal.
final class Excursion {
  /// From this sum of surprises on an excursion begins: what the most sensitive rules open an anomaly for.
  private static final double BEGINS = 8.1;

  /// While an excursion counts for this and more, it says what was expected.
  private static final double HOLDS = 5.8;

  /// Samples after the end in which what moves within the old band is still the way back: as far as the steps look.
  private static final int WAY_BACK = 16;

  /// For so many seconds it must have been outside the band that it left before it is said to last.
  private static final double LASTS = 3_600;

  /// After a gap of more seconds than this nobody knows whether it was outside all the time.
  private static final double GAP = 3_600;

  /// Snapshot size in bytes.
  static final int BYTES = 6 * 8 + 2 * 4;

  private double low;
  private double high;
  private double expected;
  private double weight;
  private boolean seasonal;

  /// The sum that it had by itself, faded; unlike the weight it is never raised by the sum of what lasts, which is made from it.
  private double begun;

  /// For how many seconds it has been outside the band on one side.
  private double age;

  /// Whether that side is above the band.
  private boolean above;

  /// Whether it was an alarm.
  private boolean alarmed;

  private int wayBack;

  /// Whether the newest number was back in the band, a moment ago outside; not part of the state.
  private boolean back;

  /// Whether it began on the scale of the views given the season. Trouble makes the season doubtful, and the plain views take over while
  /// it lasts; it goes on on its own scale.
  boolean bySeason() {
    return seasonal;
  }

  /// Whether a number is only the way back to where the series was before.
  ///
  /// @param own the newest number, on its own scale; NaN when that is not known now
  boolean returning(double own) {
    return (weight > 0 || wayBack > 0) && own >= low && own <= high;
  }

  /// Lets time pass since the number before.
  ///
  /// @param seconds how much
  void pass(double seconds) {
    age = seconds > GAP ? 0 : age + seconds;
    begun = seconds > GAP ? 0 : begun;
  }

  /// How abnormal the series is now, in sums of surprises.
  ///
  /// @param own the newest number, on its own scale; NaN when that is not known now, which ends it
  /// @param x the newest number, on the scale of the views that judged it
  /// @param forecast what it was expected to be
  /// @param usualLow lower end of its band
  /// @param usualHigh upper end of its band
  /// @param bySeason whether the views given the season judged it
  /// @param told its surprises, where they are news
  /// @param sum its surprises
  /// @param lasted whether the sum is that of what lasts, which begins nothing
  /// @param alarm the sum of surprises that is an alarm
  /// @param fades what is left of an excursion a sample later
  double last(
      double own,
      double x,
      double forecast,
      double usualLow,
      double usualHigh,
      boolean bySeason,
      double told,
      double sum,
      boolean lasted,
      double alarm,
      double fades) {
    wayBack = Math.max(0, wayBack - 1);
    if (weight > 0 && Double.isNaN(own)) {
      weight = 0;
    } else if (weight > 0 && own >= low && own <= high) {
      weight = 0;
      wayBack = WAY_BACK;
    } else if (weight > 0 && above != own > high) {
      above = own > high;
      age = 0;
    }
    boolean begins = !lasted && told >= BEGINS && (x < usualLow || x > usualHigh);
    if (begins && weight < HOLDS) { // what has nearly faded says nothing of what begins now
      low = usualLow;
      high = usualHigh;
      expected = forecast;
      seasonal = bySeason;
      alarmed = false;
      above = x > usualHigh;
      begun = 0;
      age = 0;
    }
    alarmed |= told >= alarm;
    weight *= fades;
    begun = weight > 0 ? begun * fades : 0;
    if (!lasted && (begins || (weight > 0 && told >= BEGINS))) {
      begun = Math.max(begun, sum);
    }
    if (begins || (weight > 0 && told >= BEGINS)) {
      weight = Math.max(weight, sum); // what is no news must not keep it alive
    }
    back = !begins && weight == 0 && returning(own);
    // the plain views followed the trouble, so that its end surprises them; where the series should
    // be it is usual
    return back ? 0 : Math.max(weight, sum);
  }

  /// What an excursion that was no alarm, and has been outside the band that it left for an hour, began with: 0 without one.
  ///
  /// @param bySeason whether the views given the season judge it
  /// @param side whether it is asked for one above the band
  double untold(boolean bySeason, boolean side) {
    return alarmed || bySeason != seasonal || side != above || age < LASTS ? 0 : begun;
  }

  /// Whether an excursion is on that says what was expected, or has just ended; the numbers below are then those from before it.
  boolean holds() {
    return weight >= HOLDS || back;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  double expected() {
    return expected;
  }

  void write(ByteBuffer to) {
    to.putDouble(low).putDouble(high).putDouble(expected).putDouble(weight);
    to.putInt((seasonal ? 1 : 0) | (alarmed ? 2 : 0) | (above ? 4 : 0)).putInt(wayBack);
    to.putDouble(begun).putDouble(age);
  }

  /// @param whole whether the snapshot knows of the expectation and the way back
  /// @param knowsAlarms whether it knows what was an alarm; without, what is on is taken as told
  /// @param knowsBegin whether it knows the sum at which it began, and since when it is outside
  void read(ByteBuffer from, boolean whole, boolean knowsAlarms, boolean knowsBegin) {
    low = from.getDouble();
    high = from.getDouble();
    expected = whole ? from.getDouble() : low / 2 + high / 2;
    weight = from.getDouble();
    int flags = from.getInt();
    seasonal = (flags & 1) != 0;
    alarmed = knowsAlarms ? (flags & 2) != 0 : weight > 0;
    above = (flags & 4) != 0;
    wayBack = whole ? Math.clamp(from.getInt(), 0, WAY_BACK) : 0;
    begun = knowsBegin ? from.getDouble() : 0;
    age = knowsBegin ? from.getDouble() : 0;
  }
}
