package dev.muster.signal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of a service, kept so that people and machines can suspect it.
///
/// @param details JSON as sent; `links` and `images` are JSON lists as sent
public record Change(
    String id,
    String integrationId,
    String serviceId,
    String summary,
    @Nullable String source,
    Instant happenedAt,
    Instant receivedAt,
    @Nullable String details,
    @Nullable String links,
    @Nullable String images) {}
