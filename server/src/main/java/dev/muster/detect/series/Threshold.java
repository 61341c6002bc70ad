package dev.muster.detect.series;

/// A fixed limit with hysteresis: crossed at one value, over only at another, so that a series that trembles at the limit is one
/// event.
///
/// A pure value: each step gives the next state.
///
/// @param upwards whether too much is wrong; otherwise too little
/// @param limit at this value and beyond it is wrong
/// @param clear at this value and on the good side of it, it is over; equal to `limit` or on its good side
/// @param crossed whether it is wrong now
public record Threshold(boolean upwards, double limit, double clear, boolean crossed) {
  public Threshold {
    if (!Double.isFinite(limit) || !Double.isFinite(clear)) {
      throw new IllegalArgumentException("limits must be finite numbers");
    }
    if (upwards ? clear > limit : clear < limit) {
      throw new IllegalArgumentException(
          "the value at which it is over, " + clear + ", is beyond the limit " + limit);
    }
  }

  /// Wrong from `limit` upwards, over at `clear` and below.
  public static Threshold above(double limit, double clear) {
    return new Threshold(true, limit, clear, false);
  }

  /// Wrong from `limit` downwards, over at `clear` and above.
  public static Threshold below(double limit, double clear) {
    return new Threshold(false, limit, clear, false);
  }

  /// The state after a sample; one that is not a number changes nothing.
  public Threshold step(double value) {
    if (Double.isNaN(value)) {
      return this;
    }
    boolean beyond = upwards ? value >= limit : value <= limit;
    boolean good = upwards ? value <= clear : value >= clear;
    // Where both limits are the same value, being at it is wrong.
    boolean now = beyond || (crossed && !good);
    return now == crossed ? this : new Threshold(upwards, limit, clear, now);
  }

  /// In plain words what is wrong, for a value.
  public String words(double value) {
    return "%s is %s the limit %s"
        .formatted(
            Words.number(value),
            value == limit ? "at" : upwards ? "above" : "below",
            Words.number(limit));
  }
}
