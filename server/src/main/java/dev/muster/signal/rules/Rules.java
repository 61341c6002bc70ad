package dev.muster.signal.rules;

import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The event rules as the intake asks them: from memory, for every report.
public interface Rules {
  /// A house without event rules.
  Rules NONE =
      new Rules() {
        @Override
        public Optional<Target> door(String routingKey) {
          return Optional.empty();
        }

        @Override
        public @Nullable Ruling rule(
            String serviceId,
            @Nullable String orchestrationId,
            Report report,
            Supplier<byte[]> raw,
            Instant now) {
          return null;
        }
      };

  /// A door of an orchestration, which is an integration to everybody else.
  record Target(String integrationId, String orchestrationId) {}

  /// The orchestration's door with that key.
  Optional<Target> door(String routingKey);

  /// What the rules make of a report; null when nothing about it changes.
  ///
  /// @param serviceId empty when it came through an orchestration's door
  /// @param orchestrationId null when it came through a service's door
  @Nullable Ruling rule(
      String serviceId,
      @Nullable String orchestrationId,
      Report report,
      Supplier<byte[]> raw,
      Instant now);
}
