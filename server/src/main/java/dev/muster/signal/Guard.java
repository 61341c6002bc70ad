package dev.muster.signal;

import java.time.Instant;

/// Knows the integrations whose senders have to prove who they are. Only the door of webhooks asks for a proof, so every other door
/// is shut for them: otherwise whoever knows the key in a webhook's address walks around the proof. Asked for every request, so it
/// answers from memory.
public interface Guard {
  /// For houses without webhooks.
  Guard NONE =
      new Guard() {
        @Override
        public Demand of(String integrationId) {
          return Demand.NOTHING;
        }

        @Override
        public void turnedAway(
            String integrationId, Instant at, int status, String words, byte[] body) {}
      };

  /// What an integration asks of its senders.
  enum Demand {
    /// Its key will do, at every door.
    NOTHING,
    /// It takes nothing but webhooks that are proven to be their sender's own.
    PROOF,
    /// Nobody can say, as its settings cannot be read. Nothing is let in, and as that is no fault of the sender's, it may send again.
    UNKNOWN
  }

  /// What that integration asks for.
  Demand of(String integrationId);

  /// Notes what came through a door where nothing can be proven, so that people can see it. Never waits.
  ///
  /// @param status what the sender was told
  /// @param words why, in plain words
  /// @param body what was sent; empty when it is not for people to read
  void turnedAway(String integrationId, Instant at, int status, String words, byte[] body);
}
