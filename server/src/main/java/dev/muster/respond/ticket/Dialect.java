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
  ///
  /// @param found null when it is not among these
  /// @param more whether another page may hold it
  record Look(@Nullable Filed found, boolean more) {
    static final Look NOTHING = new Look(null, false);
  }

  /// What a tracker says of one of its tickets.
  ///
  /// @param status in the tracker's word
  /// @param closed whether nothing is left to do there
  record News(String externalId, String status, boolean closed) {}

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
