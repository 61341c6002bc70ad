package dev.muster.platform.lane;

import java.time.Instant;
import java.util.List;

/// What a lane does with its share of the keys. All calls for one lane come from one thread at a time, so state that belongs to a
/// lane needs no locks.
///
/// @param <I> what is handed in
/// @param <R> what is told to the sender
public interface LaneWriter<I, R> {
  /// Reads the lane's state from storage, forgetting what is in memory. Called before the first batch and after every failure.
  void load(int lane, Instant now);

  /// Carries out a batch in one transaction. When it returns, everything is durable; when it throws, the lane's memory is thrown
  /// away and loaded again.
  ///
  /// @return one answer an item, in order
  List<R> write(int lane, List<I> batch, Instant now);

  /// What is due without any input: commands that wait in storage, counters to be written. Called every
  /// {@link Lanes.Limits#tick}, and after a wake.
  ///
  /// @return pieces done; as long as it is not 0, it is asked again at once
  int tick(int lane, Instant now);

  /// The lane stops: what is only in memory should be stored. What cannot be is rebuilt by {@link #load}.
  void leave(int lane, Instant now);

  /// True when that failure of {@link #write} came from the content of the batch and certainly nothing of the batch was
  /// stored: the lane then tries its parts, so that one bad item does not take its neighbours with it.
  boolean isContentFault(RuntimeException failure);

  /// How many pieces the item holds; counts against {@link Lanes.Limits#items}.
  int pieces(I item);

  /// Memory that the item holds, in bytes; counts against {@link Lanes.Limits#bytes}.
  long bytes(I item);
}
