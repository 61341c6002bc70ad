package dev.muster.correlate.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a decision did to an alert, without its reasons: all that one needs who only wants to know where alerts are.
///
/// @param sequence place in the ledger
/// @param at the moment of the decision, by the time of the events
/// @param incidentId where it belongs from then on; null when it belongs to none
public record Move(
    long sequence, Instant at, String alertId, Entry.Kind kind, @Nullable String incidentId) {}
