package dev.muster.platform.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The post office behind the counter: what the pump needs to move parcels on. Rooms see {@link Outbound} only.
///
/// A parcel's life; every arrow is one transaction:
/// ```
///   waiting -> leased -> handed | failed | cancelled (moot)
///      ^         |
///      +---------+  try again, or the lease ended without a word (then leased once more)
///   waiting -> cancelled (withdrawn, expired) | failed (nobody carries that channel)
/// ```
public sealed interface Depot extends Outbound permits PostgresOutbound, MemoryOutbound {
  /// A parcel taken out for delivery.
  ///
  /// @param attempt number of this attempt, from 1
  record Leased(Parcel parcel, int attempt) {}

  /// How much waits in one channel.
  ///
  /// @param oldest when the oldest unfinished parcel was enqueued; null when none waits
  record Backlog(String channel, long waiting, @Nullable Instant oldest) {}

  /// The channels, of those given, in which something may leave now.
  List<String> due(Set<String> channels, Instant now);

  /// Takes out what may leave in that channel, in the order of leaving: due, or leased by somebody whose lease has ended; of
  /// parcels with an order key only the oldest unfinished one. An attempt whose lease ended is written to its log as `lost`.
  ///
  /// @param lease how long nobody else may take it out
  List<Leased> lease(String channel, Instant now, Duration lease, int most);

  /// Waiting parcels that will never be sent: those that expired, and those of channels that nobody carries. Held against other
  /// nodes until the end of the transaction.
  List<Parcel> strays(Set<String> carried, Instant now, int most);

  /// Holds the parcel until the end of the transaction and says in what state it is and how often it was taken out; null when
  /// it is gone.
  @Nullable Held hold(String id);

  /// A parcel that is held.
  record Held(String state, int attempts) {}

  /// Writes an attempt to the parcel's log.
  void note(String id, Attempt attempt);

  /// Puts a held parcel back until that moment.
  void putBack(String id, Instant nextAttemptAt, String word);

  /// Ends a held parcel.
  ///
  /// @param attempts how often it was really attempted
  void end(String id, String state, int attempts, String word, Instant now);

  /// How much waits, by channel.
  List<Backlog> backlog();

  /// When the next attempt or the next end of a lease falls due; null when nothing is unfinished.
  @Nullable Instant nextDue();

  /// Deletes what ended before that moment, with its log.
  ///
  /// @return how many were deleted; fewer than `most` when none is left
  int forget(Instant endedBefore, int most);
}
