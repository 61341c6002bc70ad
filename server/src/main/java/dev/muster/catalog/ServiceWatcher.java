package dev.muster.catalog;

import dev.muster.platform.web.Actor;
import java.time.Instant;

/// Hears of changes of services. A room on the right offers it as a bean; it is called in the changing transaction.
public interface ServiceWatcher {
  /// What became of a service.
  enum Change {
    CREATED,
    UPDATED,
    DELETED
  }

  /// @param service as it is after the change, or was before it was deleted
  void changed(Change change, Service service, Actor by, Instant at);
}
