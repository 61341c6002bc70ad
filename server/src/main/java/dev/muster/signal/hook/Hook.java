package dev.muster.signal.hook;

import dev.muster.platform.secret.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How an integration takes webhooks.
///
/// @param secret what calls are proven with; null when none was ever made
/// @param oldSecret the one before, which is good until `oldUntil`; null when there is none
/// @param changedAt null when nobody has set anything up
/// @param lost what was set up and cannot be read any more, and therefore has its usual value here
record Hook(
    String integrationId,
    Proof proof,
    @Nullable String secret,
    @Nullable String oldSecret,
    @Nullable Instant oldUntil,
    Mapping mapping,
    @Nullable Instant changedAt,
    Set<Part> lost) {
  /// What may be unreadable by itself.
  enum Part {
    PROOF("signature"),
    SECRET("secret"),
    OLD_SECRET("previous_secret"),
    MAPPING("mapping");

    private final String wire;

    Part(String wire) {
      this.wire = wire;
    }

    /// As people know it.
    String wire() {
      return wire;
    }
  }

  Hook {
    lost = Set.copyOf(lost);
  }

  /// One that is whole.
  Hook(
      String integrationId,
      Proof proof,
      @Nullable String secret,
      @Nullable String oldSecret,
      @Nullable Instant oldUntil,
      Mapping mapping,
      @Nullable Instant changedAt) {
    this(integrationId, proof, secret, oldSecret, oldUntil, mapping, changedAt, Set.of());
  }

  /// How an integration takes webhooks before anybody has set anything up: unsigned, by common names.
  static Hook usual(String integrationId) {
    return new Hook(integrationId, Proof.NONE, null, null, null, Mapping.USUAL, null);
  }

  /// Whether nobody can say what to make of a call.
  boolean unreadable() {
    return lost.contains(Part.PROOF) || lost.contains(Part.MAPPING);
  }

  /// Whether a call that fits none of {@link #secrets} may fit one that cannot be read.
  boolean lacksSecret(Instant now) {
    return lost.contains(Part.SECRET) || (lost.contains(Part.OLD_SECRET) && oldGood(now));
  }

  private boolean oldGood(Instant now) {
    return oldUntil != null && now.isBefore(oldUntil);
  }

  /// The secrets that are good at that moment, the newest first.
  List<String> secrets(Instant now) {
    return Stream.of(secret, oldGood(now) ? oldSecret : null).filter(Objects::nonNull).toList();
  }
}
