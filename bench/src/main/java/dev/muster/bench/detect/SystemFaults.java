package dev.muster.bench.detect;

import java.util.ArrayList;
import java.util.List;

/// What goes wrong in a made-up system, and when.
final class SystemFaults {
  /// What befalls a part of a system.
  enum Kind {
    /// It does nothing.
    DOWN,
    /// It does less.
    WEAK,
    /// More is asked of it.
    OVERRUN,
    /// It takes longer, or works worse.
    SLOW,
    /// It fails now and then.
    FAILING,
    /// Something grows that should not.
    LEAK,
    /// It goes down and comes back all the time.
    FLAPPING,
    /// What is measured is not measured any more, and the last value is told.
    STUCK
  }

  /// @param from first sample
  /// @param to first sample after it
  /// @param strong about 0.3 (hardly to be seen) to 3
  record Fault(int from, int to, Kind kind, double strong) {}

  private final Fault[] at;
  private final List<Fault> all = new ArrayList<>();

  SystemFaults(int samples) {
    at = new Fault[samples];
  }

  void add(int from, int to, Kind kind, double strong) {
    var fault = new Fault(from, to, kind, strong);
    all.add(fault);
    for (int i = from; i < to; i++) {
      at[i] = fault;
    }
  }

  List<Fault> all() {
    return all;
  }

  private boolean is(int i, Kind kind) {
    return at[i] != null && at[i].kind == kind;
  }

  private double strong(int i) {
    return at[i] == null ? 0 : at[i].strong;
  }

  boolean stuck(int i) {
    return is(i, Kind.STUCK);
  }

  /// What share of the system works.
  double works(int i) {
    if (is(i, Kind.DOWN)) {
      return 0.02;
    }
    if (is(i, Kind.FLAPPING)) {
      return (i - at[i].from) / 2 % 2 == 0 ? 0.1 : 1;
    }
    return is(i, Kind.WEAK) ? Math.exp(-0.6 * strong(i)) : 1;
  }

  /// By what factor more is asked; it comes within some samples and goes again.
  double asked(int i) {
    if (!is(i, Kind.OVERRUN)) {
      return 1;
    }
    double in = Math.min(1, (i - at[i].from + 1) / 3.0);
    double out = Math.min(1, (at[i].to - i) / 3.0);
    return 1 + 0.9 * strong(i) * Math.min(in, out);
  }

  /// By what factor everything takes longer.
  double slower(int i) {
    if (is(i, Kind.FAILING)) {
      return 1 + 0.2 * strong(i);
    }
    return is(i, Kind.SLOW) ? 1 + 1.2 * strong(i) : 1;
  }

  /// What share fails.
  double fails(int i) {
    return is(i, Kind.FAILING) || is(i, Kind.FLAPPING)
        ? Math.min(0.9, 0.06 * strong(i))
        : is(i, Kind.DOWN) ? 0.6 : is(i, Kind.SLOW) ? 0.01 * strong(i) : 0;
  }

  /// How fast something grows that should not, in shares of the whole an hour; 0 for not.
  double leaks(int i) {
    return is(i, Kind.LEAK) ? 0.3 * strong(i) : 0;
  }

  /// Whether this is the first sample after a leak: whoever mends it gives back what was lost.
  boolean mended(int i) {
    return i > 0 && is(i - 1, Kind.LEAK) && !is(i, Kind.LEAK);
  }
}
