package dev.muster.signal;

import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A report that found its service.
///
/// @param serviceId empty when no rule routed it
/// @param quiet why it must page nobody, in plain words; null when it may
/// @param report as the rules left it
/// @param ruling what event rules said; null when they had nothing to say
public record Signal(
    String integrationId,
    String serviceId,
    @Nullable String quiet,
    Instant receivedAt,
    Report report,
    @Nullable Ruling ruling) {
  public Signal {
    Objects.requireNonNull(report.dedupKey(), "a signal has a dedup key");
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS); // as precise as it is kept
  }

  /// A signal that no event rule touched.
  public Signal(
      String integrationId,
      String serviceId,
      @Nullable String quiet,
      Instant receivedAt,
      Report report) {
    this(integrationId, serviceId, quiet, receivedAt, report, null);
  }

  /// A signal as the rules left it.
  ///
  /// @param report as it was sent, with a dedup key
  public static Signal ruled(
      String integrationId, Instant receivedAt, Report report, Ruling ruling) {
    return new Signal(
        integrationId,
        ruling.serviceId() == null ? "" : ruling.serviceId(),
        ruling.quiet(),
        receivedAt,
        report.revised(ruling.fields(), ruling.details()),
        ruling);
  }

  /// What sort of reason keeps it quiet: `maintenance`, `disabled`, `rule`, `stage`; null when it may page.
  public @Nullable String quietBy() {
    if (quiet == null) {
      return null;
    }
    if (ruling != null && ruling.quietBy() != null) {
      return ruling.quietBy();
    }
    return quiet.equals(Routes.DISABLED) ? "disabled" : "maintenance";
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
