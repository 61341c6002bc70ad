package dev.muster.respond;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the timeline is kept.
interface TimelineRepository {
  /// What to read of the timeline.
  ///
  /// @param incidentId only of this incident; null for all
  /// @param serviceIds only of these services; null for all
  /// @param since happened at or after
  /// @param until happened before
  /// @param overview only the short version
  record Filter(
      @Nullable String incidentId,
      @Nullable Collection<String> serviceIds,
      @Nullable Instant since,
      @Nullable Instant until,
      boolean overview) {}

  /// Writes entries; one whose id is there already stays as it was.
  void add(List<LogEntry> entries);

  Optional<LogEntry> entry(String id);

  /// Newest first.
  List<LogEntry> entries(Filter filter, int offset, int limit);

  /// How many there are, counted up to 10,000 and no further.
  long count(Filter filter);
}
