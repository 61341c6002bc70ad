package dev.muster.catalog;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A time in which some services are worked on: their signals are kept but open nothing.
///
/// @param number counts windows, for people
/// @param createdBy id of the user who made it, or of the token
record MaintenanceWindow(
    String id,
    long number,
    @Nullable String description,
    TimeRange time,
    Set<String> serviceIds,
    String createdBy,
    Instant createdAt) {
  MaintenanceWindow {
    serviceIds = Set.copyOf(serviceIds);
  }

  boolean isPast(Instant now) {
    return !now.isBefore(time.until());
  }

  boolean isFuture(Instant now) {
    return now.isBefore(time.from());
  }
}
