package dev.muster.correlate.engine;

/// Hears how far a long calculation has come.
@FunctionalInterface
public interface Progress {
  /// Nobody listens.
  Progress UNHEARD = (_, _) -> {};

  /// Called now and then from the thread that calculates.
  ///
  /// @param share of the work that is done, 0..1
  /// @param doing what comes next, in plain words
  /// @throws java.util.concurrent.CancellationException when nobody wants the result any more; the calculation ends with it
  void at(double share, String doing);

  /// For a part of the work: its own 0..1 is that stretch of the whole.
  default Progress part(double from, double to) {
    return (share, doing) -> at(from + (to - from) * share, doing);
  }
}
