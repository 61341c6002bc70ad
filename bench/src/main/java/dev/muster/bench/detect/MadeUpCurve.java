package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Curves as the dashboards of operations show them, one sample a minute or in five, over one to three months, with anomalies of
/// minutes to hours and with much that is odd but nothing wrong: single outliers, gaps, jobs that recur, days that differ in size.
/// The same number gives the same curve.
final class MadeUpCurve {
  /// How many kinds of curves take turns.
  static final int FAMILIES = 8;

  private static final long MONDAY = 1_767_571_200L;
  private static final int DAY = 86_400;

  /// Events are at least this long, in seconds.
  private static final int LEAST_EVENT = 420;

  /// Nothing is labelled before this day.
  private static final int FIRST_DAY = 2;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final int start;
  private final Day day;
  private final double swing;
  private final double drift;
  private final double driftStays;
  private final double noise;
  private final double stays;
  private final int freedom;
  private final double[] clean;
  private final double[] sigma;
  private final double[] values;
  private final List<Span> events = new ArrayList<>();

  private MadeUpCurve(int number) {
    chance = new Chance(7_000_000L + number);
    family = number % FAMILIES;
    step = number / FAMILIES % 3 == 2 ? 300 : 60;
    samples = (chance.happens(0.7) ? 30 : 30 + chance.below(60)) * DAY / step;
    start = chance.below(7) * DAY + chance.below(DAY / step) * step;
    day = new Day(chance);
    swing = chance.happens(0.5) ? chance.scaled(0.02, 0.2) : chance.between(0.1, 0.9);
    drift = chance.scaled(0.01, 0.4);
    driftStays = Math.exp(-step / (3_600 * chance.scaled(6, 96)));
    noise = chance.scaled(0.01, 0.08);
    stays = chance.happens(0.5) ? 0 : chance.between(0.3, 0.95);
    freedom = chance.happens(0.7) ? 0 : 4 + chance.below(5);
    clean = new double[samples];
    sigma = new double[samples];
    values = new double[samples];
  }

