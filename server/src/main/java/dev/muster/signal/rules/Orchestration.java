package dev.muster.signal.rules;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event orchestration: doors of its own, and the rules that decide what becomes of what comes through them.
///
/// @param id in the shape of a UUID, as clients of the REST API expect
/// @param version an opaque text that differs after every change of the orchestration or its rules
/// @param createdBy id of the user who made it, or of the token
record Orchestration(
    String id,
    String name,
    @Nullable String description,
    @Nullable String teamId,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy,
    String version,
    List<Door> doors) {
  Orchestration {
    doors = List.copyOf(doors);
  }

  /// A door of an orchestration.
  ///
  /// @param key the routing key of its senders; unique among all doors of the house
  record Door(String id, String orchestrationId, String label, String key, Instant createdAt) {}

  /// The rules of one path as they were given.
  ///
  /// @param ownerId the orchestration, or the service whose rules they are
  /// @param body `sets` and `catch_all`, JSON in the shape of the REST API
  /// @param active whether they are applied; always true but for the rules of services
  record Path(
      String ownerId,
      RulePath.Kind kind,
      String body,
      boolean active,
      Instant createdAt,
      String createdBy,
      Instant updatedAt,
      String updatedBy,
      String version) {}
}
