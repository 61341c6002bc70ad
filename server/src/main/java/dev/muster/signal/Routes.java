package dev.muster.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says whose signals come with a routing key. Asked for every request, so it answers from memory.
@FunctionalInterface
public interface Routes {
  /// Where signals go.
  ///
  /// @param quiet why they page nobody at that moment, in plain words; null when they do
  /// @param serviceId empty when rules of an orchestration have yet to find it
  /// @param orchestrationId the orchestration whose key it is; null for a key of a service
  record Route(
      String integrationId,
      String serviceId,
      @Nullable String quiet,
      @Nullable String orchestrationId) {
    public Route(String integrationId, String serviceId, @Nullable String quiet) {
      this(integrationId, serviceId, quiet, null);
    }
  }

  /// Why a disabled service pages nobody.
  String DISABLED = "the service is disabled";

  /// Why a service that is worked on pages nobody.
  String MAINTENANCE = "the service is in maintenance";

  /// Empty when the key belongs to no integration.
  Optional<Route> route(String routingKey, Instant now);

  /// An event that happened this much before it came is still judged by when it happened; an older time is hardly the event's own.
  Duration LATE = Duration.ofMinutes(15);

  /// Why a signal of that service pages nobody. What happened shortly before a maintenance began and came when it had begun is
  /// trouble of its own, and pages.
  ///
  /// @param eventAt when it happened; null when its sender does not say
  default @Nullable String quietFor(String serviceId, @Nullable Instant eventAt, Instant now) {
    String quiet = quiet(serviceId, now);
    return MAINTENANCE.equals(quiet)
            && eventAt != null
            && eventAt.isBefore(now)
            && eventAt.isAfter(now.minus(LATE))
            && quiet(serviceId, eventAt) == null
        ? null
        : quiet;
  }

  /// Why that service pages nobody at that moment; null when it does.
  default @Nullable String quiet(String serviceId, Instant at) {
    return null;
  }
}
