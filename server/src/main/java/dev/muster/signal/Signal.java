package dev.muster.signal;

import dev.muster.signal.source.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A report that found its service.
///
/// @param quiet why it must page nobody, in plain words; null when it may
public record Signal(
    String integrationId,
    String serviceId,
    @Nullable String quiet,
    Instant receivedAt,
    Report report) {
  public Signal {
    Objects.requireNonNull(report.dedupKey(), "a signal has a dedup key");
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS); // as precise as it is kept
  }

  public String dedupKey() {
    return Objects.requireNonNull(report.dedupKey());
  }

  /// When it happened: as the monitor says, but not later than it was received, whatever its clock says; null when it says
  /// nothing.
  public @Nullable Instant eventAt() {
    Instant at = report.eventAt();
    if (at == null) {
      return null;
    }
    return at.isAfter(receivedAt) ? receivedAt : at.truncatedTo(ChronoUnit.MICROS);
  }
}
