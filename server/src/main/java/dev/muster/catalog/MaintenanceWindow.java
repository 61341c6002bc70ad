package dev.muster.catalog;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A time in which some services are worked on: their signals are kept but open nothing.
///
/// @param time the first occurrence; the only one of a window that does not come back
/// @param recurrence how it comes back; null when it does not
/// @param number counts windows, for people
/// @param createdBy id of the user who made it, or of the token
record MaintenanceWindow(
    String id,
    long number,
    @Nullable String description,
    TimeRange time,
    @Nullable Recurrence recurrence,
    Set<String> serviceIds,
    String createdBy,
    Instant createdAt) {
  MaintenanceWindow {
    serviceIds = Set.copyOf(serviceIds);
  }

  /// A window that does not come back.
  MaintenanceWindow(
      String id,
      long number,
      @Nullable String description,
      TimeRange time,
      Set<String> serviceIds,
      String createdBy,
      Instant createdAt) {
    this(id, number, description, time, null, serviceIds, createdBy, createdAt);
  }

  /// When its last occurrence ends.
  Instant overAt() {
    return recurrence == null ? time.until() : recurrence.over(time);
  }

  /// The occurrence that holds the moment.
  Optional<TimeRange> occurrenceAt(Instant moment) {
    return recurrence == null
        ? time.holds(moment) ? Optional.of(time) : Optional.empty()
        : recurrence.at(time, moment);
  }

  boolean isPast(Instant now) {
    return !now.isBefore(overAt());
  }

  boolean isFuture(Instant now) {
    return now.isBefore(time.from());
  }
}
