package dev.muster.alert;

import dev.muster.kernel.Severity;
import org.jspecify.annotations.Nullable;

/// An alert that a person or a part of the house opens by hand.
///
/// @param dedupKey null for a key of its own
/// @param source what is affected
/// @param details JSON, or null
public record NewAlert(
    String serviceId,
    @Nullable String dedupKey,
    Severity severity,
    String summary,
    String source,
    @Nullable String details) {}
