package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import java.util.List;

/// Hears the values of series that it asks for, as soon as their steps are over. Called by the lanes, several at a time.
public interface StepListener {
  /// What it wants of a series; empty for nothing. Asked when a series appears and when {@link #version} has changed.
  List<Sink> wants(String source, SeriesName name);

  /// Rises whenever {@link #wants} may answer otherwise.
  long version();

  /// Takes the values of one series for one purpose.
  interface Sink {
    /// @param value of the step: a rate a second, a level or a quantile
    void step(long millis, double seconds, double value);
  }
}
