package dev.muster.detect.series;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Watches one stream of numbers from several views and says how surprising each finds the newest number.
///
/// The forecast of the next number is a mixture of simple experts (the last value, three moving averages, and the season's forecasts
/// when there are any), weighted by the inverse fourth power of their recent errors.
final class Views {
  private static final View[] ALL = View.values();
  private static final int EXPERTS = 6;
  private static final double[] AVERAGES = {0.3, 0.08, 0.02};
  private static final double ERROR_FORGETTING = 0.01;
  private static final double LEVEL_FORGETTING = 0.005;
  private static final double LOOSENESS_FADES = 0.6;
  private static final int RING = 16;
  private static final int EARLIEST = 4;
  private static final int STANDING = 24;
  private static final int HOURS = 24;
  private static final int FIRST_JUDGED = 10;
  private static final int LONG = 8;
  private static final int SHORT = 3;

  /// How much of a step the season's own movement explains is a regression that forgets with every sample.
  private static final double MOVES_MEMORY = 0.9995;

  /// A step counts for the regression up to this many times the season's.
  private static final double MOST_MOVES = 4;

  private static final int FIRST_STEP = 16;
  private static final int FIRST_STANDING = 60;

  private final double[] weights;
  private final @Nullable Tail[] up = new Tail[ALL.length];
  private final @Nullable Tail[] down = new Tail[ALL.length];
  private final @Nullable Ranks ranks;
  private final double[] surprises = new double[ALL.length];

  private int samples;
  private double last;
  private final double[] averages = new double[AVERAGES.length];
  private double level;
  private double largest = Double.NEGATIVE_INFINITY;
  private double smallest = Double.POSITIVE_INFINITY;
  private final float[] errors = new float[EXPERTS];
  private double residualBefore;
  private double residualTwoBefore;
  private final double[] ring = new double[RING];

  /// What this time of day usually was at the numbers of the ring; NaN where that was unknown, empty where it is never told.
  private final double[] usualRing;

  private double seasonMoves;
  private double movesTogether;
  private final float[] standings;
  private int at;
  private final float[] hourly = new float[HOURS];
  private final byte[] hourlySeen = new byte[HOURS];
  private double residualSize;
  private double restless;
  private double usuallyRestless;
  private double loose = 1;

  // Of the newest number; not part of the state.
  private double forecast;
  private double residual;
  private double bandScale;
  private final double[] seen = new double[ALL.length];

  /// @param weights what each view counts for, shared with others and never changed; a view without weight costs nothing
  /// @param knowsUsual whether [#observe] will be told what is usual at a time; without, none of it is kept
  Views(double[] weights, boolean knowsUsual) {
    this.weights = weights;
    usualRing = new double[knowsUsual ? RING : 0];
    for (View view : ALL) {
      if (weights[view.ordinal()] > 0) {
        up[view.ordinal()] = new Tail();
        down[view.ordinal()] = new Tail();
      }
    }
    boolean standing = weights[View.STANDING.ordinal()] > 0;
    ranks = standing ? new Ranks() : null;
    standings = new float[standing ? STANDING : 0];
  }

  /// How many numbers were seen, up to a million.
  int samples() {
    return samples;
  }

  /// The newest number.
  double newest() {
    return last;
  }

  /// How far the newest number is from where the numbers were before all that the steps look at; 0 before so many were seen.
  double moved() {
    if (samples < RING) {
      return 0;
    }
    double sum = 0;
    for (int i = RING - EARLIEST + 1; i <= RING; i++) {
      sum += ring[at - i & RING - 1];
    }
    return last - sum / EARLIEST;
  }

  /// What the newest number was expected to be.
  double forecast() {
    return forecast;
  }

  /// The surprise of each view at the newest number, by [View#ordinal()]; 0 where it has no opinion.
  double[] surprises() {
    return surprises;
  }

