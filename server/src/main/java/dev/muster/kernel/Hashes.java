package dev.muster.kernel;

/// 64-bit digests of strings and their combinations: the same in every run and on every machine.
public final class Hashes {
  private Hashes() {}

  /// FNV-1a over the characters, finished by {@link #mix}, as its upper bits alone hardly know the last letters.
  public static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  public static long of(long a, long b) {
    return mix(a * 0x9e3779b97f4a7c15L + mix(b + 0x632be59bd9b4e019L));
  }

  public static long of(long a, long b, long c) {
    return of(of(a, b), c);
  }

  /// The finisher of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
