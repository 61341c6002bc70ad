package dev.muster.detect.series;

/// The views from which a series is watched. Each gives one signed number a sample; how rare it is for this series is its surprise.
/// What a view counts for depends on how often the series is sampled: at one a minute short steps tell most, at one in five minutes
/// and slower the place among all values, new records and the season do.
enum View {
  /// Distance from the forecast of the next sample.
  JUMP(0, 1.25, 0.8, 2.1),
  /// The mean of the last three of those distances.
  JUMPS(0, 1, 0, 0),
  /// Distance from the forecast, against how much the series strays at this hour of the day.
  HOURLY_JUMP(0.8, 1, 1.6, 2.1),
  /// Mean of the last 3 samples against the 3 before.
  SHORT_STEP(1.6, 0, 1.6, 0),
  /// Mean of the last 8 samples against the 8 before.
  LONG_STEP(1.6, 0, 1.6, 1.2),
  /// Distance from the mean of the last hundreds of samples.
  LEVEL(0.8, 0, 0, 0),
  /// How far beyond everything seen so far, against the range.
  RECORD(0, 1.25, 0, 0),
  /// The mean place of the last 24 samples among all values.
  STANDING(0, 1.5, 0, 0),
  /// How restless the last ten samples are against the usual.
  RESTLESSNESS(0, 0.75, 0, 0),
  /// Distance from what this time of the week usually is.
  SEASON(0.8, 1, 0, 0);

  /// Weight at one sample a minute and faster.
  final double fine;

  /// Weight at one sample in five minutes and slower; in between the two are mixed.
  final double coarse;

  /// The same two for the series given its season.
  final double givenFine;

  final double givenCoarse;

  View(double fine, double coarse, double givenFine, double givenCoarse) {
    this.fine = fine;
    this.coarse = coarse;
    this.givenFine = givenFine;
    this.givenCoarse = givenCoarse;
  }
}
