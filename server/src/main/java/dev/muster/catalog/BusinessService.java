package dev.muster.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that customers know by name and that rests on services.
record BusinessService(
    String id,
    String name,
    @Nullable String description,
    @Nullable String pointOfContact,
    @Nullable String teamId,
    Instant createdAt) {}
