package dev.muster.kernel;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Properties that must hold for everything that can be made up. Every run makes up the same, unless `-Dseed=` says otherwise; a
/// failure names the seed of the one case that failed.
public final class ForAll {
  private ForAll() {}

  /// What must hold for whatever is made up with that source of randomness.
  @FunctionalInterface
  public interface Property {
    void hold(RandomGenerator any) throws Exception;
  }

  public static void forAll(int times, Property property) {
    Long only = Long.getLong("seed");
    for (int i = 0; i < (only == null ? times : 1); i++) {
      long seed = only == null ? 20_261_121L + i : only;
      try {
        property.hold(new SplittableRandom(seed));
      } catch (Exception | AssertionError failure) {
        throw new AssertionError(
            "again with -Dseed=" + seed + ": " + failure.getMessage(), failure);
      }
    }
  }
}