  /// How far above (or below) the forecast a share of the numbers lies.
  double band(boolean above, double share) {
    Tail jump = above ? up[View.JUMP.ordinal()] : down[View.JUMP.ordinal()];
    Tail hour = above ? up[View.HOURLY_JUMP.ordinal()] : down[View.HOURLY_JUMP.ordinal()];
    if (hour != null) {
      return hour.quantile(share) * bandScale;
    }
    return jump == null ? 0 : jump.quantile(share);
  }

  /// The weighted sum of the surprises, each limited to `most` and reduced by `allowance`.
  double sum(double most, double allowance) {
    double sum = 0;
    for (int i = 0; i < surprises.length; i++) {
      if (weights[i] > 0) {
        double counted = Math.min(most, surprises[i]) - allowance;
        if (counted > 0) {
          sum += weights[i] * counted;
        }
      }
    }
    return sum;
  }

  /// Lets the tails learn what the views saw of the newest number.
  ///
  /// @param oneOf they learn one of so many numbers
  void learn(int oneOf) {
    if (oneOf > 1 && samples % oneOf != 0) {
      return;
    }
    for (int i = 0; i < ALL.length; i++) {
      Tail high = up[i];
      Tail low = down[i];
      double number = seen[i];
      if (high != null && low != null && !Double.isNaN(number)) {
        high.learn(Math.max(0, number));
        low.learn(Math.max(0, -number));
      }
    }
  }

  /// Judges the next number by what was learned before, and learns it; how rare it is, is learned by [#learn].
  ///
  /// @param hour hour of the day, 0 to 23
  /// @param usual what this time of day usually is, NaN without a profile
  /// @param dayForecast what the day's profile forecasts, NaN without one
  /// @param weekForecast the same for the week
  /// @param looseness by how much jumps are to be discounted at this time, 1 for not at all
  /// @param off distance from what this time of the week usually is, NaN when that is unknown
  void observe(
      double x,
      int hour,
      double usual,
      double dayForecast,
      double weekForecast,
      double off,
      double looseness) {
    samples = Math.min(1_000_000, samples + 1);
    Arrays.fill(surprises, 0);
    Arrays.fill(seen, Double.NaN);
    if (samples == 1) {
      last = x;
      level = x;
      Arrays.fill(averages, x);
    }
    predict(dayForecast, weekForecast);
    loose = Math.max(looseness, 1 + LOOSENESS_FADES * (loose - 1));
    residual = (x - forecast) / looseness;
    learnErrors(x, dayForecast, weekForecast);
    ring[at & RING - 1] = x;
    if (usualRing.length > 0) {
      usualRing[at & RING - 1] = usual;
    }
    double rank = 0;
    if (ranks != null) {
      rank = ranks.score(x);
      ranks.learn(x);
      standings[at % STANDING] = (float) rank;
    }
    at = at == 48 * 1_000 ? 1 : at + 1;
    double scale = hourScale(hour);
    bandScale = scale;
    if (samples > FIRST_JUDGED) {
      judge(x, off, scale);
    }
    residualTwoBefore = residualBefore;
    residualBefore = residual;
    learnHour(hour);
    double move = Math.abs(x - last);
    restless += 0.1 * (move - restless);
    usuallyRestless += Math.max(1.0 / samples, 0.002) * (move - usuallyRestless);
    largest = Math.max(largest, x);
    smallest = Math.min(smallest, x);
    last = x;
    for (int i = 0; i < AVERAGES.length; i++) {
      averages[i] += AVERAGES[i] * (x - averages[i]);
    }
    level += Math.max(1.0 / samples, LEVEL_FORGETTING) * (x - level);
  }

  private void predict(double dayForecast, double weekForecast) {
    if (samples < 3) {
      forecast = last;
      return;
    }
    float least = Float.MAX_VALUE;
    for (int i = 0; i < EXPERTS; i++) {
      if (usable(i, expert(i, dayForecast, weekForecast))) {
        least = Math.min(least, errors[i]);
      }
    }
    double floor = 1e-6 * least + 1e-30;
    double weight = 0;
    double sum = 0;
    for (int i = 0; i < EXPERTS; i++) {
      double told = expert(i, dayForecast, weekForecast);
      if (usable(i, told)) {
        double quality = (least + floor) / (errors[i] + floor);
        quality *= quality;
        quality *= quality;
        weight += quality;
        sum += quality * (told - last);
      }
    }
    forecast = last + sum / weight;
  }

