package dev.muster.mobilize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// In the simulation nobody calls further people to help.
final class NoCallsForHelp implements ResponderRepository {
  @Override
  public void save(ResponderRequest request) {
    throw new IllegalStateException("the simulation asks nobody for help");
  }

  @Override
  public Optional<ResponderRequest> hold(String id) {
    return Optional.empty();
  }

  @Override
  public Optional<ResponderRequest> find(String id) {
    return Optional.empty();
  }

  @Override
  public List<ResponderRequest> ofIncident(String incidentId) {
    return List.of();
  }

  @Override
  public List<ResponderRequest> ofIncidents(Collection<String> incidentIds) {
    return List.of();
  }
}
