package dev.muster.platform.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The post office: parcels are enqueued in the transaction of the decision, leave at least once, and every attempt can be read.
public interface Outbound {
  /// Enqueues inside the caller's transaction.
  ///
  /// @return false when the owner has enqueued a parcel with the same idempotency key before
  boolean enqueue(Parcel parcel);

  /// Withdraws parcels about something that have not left yet, for one channel or for all. A parcel that is being carried at that
  /// moment is not touched; its owner is asked whether it is moot before each further attempt.
  ///
  /// @return how many were withdrawn
  int cancel(String owner, String about, @Nullable String channel, String why, Instant now);

  /// A parcel's life as people read it.
  ///
  /// @param state `waiting`, `leased`, `handed`, `failed`, `cancelled`
  /// @param attempts how often it was taken out for delivery
  /// @param nextAttemptAt when it will be tried next; for a leased one when the lease ends; null when it is over
  /// @param lastWord the newest word about it: a ticket, a fault, or why it was not sent
  record Status(
      Parcel parcel,
      String state,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant endedAt,
      @Nullable String lastWord,
      List<Attempt> log) {}

  /// One attempt.
  ///
  /// @param outcome `handed`, `try_again`, `give_up`, `moot`, or `lost` when no word came back before the lease ended
  record Attempt(int number, Instant at, String outcome, String word) {}

  /// The delivery log, newest first.
  ///
  /// @param about only what is about this; null for all
  /// @param state only in this state; null for all
  List<Status> log(@Nullable String about, @Nullable String state, int offset, int limit);

  /// How many the delivery log holds of these.
  ///
  /// @param most counted no further
  long count(@Nullable String about, @Nullable String state, int most);

  /// One parcel's life; empty when there is none with that identifier.
  Optional<Status> status(String id);
}
