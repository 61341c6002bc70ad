package dev.muster.correlate.engine.numbers;

import dev.muster.kernel.Hashes;

/// That something came: enough to know later whether its like comes by the clock, whatever else has been forgotten of it.
///
/// @param kind digest of the kind of alert
/// @param place digest of what it was about, the same in another topology
/// @param at when it began, milliseconds since 1970
public record Occurrence(long kind, long place, long at) {
  /// By which a kind at a place is remembered.
  public static long key(long kind, long place) {
    return Hashes.of(kind, place);
  }

  /// Adds it to what came; nothing else need be known of it any more.
  public void countIn(Recurrences all) {
    all.add(key(kind, place), at);
    all.add(place, at);
  }
}
