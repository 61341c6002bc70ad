package dev.muster.signal;

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

  /// Why that service pages nobody at that moment; null when it does.
  default @Nullable String quiet(String serviceId, Instant at) {
    return null;
  }
}
