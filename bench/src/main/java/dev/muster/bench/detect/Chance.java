package dev.muster.bench.detect;

import java.util.Random;
import java.util.SplittableRandom;

/// Chance by a seed, in the forms that made-up series need.
final class Chance {
  private final Random random;

  Chance(long seed) {
    random = new Random(new SplittableRandom(seed).nextLong());
  }

  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  /// Evenly spread over the logarithm.
  double scaled(double least, double most) {
    return least * Math.pow(most / least, random.nextDouble());
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  double normal() {
    return random.nextGaussian();
  }

  double exponential() {
    return -Math.log(1 - random.nextDouble());
  }

  int sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  /// Student's t, scaled to a variance of one.
  ///
  /// @param freedom more than 2; the smaller, the heavier the tails
  double heavy(int freedom) {
    double squares = 0;
    for (int i = 0; i < freedom; i++) {
      double each = normal();
      squares += each * each;
    }
    return normal()
        / Math.sqrt(Math.max(squares, 1e-6) / freedom)
        * Math.sqrt((freedom - 2.0) / freedom);
  }

  int poisson(double mean) {
    if (mean > 50) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    }
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
