package dev.muster.detect.watch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where series, their values and detectors are kept.
interface SeriesStore {
  /// A part of the series to be written.
  ///
  /// @param chunk its packed values; null when there are none
  /// @param detector its learned state; null when nobody watches
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Saved(
      LiveSeries series,
      @Nullable Long chunkStart,
      byte @Nullable [] chunk,
      byte @Nullable [] detector) {}

  /// What was kept of a series.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Kept(@Nullable Chunk chunk, byte @Nullable [] detector) {}

  /// Series of some places that were seen since then.
  List<LiveSeries> series(Collection<Integer> places, Instant since);

  /// Writes rows of series, their chunks and detectors in one transaction.
  void save(List<Saved> parts, Instant now);

  /// Throws away what was learned of these series.
  void forgetDetectors(Collection<String> seriesIds);

  /// The chunk that begins there and the detector, of each of these series that has any.
  Map<String, Kept> kept(Map<String, Long> chunkStarts);

  /// Chunks of a series that begin in from..until, in order; without those that cannot be read.
  List<Chunk> chunks(String seriesId, Instant from, Instant until);

  /// The newest chunks of each of these series that begin in from..until, in order; without those that cannot be read.
  ///
  /// @param most chunks of one series
  Map<String, List<Chunk>> newest(
      Collection<String> seriesIds, Instant from, Instant until, int most);
}
