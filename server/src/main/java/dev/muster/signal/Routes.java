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
  record Route(String integrationId, String serviceId, @Nullable String quiet) {}

  /// Empty when the key belongs to no integration.
  Optional<Route> route(String routingKey, Instant now);
}