  /// What an expert forecasts.
  private double expert(int which, double dayForecast, double weekForecast) {
    return switch (which) {
      case 0 -> last;
      case EXPERTS - 2 -> dayForecast;
      case EXPERTS - 1 -> weekForecast;
      default -> averages[which - 1];
    };
  }

  private boolean usable(int expert, double told) {
    return expert < EXPERTS - 2 || (!Double.isNaN(told) && errors[expert] > 0);
  }

  private void learnErrors(double x, double dayForecast, double weekForecast) {
    for (int i = 0; i < EXPERTS; i++) {
      double told = expert(i, dayForecast, weekForecast);
      if (!Double.isNaN(told)) {
        float error = (float) Math.min(1e30, Math.abs(x - told));
        errors[i] =
            errors[i] == 0 ? error : errors[i] + (float) ERROR_FORGETTING * (error - errors[i]);
      }
    }
  }

  private double hourScale(int hour) {
    double usual = residualSize;
    double scale = hourlySeen[hour] < 5 ? usual : 0.7 * hourly[hour] + 0.3 * usual;
    return scale > 0 ? scale : 0;
  }

  private void learnHour(int hour) {
    double size = Math.abs(residual);
    int seen = Math.min(100, hourlySeen[hour] + 1);
    hourlySeen[hour] = (byte) seen;
    double known = hourly[hour];
    double bounded = seen > 10 ? Math.min(size, 8 * known) : size;
    hourly[hour] =
        (float) (seen == 1 ? size : known + Math.max(1.0 / seen, 0.01) * (bounded - known));
    double most = samples > 100 ? 8 * residualSize : Double.MAX_VALUE;
    residualSize += Math.max(1.0 / samples, 0.001) * (Math.min(size, most) - residualSize);
  }

  private void judge(double x, double off, double scale) {
    see(View.JUMP, residual);
    see(View.JUMPS, (residual + residualBefore + residualTwoBefore) / 3);
    see(View.HOURLY_JUMP, scale > 0 ? residual / scale : 0);
    if (samples > FIRST_STEP) {
      steps();
    }
    see(View.LEVEL, x - level);
    double range = Math.max(largest - smallest, 1e-12);
    see(
        View.RECORD,
        x > largest ? (x - largest) / range : x < smallest ? (x - smallest) / range : 0);
    if (samples > FIRST_STANDING) {
      if (standings.length > 0) {
        double sum = 0;
        for (float standing : standings) {
          sum += standing;
        }
        see(View.STANDING, sum / STANDING);
      }
      if (weights[View.RESTLESSNESS.ordinal()] > 0) {
        see(
            View.RESTLESSNESS,
            usuallyRestless > 0
                ? Math.log((restless + 0.02 * usuallyRestless) / usuallyRestless)
                : 0);
      }
    }
    if (!Double.isNaN(off)) {
      see(View.SEASON, off);
    }
  }

  /// Steps, less what the season itself moves at this time of day, as far as the two have moved together.
  private void steps() {
    double shortStep = step(ring, SHORT);
    double longStep = step(ring, LONG);
    double usualLong = usualRing.length > 0 ? step(usualRing, LONG) : Double.NaN;
    if (!Double.isNaN(usualLong)) {
      if (seasonMoves > 0) {
        double share = Math.clamp(movesTogether / seasonMoves, 0, 1);
        shortStep -= share * step(usualRing, SHORT);
        longStep -= share * usualLong;
      }
      double most = MOST_MOVES * Math.abs(usualLong);
      seasonMoves = MOVES_MEMORY * seasonMoves + usualLong * usualLong;
      movesTogether =
          MOVES_MEMORY * movesTogether + usualLong * Math.clamp(step(ring, LONG), -most, most);
    }
    see(View.SHORT_STEP, shortStep / loose);
    see(View.LONG_STEP, longStep / loose);
  }

