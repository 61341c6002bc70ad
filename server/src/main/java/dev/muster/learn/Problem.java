package dev.muster.learn;

import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that is known to be wrong or to be done: a bug, a patch that waits, an action from a review.
///
/// @param url where it is worked on; null when nowhere
/// @param source the tool that it comes from, for example `jira`; null for one that a person entered here
/// @param externalId its id there; null for none. Of one source each id stands once
/// @param serviceId the service of this house that it is about; null when nobody has said
/// @param entityId the entity of the topology that it is about; null when nobody has said
/// @param component what it is about in the words of monitors: a host, a component; null when nobody has said
/// @param openedAt since when it is known
/// @param closedAt when it was done; null while it is open
record Problem(
    String id,
    String title,
    Kind kind,
    @Nullable String url,
    @Nullable String source,
    @Nullable String externalId,
    @Nullable String serviceId,
    @Nullable String entityId,
    @Nullable String component,
    Instant openedAt,
    @Nullable Instant closedAt,
    String createdBy,
    Instant updatedAt) {
  /// What sort of thing.
  enum Kind {
    BUG,
    PATCH,
    ACTION,
    RISK;

    String wire() {
      return Words.of(this);
    }

    static Optional<Kind> of(String word) {
      return Words.find(Kind.class, word);
    }
  }

  /// Whether it was known and not done at that moment.
  boolean openAt(Instant at) {
    return openedAt.isBefore(at) && (closedAt == null || closedAt.isAfter(at));
  }
}
