package dev.muster.correlate;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertFilter;
import dev.muster.alert.Alerts;
import dev.muster.alert.NewAlert;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Remembers which alerts were asked to resolve.
final class FakeAlerts implements Alerts {
  final Map<String, Alert> alerts = new HashMap<>();
  final List<String> resolved = new ArrayList<>();

  @Override
  public Optional<Alert> alert(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  @Override
  public Map<String, Alert> alerts(Collection<String> ids) {
    var found = new HashMap<String, Alert>();
    ids.forEach(id -> alert(id).ifPresent(alert -> found.put(id, alert)));
    return found;
  }

  @Override
  public Map<String, String> integrations(Collection<String> ids) {
    var found = new HashMap<String, String>();
    alerts(ids)
        .forEach((id, alert) ->
            Optional.ofNullable(alert.integrationId()).ifPresent(by -> found.put(id, by)));
    return found;
  }

  @Override
  public List<Alert> search(AlertFilter filter, int offset, int limit) {
    return List.copyOf(alerts.values());
  }

  @Override
  public OptionalLong count(AlertFilter filter) {
    return OptionalLong.of(alerts.size());
  }

  @Override
  public Found find(AlertFilter filter, int offset, int limit) {
    return new Found(search(filter, offset, limit), true, null);
  }

  @Override
  public void resolve(Collection<String> ids, Actor by, String reason, Instant now) {
    resolved.addAll(ids);
  }

  @Override
  public void release(Collection<String> ids, String why, Instant now) {
    throw new UnsupportedOperationException("no test releases alerts here");
  }

  @Override
  public String open(NewAlert alert, Actor by, Instant now) {
    throw new UnsupportedOperationException("no test opens alerts by hand here");
  }
}
