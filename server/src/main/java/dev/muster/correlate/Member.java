package dev.muster.correlate;

import dev.muster.kernel.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where an alert belongs and why.
///
/// @param incidentId null when the alert belongs to no incident; the reason says why
/// @param open whether the alert is open
/// @param byId who put it there by hand; null when a rule did
/// @param since since when it belongs there
public record Member(
    String alertId,
    String serviceId,
    @Nullable String incidentId,
    boolean open,
    Reason reason,
    @Nullable String byId,
    Instant since) {}
