package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Curves of web services by a second recipe, which shares nothing with [MadeUpCurve] but the question: days and weeks with shapes of
/// their own that may change for good, noise that grows with the level, nearly-zero counts, leaks that are cleaned up, whole numbers
/// that seldom change; and events of one sample to some hours, alone and in bursts. The same number gives the same curve.
final class MadeUpService {
  /// How many kinds of curves take turns.
  static final int FAMILIES = 8;

  private static final long MONDAY = 1_767_571_200L;
  private static final int DAY = 86_400;
  private static final int BUMPS = 3;

  /// Events are labelled at least this long, in seconds.
  private static final int LEAST_EVENT = 420;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final int start;
  private final double[] at = new double[2 * BUMPS];
  private final double[] width = new double[2 * BUMPS];
  private final double[] height = new double[2 * BUMPS];
  private final double contrast;
  private final double level;
  private final double spread;
  private final double stays;
  private final double rate;
  private final int changes;
  private final double shifted;
  private final double scaled;
  private final double every;

  /// What an event does to each sample: a factor, a sum, a factor of the noise.
  private final double[] factor;

  private final double[] added;
  private final double[] louder;
  private final List<Span> events = new ArrayList<>();

  private MadeUpService(int number) {
    chance = new Chance(5_000_000L + number);
    family = number % FAMILIES;
    step = isOfMinutes(number) ? 60 : 300;
    samples = (21 + chance.below(15)) * DAY / step;
    start = chance.below(7) * DAY + chance.below(DAY);
    for (int i = 0; i < at.length; i++) {
      at[i] = chance.between(6, 24);
      width[i] = chance.between(1, 5);
      height[i] = chance.between(0.3, 1);
    }
    contrast = chance.scaled(0.1, 3);
    level =
        switch (family) {
          case 0 -> chance.scaled(1e3, 1e6);
          case 1 -> chance.scaled(2, 60);
          case 3 -> chance.scaled(100, 1e5);
          case 4 -> chance.scaled(1e-3, 0.2);
          case 7 -> chance.below(60);
          default -> chance.scaled(1, 1e4);
        };
    spread =
        switch (family) {
          case 1 -> chance.between(0, 0.3);
          case 2 -> chance.scaled(0.04, 0.3);
          case 5 -> chance.scaled(0.0015, 0.01);
          default -> chance.scaled(0.008, 0.06);
        };
    stays =
        family == 5
            ? Math.exp(-step / chance.scaled(600, 7_200))
            : chance.happens(0.4) ? 0 : Math.exp(-step / chance.scaled(60, 900));
    rate = family == 3 ? chance.scaled(1e-4, 2e-2) : chance.scaled(1e-3, 5e-2);
    changes = chance.happens(0.3) ? DAY * (7 + chance.below(10)) : Integer.MAX_VALUE;
    shifted = chance.between(-1.5, 1.5);
    scaled = chance.between(0.75, 1.3);
    every = 3_600 * chance.scaled(5, 80);
    factor = new double[samples];
    added = new double[samples];
    louder = new double[samples];
    Arrays.fill(factor, 1);
    Arrays.fill(louder, 1);
  }

  static LabelledSeries of(int number) {
    return new MadeUpService(number).make();
  }