  private double step(double[] of, int width) {
    double now = 0;
    double before = 0;
    for (int i = 1; i <= width; i++) {
      now += of[at - i & RING - 1];
      before += of[at - i - width & RING - 1];
    }
    return (now - before) / width;
  }

  private void see(View view, double number) {
    int i = view.ordinal();
    Tail high = up[i];
    Tail low = down[i];
    if (high == null || low == null) {
      return;
    }
    surprises[i] = number >= 0 ? high.surprise(number) : low.surprise(-number);
    seen[i] = number;
  }

  /// How many tails there are.
  int tails() {
    int tails = 0;
    for (Tail tail : up) {
      tails += tail == null ? 0 : 2;
    }
    return tails;
  }

  /// Snapshot size in bytes.
  int bytes() {
    return tails() * Tail.BYTES
        + (ranks == null ? 0 : Ranks.BYTES)
        + 8 * (12 + AVERAGES.length + 2 * RING)
        + 4 * (2 + EXPERTS + standings.length + HOURS)
        + HOURS;
  }

  void write(ByteBuffer to) {
    for (int i = 0; i < ALL.length; i++) {
      Tail high = up[i];
      Tail low = down[i];
      if (high != null && low != null) {
        high.write(to);
        low.write(to);
      }
    }
    if (ranks != null) {
      ranks.write(to);
    }
    to.putDouble(last).putDouble(level).putDouble(largest).putDouble(smallest);
    to.putDouble(residualBefore).putDouble(residualTwoBefore).putDouble(residualSize);
    to.putDouble(restless).putDouble(usuallyRestless).putDouble(loose);
    for (double average : averages) {
      to.putDouble(average);
    }
    for (double number : ring) {
      to.putDouble(number);
    }
    for (int i = 0; i < RING; i++) {
      to.putDouble(usualRing.length > 0 ? usualRing[i] : Double.NaN);
    }
    to.putDouble(seasonMoves).putDouble(movesTogether);
    to.putInt(samples).putInt(at);
    for (float error : errors) {
      to.putFloat(error);
    }
    for (float standing : standings) {
      to.putFloat(standing);
    }
    for (float hour : hourly) {
      to.putFloat(hour);
    }
    to.put(hourlySeen);
  }

  /// @param moving whether the snapshot knows how the season moves, and its tails know of crowds
  void read(ByteBuffer from, boolean moving) {
    for (int i = 0; i < ALL.length; i++) {
      Tail high = up[i];
      Tail low = down[i];
      if (high != null && low != null) {
        high.read(from, moving);
        low.read(from, moving);
      }
    }
    if (ranks != null) {
      ranks.read(from);
    }
    last = from.getDouble();
    level = from.getDouble();
    largest = from.getDouble();
    smallest = from.getDouble();
    residualBefore = from.getDouble();
    residualTwoBefore = from.getDouble();
    residualSize = from.getDouble();
    restless = from.getDouble();
    usuallyRestless = from.getDouble();
    loose = from.getDouble();
    for (int i = 0; i < averages.length; i++) {
      averages[i] = from.getDouble();
    }
    for (int i = 0; i < RING; i++) {
      ring[i] = from.getDouble();
    }
    Arrays.fill(usualRing, Double.NaN);
    if (moving) {
      for (int i = 0; i < RING; i++) {
        double usual = from.getDouble();
        if (usualRing.length > 0) {
          usualRing[i] = usual;
        }
      }
      seasonMoves = from.getDouble();
      movesTogether = from.getDouble();
    }
    samples = from.getInt();
    at = from.getInt();
    for (int i = 0; i < EXPERTS; i++) {
      errors[i] = from.getFloat();
    }
    for (int i = 0; i < standings.length; i++) {
      standings[i] = from.getFloat();
    }
    for (int i = 0; i < HOURS; i++) {
      hourly[i] = from.getFloat();
    }
    from.get(hourlySeen);
  }
}
