package dev.muster.mobilize.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schedule as somebody wants it to be.
///
/// @param layers null to leave them as they are
/// @param teamIds null to leave them as they are
record ScheduleDraft(
    String name,
    String description,
    ZoneId zone,
    @Nullable List<LayerDraft> layers,
    @Nullable List<String> teamIds) {

  /// @param id of the layer that shall be so; null for a new one
  /// @param effectiveFrom from when the change counts; null for: at once, or with the plan's start
  record LayerDraft(@Nullable String id, LayerPlan plan, @Nullable Instant effectiveFrom) {}
}
