package dev.muster.platform.secret;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Seals with keys that anybody can guess.
public final class SampleSeals {
  private SampleSeals() {}

  /// A seal whose keys are 32 times these numbers; the first one seals.
  public static Seal seal(int... keys) {
    List<byte[]> made =
        IntStream.of(keys)
            .mapToObj(key -> {
              byte[] bytes = new byte[Seal.KEY_BYTES];
              Arrays.fill(bytes, (byte) key);
              return bytes;
            })
            .toList();
    return new Seal(made, new SplittableRandom(7));
  }
}
