package dev.muster.detect.watch;

import java.time.Duration;
import java.time.ZoneId;

/// What can be set about series.
///
/// @param step length of a step; readings within one become one value
/// @param zone in which days and weeks are counted, so that a nightly job stays at its hour when the clocks change
/// @param seriesPerSource most series of one integration; 10,000 are a medium Prometheus without its own internals
/// @param watchedSeries most series with a detector; each holds up to 16 KiB
/// @param snapshotEvery how much learning, and how much of a graph, a crash may cost
/// @param recent older values teach the detector and fill the graph, and page nobody
/// @param forgetAfter a series that was silent for so long is not counted any more
/// @param keepSteps how long every step is kept; after that hours remain
/// @param keepHours how long the hours are kept
/// @param lanes threads that judge
public record WatchSettings(
    Duration step,
    ZoneId zone,
    int seriesPerSource,
    int watchedSeries,
    Duration snapshotEvery,
    Duration recent,
    Duration forgetAfter,
    Duration keepSteps,
    Duration keepHours,
    int lanes) {
  public WatchSettings {
    if (step.toMillis() < 100 || step.toMinutes() > 60) {
      throw new IllegalArgumentException("a step is 100 ms to an hour long");
    }
    if (seriesPerSource < 1 || watchedSeries < 0 || lanes < 1) {
      throw new IllegalArgumentException("limits of series must be positive");
    }
  }

  /// What serves most.
  public static WatchSettings usual() {
    return new WatchSettings(
        Duration.ofMinutes(1),
        ZoneId.of("UTC"),
        10_000,
        20_000,
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofDays(1),
        Duration.ofDays(14),
        Duration.ofDays(400),
        2);
  }

  /// The same with another step.
  public WatchSettings withStep(Duration newStep) {
    return new WatchSettings(
        newStep,
        zone,
        seriesPerSource,
        watchedSeries,
        snapshotEvery,
        recent,
        forgetAfter,
        keepSteps,
        keepHours,
        lanes);
  }

  /// The same with another limit of series.
  public WatchSettings withSeriesPerSource(int most) {
    return new WatchSettings(
        step,
        zone,
        most,
        watchedSeries,
        snapshotEvery,
        recent,
        forgetAfter,
        keepSteps,
        keepHours,
        lanes);
  }
}
