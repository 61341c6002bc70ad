package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How one sort of tracker is spoken to: requests and answers as values. Pure; somebody else carries them.
interface Dialect {
  /// A request.
  ///
  /// @param body empty for none
  record Ask(String method, URI address, Map<String, String> headers, String body) {}

  /// A ticket as the tracker knows it.
  ///
  /// @param externalId what the tracker's API calls it
  /// @param key what people call it
  /// @param url where people read it; null when the tracker does not say
  record Filed(String externalId, String key, @Nullable String url) {}

  /// What came of looking for a ticket.
  sealed interface Look {
    /// It is there already.
    record Found(Filed ticket) implements Look {}

    /// It is not among these.
    ///
    /// @param more whether another page may hold it
    record None(boolean more) implements Look {}

    /// The answer has not the form that the tracker's answers have, so nothing is known.
    record Unclear() implements Look {}

    /// The tracker answers with what was not asked for, so whether it is there cannot be found out.
    record Deaf(String why) implements Look {}
  }

  /// What a tracker says of one of its tickets.
  ///
  /// @param status in the tracker's word
  record News(String externalId, String status, State state) {
    /// How a ticket stands there.
    enum State {
      OPEN,
      /// Nothing is left to do.
      DONE,
      /// Somebody has taken it away, which says nothing about what there was to do.
      GONE
    }

    static News of(String externalId, String status, boolean done) {
      return new News(externalId, status, done ? State.DONE : State.OPEN);
    }

    boolean closed() {
      return state != State.OPEN;
    }
  }

  /// Asks for a ticket that may have been made before.
  ///
  /// @param page from 1
  /// @return null when the tracker cannot be asked
  @Nullable Ask find(Tracker tracker, Slip slip, int page);

  /// What the answer to {@link #find} says.
  Look found(Tracker tracker, JsonNode answer, Slip slip);

  Ask create(Tracker tracker, Slip slip);

  /// What the answer to {@link #create} says; null when it names no ticket.
  @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip);

  Ask comment(Tracker tracker, Filed ticket, String text);

  /// Asks for something that shows whether address, project and rights are right, and changes nothing.
  Ask check(Tracker tracker);

  /// What a message from the tracker says; null when it is not about a ticket of that project.
  @Nullable News news(Tracker tracker, JsonNode message);

  /// How the tracker may prove that a message is its own; any of them is good.
  List<Proof> proofs();
}
