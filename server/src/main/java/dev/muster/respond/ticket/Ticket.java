package dev.muster.respond.ticket;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Words;
import dev.muster.mobilize.Who;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ticket of an incident; an incident never has two.
///
/// @param externalId what the tracker's API calls it; null until it is filed, as are key, address and status
/// @param key what people call it
/// @param url where people read it; null also when the tracker does not say
/// @param status in the tracker's word, as it said last
/// @param closed whether nothing is left to do there
/// @param by who asked for it
/// @param fault why it could not be filed; null while that is not so
/// @param tries how often it was asked for; the next try has this number
public record Ticket(
    String incidentId,
    String trackerId,
    State state,
    @Nullable String externalId,
    @Nullable String key,
    @Nullable String url,
    @Nullable String status,
    boolean closed,
    Who by,
    Reason reason,
    Instant askedAt,
    @Nullable Instant filedAt,
    @Nullable Instant statusAt,
    @Nullable String fault,
    int tries) {
  /// `WAITING -> FILED`, `WAITING -> FAILED -> WAITING` when somebody asks again, `WAITING -> WITHDRAWN` when its incident became part of
  /// another one before.
  public enum State {
    WAITING,
    FILED,
    FAILED,
    WITHDRAWN;

    public String wire() {
      return Words.of(this);
    }

    /// The state with that wire word; empty when there is none.
    public static Optional<State> of(String word) {
      return Words.find(State.class, word);
    }
  }

  /// What people call it, with where it is.
  String words() {
    return key == null ? "not filed yet" : url == null ? key : key + ", " + url;
  }
}