  static LabelledSeries of(int number) {
    return new MadeUpCurve(number).make();
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "traffic, smooth";
      case 1 -> "traffic, noise grows with it";
      case 2 -> "counts, low";
      case 3 -> "share of successes";
      case 4 -> "latency, heavy tails";
      case 5 -> "load, wanders without a day";
      case 6 -> "traffic with jobs that recur";
      default -> "errors, mostly none";
    };
  }

  private LabelledSeries make() {
    shape();
    double[] odd = disturbances();
    noise(odd);
    boolean[] missing = gaps();
    var times = new long[samples];
    var kept = new double[samples];
    int n = 0;
    for (int i = 0; i < samples; i++) {
      if (!missing[i]) {
        times[n] = (MONDAY + start + (long) i * step) * 1_000;
        kept[n++] = Math.round(values[i] * 1e4) / 1e4;
      }
    }
    return new LabelledSeries(Arrays.copyOf(times, n), Arrays.copyOf(kept, n), events);
  }

  private void shape() {
    double size = 1;
    double wander = 0;
    double slow = chance.normal();
    int lastDay = -1;
    double trend = chance.happens(0.3) ? chance.between(-0.003, 0.006) : 0;
    double varies = chance.between(0, 0.06);
    int every = new int[] {900, 3_600, 3_600, 14_400}[chance.below(4)];
    boolean jobs = chance.happens(0.6);
    double job = chance.between(0.1, 0.6);
    double level = chance.scaled(0.3, 12);
    for (int i = 0; i < samples; i++) {
      int second = start + i * step;
      if (second / DAY != lastDay) {
        lastDay = second / DAY;
        size = 1 + varies * chance.normal();
      }
      slow = driftStays * slow + Math.sqrt(1 - driftStays * driftStays) * chance.normal();
      double share =
          (1 - swing + swing * day.at(second))
              * size
              * (1 + trend * i * step / DAY)
              * Math.exp(drift * slow);
      wander = 0.9995 * wander + 0.0316 * chance.normal();
      switch (family) {
        case 0 -> set(i, share, noise);
        case 1 -> set(i, share, 2 * noise * Math.max(0.03, share));
        case 2 -> set(i, level * Math.max(0.02, share), 0);
        case 3 -> set(i, 1, 0.01 * noise * (2 - share));
        case 4 -> set(i, 0.5 + 0.3 * share, 2 * noise);
        case 5 -> set(i, 1 + 0.2 * wander, noise);
        case 6 ->
            set(i, share + (jobs && second % every < Math.max(step, every / 20) ? job : 0), noise);
        default -> set(i, 0, 0);
      }
    }
  }

  private void set(int i, double value, double spread) {
    clean[i] = value;
    sigma[i] = spread;
  }

  /// Adds what is wrong, and what is only odd, to the clean curve; the answer holds factors and sums for counts.
  private double[] disturbances() {
    var added = new double[samples];
    if (chance.happens(0.15)) {
      return added;
    }
    double perDay = Math.min(3, 0.3 * Math.exp(0.9 * chance.normal()));
    double range = range();
    double at = FIRST_DAY * DAY / (double) step;
    double mood = chance.scaled(0.8, 3);
    while (true) {
      at += chance.exponential() * DAY / step / perDay;
      if (at >= samples - DAY / step / 4) {
        return added;
      }
      int from = (int) at;
      int length = Math.max(1, duration() / step);
      apply(added, from, length, range, mood);
      at += length + 1_800.0 / step;
    }
  }

  private int duration() {
    double roll = chance.between(0, 1);
    return roll < 0.6
        ? (int) chance.scaled(180, 1_800)
        : roll < 0.9 ? (int) chance.scaled(1_200, 7_200) : (int) chance.scaled(3_600, 43_200);
  }

  private double range() {
    double[] sorted = clean.clone();
    Arrays.sort(sorted);
    return sorted[samples * 99 / 100] - sorted[samples / 100];
  }

  private void apply(double[] added, int from, int length, double range, double mood) {
    int to = Math.min(samples - 1, from + length - 1);
    double spread = 0;
    double mean = 0;
    for (int i = from; i <= to; i++) {
      spread += spreadOf(i) / (to - from + 1);
      mean += clean[i] / (to - from + 1);
    }
    double size = Math.max(spread * 10 * Math.exp(0.9 * Math.abs(chance.normal())), 0.5 * range);
    size *= mood * chance.scaled(0.7, 2.5);
    int side = family == 3 ? -1 : family == 2 || family == 4 || family == 7 ? 1 : chance.sign();
    int kind = chance.below(6);
    if (family == 2 || family == 7) {
      size = Math.max(size, mean * chance.scaled(1.5, 15) + chance.scaled(3, 30));
    }
    for (int i = from; i <= to; i++) {
      double share = (i - from + 1.0) / (to - from + 1);
      switch (kind) {
        case 0, 1 -> added[i] = side * size;
        case 2 -> added[i] = side * size * Math.exp(-2 * share);
        case 3 -> added[i] = side * size * (share < 0.5 ? 2 * share : 2 - 2 * share);
        case 4 -> added[i] = side * size * chance.between(0, 1.3);
        default -> added[i] = family <= 1 || family == 6 ? -clean[i] * 0.95 : side * size * 1.2;
      }
    }
    long begin = (MONDAY + start + (long) from * step) * 1_000;
    long end = (MONDAY + start + (long) to * step) * 1_000;
    events.add(new Span(begin, Math.max(end, begin + LEAST_EVENT * 1_000L)));
  }

  private double spreadOf(int i) {
    return family == 2 ? Math.sqrt(clean[i]) : family == 7 ? 0.5 : sigma[i];
  }

  private void noise(double[] added) {
    double state = 0;
    double fresh = Math.sqrt(1 - stays * stays);
    double outliers = chance.happens(0.6) ? 0 : chance.scaled(3e-6, 6e-5);
    double rare = chance.scaled(0.002, 0.08);
    for (int i = 0; i < samples; i++) {
      double shock = freedom > 2 ? chance.heavy(freedom) : chance.normal();
      state = stays * state + fresh * shock;
      double value = clean[i] + added[i];
      if (chance.happens(outliers * step / 60)) {
        value += chance.sign() * spreadOf(i) * chance.between(4, 9);
      }
      values[i] =
          switch (family) {
            case 2 -> chance.poisson(Math.max(0, value));
            case 3 -> Math.clamp(value - Math.abs(state) * sigma[i], 0, 1);
            case 4 -> Math.max(0.01, value) * Math.exp(state * sigma[i]);
            case 7 -> chance.poisson(rare + Math.max(0, value));
            default -> Math.max(0, value + state * sigma[i]);
          };
    }
  }

  private boolean[] gaps() {
    var missing = new boolean[samples];
    double single = chance.happens(0.5) ? 0 : chance.scaled(1e-4, 1e-2);
    double longer = chance.happens(0.6) ? 0 : 1e-4;
    for (int i = 0; i < samples; i++) {
      if (chance.happens(single)) {
        missing[i] = true;
      } else if (chance.happens(longer * step / 300)) {
        Arrays.fill(missing, i, Math.min(samples, i + 2 + chance.below(3_600 / step)), true);
      }
    }
    return missing;
  }
}