  /// Whether that curve has one sample a minute, not one in five.
  static boolean isOfMinutes(int number) {
    return number / FAMILIES % 2 == 0;
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "requests, many";
      case 1 -> "requests, few";
      case 2 -> "response time";
      case 3 -> "share of successes, by traffic";
      case 4 -> "failures, nearly none";
      case 5 -> "users at once, smooth";
      case 6 -> "memory that leaks and is cleaned up";
      default -> "whole numbers that seldom change";
    };
  }

  /// How much is going on at a time, about 0.1 to 1.
  private double demand(long second) {
    boolean later = second - start > changes;
    double clock = second + (later ? shifted * 3_600 : 0);
    double day = clock / DAY;
    double hour = (day - Math.floor(day)) * 24;
    int from = (long) Math.floor(day) % 7 >= 5 ? BUMPS : 0;
    double sum = 0;
    for (int i = from; i < from + BUMPS; i++) {
      double off = Math.abs(hour - at[i]);
      double near = Math.min(off, 24 - off) / width[i];
      sum += height[i] * Math.exp(-0.5 * near * near);
    }
    double share = Math.exp(contrast * (Math.min(1.2, sum) - 1.2));
    double turn = Math.clamp((second - start - changes) / (double) DAY, 0, 1);
    return share * (1 + turn * (scaled - 1));
  }

  private LabelledSeries make() {
    plan();
    var times = new long[samples];
    var values = new double[samples];
    double single = chance.happens(0.5) ? 0 : chance.scaled(1e-4, 5e-3);
    boolean gaps = chance.happens(0.4);
    int away = 0;
    int n = 0;
    double state = 0;
    double leak = chance.between(0, 1);
    double pace = 1;
    double whole = level;
    double odd = chance.happens(0.5) ? 0 : chance.scaled(1e-5, 2e-4) * step / 60;
    for (int i = 0; i < samples; i++) {
      long second = start + (long) i * step;
      state = stays * state + Math.sqrt(1 - stays * stays) * chance.normal();
      double share = demand(second);
      double noise = spread * state * louder[i];
      leak += pace * step / every;
      if (leak > 1) {
        leak = 0;
        pace = chance.between(0.8, 1.25);
      }
      if (chance.happens(0.3 * step / DAY)) {
        whole = Math.max(0, whole + chance.sign() * (1 + chance.below(2)));
      }
      double unlabelled = chance.happens(odd) ? chance.between(1.3, 2) : 1;
      double value =
          switch (family) {
            case 0 -> Math.round(level * share * factor[i] * Math.exp(noise));
            case 1 ->
                chance.poisson(
                    level * share * factor[i] * Math.exp(spread * louder[i] * chance.normal()));
            case 2 -> level * (1 + 0.5 * share) * factor[i] * Math.exp(noise) * unlabelled;
            case 3 -> successes(level * share * step / 60, rate * louder[i] + added[i]);
            case 4 -> chance.poisson(level * share * step / 60 + added[i]);
            case 5 -> level * share * factor[i] * Math.exp(noise);
            case 6 -> level * ((0.3 + 0.7 * leak) * factor[i] + noise + added[i]);
            default ->
                Math.max(
                    0, Math.round(whole + (chance.happens(rate) ? chance.sign() : 0) + added[i]));
          };
      if (away == 0 && gaps && chance.happens(0.15 * step / DAY)) {
        away = 1 + chance.below(7_200 / step);
      }
      if (away > 0) {
        away--;
      } else if (!chance.happens(single)) {
        times[n] = (MONDAY + second) * 1_000;
        values[n++] = Math.round(value * 1e4) / 1e4;
      }
    }
    return new LabelledSeries(Arrays.copyOf(times, n), Arrays.copyOf(values, n), events);
  }

  private double successes(double asked, double failing) {
    double all = Math.max(1, Math.round(asked));
    double failed = Math.min(all, chance.poisson(all * Math.min(1, failing)));
    return 100 * (1 - failed / all);
  }

  private void plan() {
    if (chance.happens(0.12)) {
      return;
    }
    double perDay = Math.min(2.5, 0.3 * Math.exp(0.8 * chance.normal()));
    double clear = chance.scaled(1, 3);
    double second = 2.0 * DAY;
    while (true) {
      boolean again = !events.isEmpty() && chance.happens(0.25);
      second += again ? chance.between(1_800, 9_000) : chance.exponential() * DAY / perDay;
      int from = (int) (second / step);
      int length = length();
      if (from + length >= samples) {
        return;
      }
      happen(from, length, clear * chance.scaled(0.7, 2));
      second += (double) length * step + 1_800;
    }
  }

  /// In samples.
  private int length() {
    double roll = chance.between(0, 1);
    if (roll < 0.3) {
      return 1 + chance.below(5);
    }
    double seconds = roll < 0.85 ? chance.scaled(600, 7_200) : chance.scaled(7_200, 28_800);
    return Math.max(1, (int) (seconds / step));
  }

  private void happen(int from, int length, double clear) {
    int kind = chance.below(6);
    double size = size(from, clear);
    boolean down = family != 2 && family != 3 && family != 4 && chance.happens(0.5);
    for (int i = from; i < from + length; i++) {
      double share = (i - from + 1.0) / length;
      double shape =
          switch (kind) {
            case 0, 1 -> 1;
            case 2 -> Math.exp(-2 * (share - 1.0 / length));
            case 3 -> length < 4 ? 1 : share;
            case 4 -> chance.between(0.2, 1.3);
            default -> length < 4 ? 1 : Math.sin(Math.PI * share);
          };
      if (family == 3 || family == 4 || family >= 6) {
        added[i] = (down ? -1 : 1) * size * shape;
      } else {
        boolean out = kind == 1 && down;
        factor[i] = out ? 0 : Math.exp((down ? -1 : 1) * size * shape);
      }
    }
    if (kind == 4 && family <= 2) {
      for (int i = from; i < from + length; i++) {
        louder[i] = chance.scaled(3, 6);
      }
    }
    int early = Math.max(0, from - chance.below(2));
    long begin = (MONDAY + start + (long) early * step) * 1_000;
    long end = (MONDAY + start + (long) (from + length - 1 + chance.below(2)) * step) * 1_000;
    events.add(new Span(begin, Math.max(end, begin + LEAST_EVENT * 1_000L)));
  }

  /// How strong an event is, so that somebody who looks at the curve sees it: some deviations at that time of the day.
  private double size(int i, double clear) {
    double share = demand(start + (long) i * step);
    double counted = level * share;
    return switch (family) {
      case 0 -> Math.max(0.1, 6 * spread * clear);
      case 1 -> Math.log(1 + clear * 6 * (spread + 1 / Math.sqrt(Math.max(0.3, counted))));
      case 2 -> 4.5 * spread * clear;
      case 3 -> {
        double all = Math.max(1, counted * step / 60);
        yield clear * 6 * Math.max(Math.sqrt(rate * all), 1.5) / all + 0.002;
      }
      case 4 -> clear * (3 + 5 * Math.sqrt(counted * step / 60));
      case 5 -> Math.max(0.02, 5 * spread * clear);
      case 6 -> clear * 7 * spread;
      default -> 2 + Math.rint(2 * clear * clear);
    };
  }
}
