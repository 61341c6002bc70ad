package dev.muster.mobilize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Keeps calls for help. All writes run in the caller's transaction.
interface ResponderRepository {
  void save(ResponderRequest request);

  /// Held until the end of the transaction.
  Optional<ResponderRequest> hold(String id);

  Optional<ResponderRequest> find(String id);

  /// Of several incidents, oldest first.
  List<ResponderRequest> ofIncidents(Collection<String> incidentIds);

  /// Of one incident, oldest first.
  List<ResponderRequest> ofIncident(String incidentId);
}
