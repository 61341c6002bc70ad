package dev.muster.correlate.ledger;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One decision on where an alert belongs.
///
/// @param sequence place in the ledger; 0 before it is written
/// @param at the moment of the decision, by the time of the events
/// @param incidentId where it belongs from then on; null when it belongs to none
/// @param fromIncidentId where it belonged before; null when nowhere
/// @param rule short stable name of the rule
/// @param version version of the rule
/// @param model digest of what had been learned by then; 0 when nothing had, or a person decided
/// @param byId who decided; null when Muster did
/// @param features the numbers that the decision rests on, by name
public record Entry(
    long sequence,
    Instant at,
    String alertId,
    Kind kind,
    @Nullable String incidentId,
    @Nullable String fromIncidentId,
    String rule,
    int version,
    long model,
    String words,
    @Nullable String byId,
    Map<String, Double> features) {
  /// What a decision does to an alert.
  public enum Kind {
    /// It begins an incident, alone or with others.
    OPEN,
    /// It joins one.
    JOIN,
    /// Nothing is decided yet.
    HOLD,
    /// It is taken for noise, visible and in no incident.
    DEMOTE,
    /// Its incident became part of another.
    MERGE,
    /// It leaves its incident for a new one.
    SPLIT,
    /// It is kept and in no incident, because its service or a rule wants it so.
    KEEP,
    /// A person put it elsewhere.
    MOVE,
    /// A person says that it is no noise.
    PROMOTE;

    /// The lower-case word used on the wire.
    public String wire() {
      return Words.of(this);
    }
  }

  /// A decision that rests on a rule or a person, not on what was learned.
  public static Entry of(
      Instant at,
      String alertId,
      Kind kind,
      @Nullable String incidentId,
      @Nullable String fromIncidentId,
      Reason reason,
      @Nullable String byId) {
    return new Entry(
        0,
        at,
        alertId,
        kind,
        incidentId,
        fromIncidentId,
        reason.rule(),
        reason.version(),
        0,
        reason.words(),
        byId,
        Map.of());
  }

  public Entry {
    features = Collections.unmodifiableMap(new TreeMap<>(features));
  }
}
