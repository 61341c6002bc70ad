package dev.muster.mobilize;

import dev.muster.kernel.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a person was told, will be told or was not told of an incident, and why.
///
/// @param userId null for the fallback address
/// @param channel type of the contact method, for example `email`, `sms`, `browser`
/// @param address where to; empty when there is none
/// @param dueAt when it may leave
/// @param sentAt when a carrier took it; null before
/// @param attempts how often it was tried
/// @param error what went wrong last; null when nothing did
/// @param reason why this person, through this channel, at this time; or why not
/// @param receipt the newest word of the carrier or the provider about the message; null before there is one
public record Notification(
    String id,
    String incidentId,
    @Nullable String userId,
    String channel,
    String address,
    Instant createdAt,
    Instant dueAt,
    @Nullable Instant sentAt,
    Status status,
    int attempts,
    @Nullable String error,
    String reason,
    @Nullable Receipt receipt) {
  /// What is known of a message that left.
  ///
  /// @param words the carrier's or the provider's own
  public record Receipt(State state, Instant at, String words) {
    /// How far it came.
    public enum State {
      /// A mail server, push service or provider has taken it.
      ACCEPTED,
      /// It has arrived at the person's device, as the provider says.
      DELIVERED,
      /// It will not arrive, as the provider says.
      FAILED;

      public String wire() {
        return Words.of(this);
      }
    }
  }

  /// Where it stands.
  public enum Status {
    PENDING,
    SENT,
    FAILED,
    CANCELLED;

    public String wire() {
      return Words.of(this);
    }
  }
}
