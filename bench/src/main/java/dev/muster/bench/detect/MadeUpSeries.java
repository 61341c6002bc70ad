package dev.muster.bench.detect;

import java.util.Random;
import java.util.SplittableRandom;

/// Series as operations have them, without anything wrong: a daily wave, quieter weekends, noise of several kinds, a job every
/// night, a spike every Friday evening. The same number gives the same series.
final class MadeUpSeries {
  /// Kinds of series that take turns.
  static final int KINDS = 5;

  private static final double DAY = 86_400;

  private final Random random;
  private final int kind;
  private final double noise;
  private final double phase;
  private double wander;
  private long week = -1;
  private double size = 1;

  MadeUpSeries(int number) {
    random = new Random(new SplittableRandom(number).nextLong());
    kind = number % KINDS;
    noise = 1 + number / KINDS % 4;
    phase = random.nextDouble();
  }

  static String name(int kind) {
    return switch (kind) {
      case 0 -> "wave, job and Friday spike, Gaussian noise that wanders";
      case 1 -> "the same with heavy-tailed noise";
      case 2 -> "flat with Gaussian noise";
      case 3 -> "counts, most of them small, with a wave";
      default -> "counts, most of them zero";
    };
  }

  /// The value at a time, in seconds since a Monday 00:00; times must rise.
  double at(long second) {
    double day = second % DAY / DAY;
    long weekday = second / 86_400 % 7;
    double wave = Math.sin(2 * Math.PI * (day - phase));
    return switch (kind) {
      case 0 -> pattern(second, day, weekday, wave, random.nextGaussian());
      case 1 -> pattern(second, day, weekday, wave, heavy());
      case 2 -> 100 + noise * random.nextGaussian();
      case 3 -> poisson(noise * (3 + 2 * wave));
      default -> poisson(0.02 * noise);
    };
  }

  private double pattern(long second, double day, long weekday, double wave, double shock) {
    wander = 0.9 * wander + noise * shock;
    double value = 100 + 40 * wave - (weekday >= 5 ? 20 : 0) + wander;
    if (second / (7 * 86_400) != week) {
      week = second / (7 * 86_400);
      size = 0.9 + 0.2 * random.nextDouble();
    }
    double hour = day * 24;
    if (hour >= 2 && hour < 2.5) {
      value += 60 * (0.95 + 0.1 * random.nextDouble());
    }
    if (weekday == 4 && hour >= 20 && hour < 22) {
      value += 150 * size;
    }
    return value;
  }

  /// Student's t with five degrees of freedom, scaled to a variance of one.
  private double heavy() {
    double squares = 0;
    for (int i = 0; i < 5; i++) {
      double each = random.nextGaussian();
      squares += each * each;
    }
    return random.nextGaussian() / Math.sqrt(Math.max(squares, 1e-6) / 5) * Math.sqrt(0.6);
  }

  private int poisson(double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      count++;
      product *= random.nextDouble();
    }
    return count;
  }
}
