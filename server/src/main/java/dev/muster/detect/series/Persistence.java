package dev.muster.detect.series;

/// Lets a condition through only when it holds often enough: k of the last n samples to begin, m in a row without it to end. A
/// single odd sample wakes nobody, and one event is one.
///
/// A pure value: each step gives the next state.
///
/// @param needed how many of the last `window` samples must be odd to begin, at least 1
/// @param window how many samples are looked at, from `needed` to 64
/// @param calm how many samples in a row must be usual to end, at least 1
/// @param history the last samples, the newest in the lowest bit; 1 is odd
/// @param seen how many samples the history holds, at most `window`
/// @param quiet usual samples in a row, at most `calm`
/// @param active whether the condition holds now
public record Persistence(
    int needed, int window, int calm, long history, int seen, int quiet, boolean active) {

  public Persistence {
    if (needed < 1 || window < needed || window > Long.SIZE || calm < 1) {
      throw new IllegalArgumentException(
          "needed " + needed + " of " + window + ", calm " + calm + " cannot be");
    }
  }

  /// Nothing seen yet.
  public static Persistence of(int needed, int window, int calm) {
    return new Persistence(needed, window, calm, 0, 0, 0, false);
  }

  /// The state after one more sample.
  public Persistence step(boolean odd) {
    long mask = window == Long.SIZE ? -1 : (1L << window) - 1;
    long next = ((history << 1) | (odd ? 1 : 0)) & mask;
    int still = odd ? 0 : Math.min(calm, quiet + 1);
    boolean now = active ? still < calm : Long.bitCount(next) >= needed;
    // What led to the end must not begin it again.
    long kept = active && !now ? 0 : next;
    return new Persistence(needed, window, calm, kept, Math.min(window, seen + 1), still, now);
  }

  /// In plain words.
  public String words() {
    return "%d of the last %d samples are odd".formatted(Long.bitCount(history), Math.max(seen, 1));
  }
}
