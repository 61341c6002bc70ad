package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Series by a fourth recipe, written without regard to how they are judged: a system is asked something, answers it as its parts can,
/// and one number of it is watched. What goes wrong befalls a part of the system (it is down, slow, overrun, it leaks), not the curve;
/// the same days are lived through once more without it, and what an operator would see of the difference is the anomaly. Most of
/// what is odd is nothing wrong: releases, cold caches, collections, clean-ups, backups, holidays, gaps. The same number gives the same
/// series.
final class MadeUpSystem {
  /// How many kinds of series take turns.
  static final int FAMILIES = 12;

  private static final int[] STEPS = {60, 300, 60, 300, 900};
  private static final int[] DAYS = {30, 60, 30, 60, 90};
  private static final int[] RATES = {0, 1, 0, 1, 2};
  private static final int DAY = SystemLoad.DAY;

  /// Nothing goes wrong before this day.
  private static final int FIRST_DAY = 4;

  /// Deviations of single samples from which a difference is an anomaly, and from which it still belongs to one.
  private static final double SEEN = 6;

  private static final double STILL_SEEN = 3;

  /// Samples over which a look at the curve averages.
  private static final int LOOK = 5;

  /// Events are labelled at least this long, in milliseconds.
  private static final long LEAST_EVENT = 420_000;

  private final Chance chance;
  private final SystemLoad load;
  private final SystemMetric metric;
  private final SystemFaults faults;
  private final List<Span> events = new ArrayList<>();

  private MadeUpSystem(int number) {
    chance = new Chance(11_000_000L + number);
    int family = number % FAMILIES;
    int rate = number / FAMILIES % STEPS.length;
    load = new SystemLoad(chance, STEPS[rate], DAYS[rate], chance.scaled(0.003, 0.04));
    metric = new SystemMetric(family, load, chance);
    faults = new SystemFaults(load.samples);
  }

  static LabelledSeries of(int number) {
    return new MadeUpSystem(number).make();
  }

  /// Which of the [#rates] that series is sampled at.
  static int rate(int number) {
    return RATES[number / FAMILIES % STEPS.length];
  }

  /// The intervals between samples, in words.
  static List<String> rates() {
    return List.of("every minute", "every 5 minutes", "every 15 minutes");
  }

  static String name(int family) {
    return SystemMetric.NAMES.get(family);
  }

  private LabelledSeries make() {
    double[] clean = metric.values(faults);
    if (!chance.happens(0.1)) {
      plan();
    }
    double[] values = metric.values(faults);
    label(clean, values);
    releases(clean);
    return sampled(values);
  }

  private void plan() {
    double perDay = chance.scaled(0.05, 0.6);
    double second = FIRST_DAY * (double) DAY;
    boolean again = false;
    while (true) {
      second += again ? chance.between(2_400, 14_400) : 3_600 + chance.exponential() * DAY / perDay;
      double lasts =
          chance.happens(0.2)
              ? chance.scaled(30, 400)
              : chance.happens(0.8) ? chance.scaled(400, 7_200) : chance.scaled(7_200, 36_000);
      int from = metric.when((int) (second / load.step), chance);
      int to = from + Math.max(1, (int) Math.round(lasts / load.step));
      if (to + 1 >= load.samples) {
        return;
      }
      faults.add(from, to, metric.fault(chance), chance.scaled(0.3, 3));
      second = (double) to * load.step;
      again = chance.happens(0.2);
    }
  }

  private void label(double[] clean, double[] values) {
    double scale = scale(clean);
    int quarter = Math.max(1, 900 / load.step);
    for (SystemFaults.Fault fault : faults.all()) {
      int width = Math.min(LOOK, fault.to() - fault.from());
      int end = Math.min(load.samples, fault.to() + 8 * quarter);
      int first = -1;
      int last = -1;
      double most = 0;
      for (int i = fault.from(); i < end; i++) {
        double off = 0;
        for (int k = Math.max(fault.from(), i - width + 1); k <= i; k++) {
          off += (values[k] - clean[k]) / width;
        }
        double size = Math.abs(off) / scale;
        most = Math.max(most, size);
        if (size >= STILL_SEEN) {
          first = first < 0 ? i : first;
          last = i;
        } else if (i >= fault.to()) {
          break;
        }
      }
      boolean stuck = fault.kind() == SystemFaults.Kind.STUCK && fault.to() - fault.from() >= 20;
      if (stuck) {
        event(fault.from() + 9, fault.to());
      } else if (first >= 0 && most >= SEEN) {
        event(first, last + chance.below(2));
      }
    }
  }

  /// A release that changes much is worth a word, for an hour; then it is how things are.
  private void releases(double[] clean) {
    double scale = scale(clean);
    int hour = Math.max(1, 3_600 / load.step);
    for (int i = hour; i + hour < load.samples; i++) {
      if (Math.abs(Math.log(load.release[i] / load.release[i - 1])) > 0.2) {
        double before = Arrays.stream(clean, i - hour, i).average().orElseThrow();
        double after = Arrays.stream(clean, i, i + hour).average().orElseThrow();
        if (Math.abs(after - before) > SEEN * scale) {
          event(i, i + hour);
        }
      }
    }
  }

  private void event(int from, int to) {
    long begin = load.millis(from);
    long end = Math.max(load.millis(Math.min(to, load.samples - 1)), begin + LEAST_EVENT);
    if (events.stream().noneMatch(known -> known.from() <= end && begin <= known.to())) {
      events.add(new Span(begin, end));
    }
  }

  /// How far samples stray from those a quarter of an hour before; the largest few steps are no noise.
  private double scale(double[] clean) {
    int apart = Math.max(1, 900 / load.step);
    var squares = new double[clean.length - apart];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Math.pow(clean[i + apart] - clean[i], 2);
    }
    Arrays.sort(squares);
    int kept = (int) (0.995 * squares.length);
    double mean = Arrays.stream(squares, 0, kept).average().orElseThrow();
    double[] sorted = clean.clone();
    Arrays.sort(sorted);
    double range = sorted[sorted.length * 19 / 20] - sorted[sorted.length / 20];
    return Math.max(Math.sqrt(mean / 2), 0.01 * range + metric.least());
  }

  private LabelledSeries sampled(double[] values) {
    double lost = chance.happens(0.5) ? 0 : chance.scaled(1e-4, 1e-2);
    double gaps = chance.happens(0.6) ? 0 : 0.2;
    var times = new long[load.samples];
    var kept = new double[load.samples];
    int n = 0;
    int away = 0;
    for (int i = 0; i < load.samples; i++) {
      if (chance.happens(gaps * load.step / DAY)) {
        away = 1 + chance.below(Math.max(1, 5_400 / load.step));
      }
      if (away-- <= 0 && !chance.happens(lost)) {
        times[n] = load.millis(i);
        kept[n++] = Math.round(values[i] * 1e3) / 1e3;
      }
    }
    return new LabelledSeries(Arrays.copyOf(times, n), Arrays.copyOf(kept, n), events);
  }
}
