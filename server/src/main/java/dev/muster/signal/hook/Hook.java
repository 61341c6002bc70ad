package dev.muster.signal.hook;

import dev.muster.platform.secret.Proof;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an integration takes webhooks.
///
/// @param secret what calls are proven with; null when none was ever made
/// @param oldSecret the one before, which is good until `oldUntil`; null when there is none
/// @param changedAt null when nobody has set anything up
record Hook(
    String integrationId,
    Proof proof,
    @Nullable String secret,
    @Nullable String oldSecret,
    @Nullable Instant oldUntil,
    Mapping mapping,
    @Nullable Instant changedAt) {
  /// How an integration takes webhooks before anybody has set anything up: unsigned, by common names.
  static Hook usual(String integrationId) {
    return new Hook(integrationId, Proof.NONE, null, null, null, Mapping.USUAL, null);
  }

  /// Lets nothing in: what was set up cannot be read.
  static Hook shut(String integrationId) {
    var proof = new Proof(Proof.Kind.TOKEN, "X-Token", "", false, null);
    return new Hook(integrationId, proof, null, null, null, Mapping.USUAL, null);
  }

  /// The secrets that are good at that moment, the newest first.
  List<String> secrets(Instant now) {
    String current = secret;
    String old = oldSecret;
    if (current == null) {
      return List.of();
    }
    return old != null && oldUntil != null && now.isBefore(oldUntil)
        ? List.of(current, old)
        : List.of(current);
  }
}
