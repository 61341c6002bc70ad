package dev.muster.correlate.ledger;

import dev.muster.platform.fact.Topic;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this room thinks of incidents, as far as others act on it.
public sealed interface ThoughtEvent {
  /// One lane: thoughts of all incidents stand in one order.
  Topic<ThoughtEvent> TOPIC = Topic.of("thought", ThoughtEvent.class, ThoughtEvent::incidentId);

  int LANES = 1;

  String incidentId();

  Instant at();

  /// An incident was thought about.
  ///
  /// @param owners services of this house that probably caused it, likeliest first
  record CauseConsidered(String incidentId, List<Owner> owners, Instant at)
      implements ThoughtEvent {
    public CauseConsidered {
      owners = List.copyOf(owners);
    }
  }

  /// A service that probably caused it.
  ///
  /// @param probability 0 to 1
  /// @param reason in plain words; empty when nothing more is known
  /// @param only whether it is the only service that is known of and was compared with none, so that its probability says nothing; null,
  ///     as it is in older facts, for no
  record Owner(String serviceId, double probability, String reason, @Nullable Boolean only) {
    /// One of several that were compared.
    public Owner(String serviceId, double probability, String reason) {
      this(serviceId, probability, reason, null);
    }

    /// Whether it was compared with no other.
    public boolean alone() {
      return Boolean.TRUE.equals(only);
    }
  }
}
