package dev.muster.signal;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// The journal of every accepted body, in order, in segments of one a batch. What-if replays it through other rules, and after a
/// crash the counters are rebuilt from it.
public interface Tape {
  /// A batch of one writer.
  ///
  /// @param id grows with every batch of a writer, also over restarts
  record Segment(long id, int writer, List<TapeEntry> entries) {}

  /// Packs entries for {@link #append}; costs CPU and no storage, so do it before the transaction. Not for several threads at
  /// once.
  byte[] pack(int writer, List<TapeEntry> entries);

  /// Stores a packed batch inside the caller's transaction.
  ///
  /// @param tally what its signals did, as {@link Tally#text} writes it
  /// @return the segment's id
  long append(int writer, byte[] packed, int entries, Instant first, Instant last, String tally);

  /// The last segment of that writer; 0 when there is none.
  long last(int writer);

  /// What that writer has appended behind a segment, oldest first.
  void follow(int writer, long after, Consumer<Segment> reader);

  /// Every body received in [from, until), in order of receipt as far as segments keep it.
  void read(Instant from, Instant until, Consumer<TapeEntry> reader);
}
