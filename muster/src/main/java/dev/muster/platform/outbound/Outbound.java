package dev.muster.platform.outbound;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The post office: parcels are enqueued in the transaction of the decision, leave at least once, and every attempt can be read.
public interface Outbound {
  /// Enqueues inside the caller's transaction.
  ///
  /// @return false when a parcel with the same idempotency key is already there
  boolean enqueue(Parcel parcel);

  /// Withdraws parcels about something that have not left yet, for one channel or for all.
  ///
  /// @return how many were withdrawn
  int cancel(String owner, String about, @Nullable String channel, String why, Instant now);

  /// A parcel's life as people read it.
  ///
  /// @param state `waiting`, `leased`, `handed`, `failed`, `cancelled`
  record Status(
      Parcel parcel,
      String state,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant endedAt,
      @Nullable String lastWord,
      List<Attempt> log) {}

  /// One attempt.
  record Attempt(int number, Instant at, String outcome, String word) {}

  /// The delivery log, newest first.
  ///
  /// @param about only what is about this; null for all
  /// @param state only in this state; null for all
  List<Status> log(@Nullable String about, @Nullable String state, int offset, int limit);
}
