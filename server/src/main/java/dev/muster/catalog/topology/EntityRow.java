package dev.muster.catalog.topology;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entity as it is kept.
///
/// @param ownerService id of the service of this house that answers for it, when somebody has said so
/// @param source which import it came from; `manual` when a person entered it
/// @param seenAt when its source named it last
/// @param staleSince since when a complete import of its source has not named it; null when it is fresh
/// @param sameAs id of the entity that is the same thing and under which it counts; null when it stands for itself. Found out from all
///   entities, and not kept with this one
record EntityRow(
    Entity entity,
    @Nullable String ownerService,
    String source,
    Instant createdAt,
    Instant seenAt,
    @Nullable Instant staleSince,
    @Nullable String sameAs) {
  /// One that stands for itself.
  EntityRow(
      Entity entity,
      @Nullable String ownerService,
      String source,
      Instant createdAt,
      Instant seenAt,
      @Nullable Instant staleSince) {
    this(entity, ownerService, source, createdAt, seenAt, staleSince, null);
  }
}
