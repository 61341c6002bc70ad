package dev.muster.signal.rules;

import dev.muster.platform.web.Body;
import java.util.Optional;

/// The event rules for trying them out: as they stand, and with a change that is not saved.
public interface RuleTrials {
  /// As they stand.
  RuleBook book();

  /// The same with another path.
  ///
  /// @param kind `global`, `router`, `unrouted` or `service`
  /// @param ownerId the orchestration or the service
  /// @param path `sets` and `catch_all` in the shape of the REST API; faults are noted in it
  RuleBook with(String kind, String ownerId, Body path);

  /// What the orchestration with that id is called; empty when there is none.
  Optional<String> orchestration(String id);

  /// The orchestration to which that integration is a door; empty for a service's own.
  Optional<String> orchestrationOf(String integrationId);
}
