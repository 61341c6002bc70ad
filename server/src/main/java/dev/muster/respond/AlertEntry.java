package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/// Alerts in the directory.
final class AlertEntry implements Directory.Entry {
  private final Alerts alerts;
  private final Catalog catalog;
  private final Directory directory;

  AlertEntry(Alerts alerts, Catalog catalog, Directory directory) {
    this.alerts = alerts;
    this.catalog = catalog;
    this.directory = directory;
  }

  @Override
  public String type() {
    return "alert";
  }

  @Override
  public String collection() {
    return "alerts";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    return alerts.alerts(ids).values().stream()
        .collect(Collectors.toMap(Alert::id, Alert::summary));
  }

  @Override
  public Collection<String> owners(String id) {
    return alerts
        .alert(id)
        .flatMap(alert -> catalog.service(alert.serviceId()))
        .map(Service::teamId)
        .stream()
        .toList();
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    return alerts.alerts(ids).values().stream()
        .collect(Collectors.toMap(Alert::id, alert -> AlertView.of(alert, null, null, directory)));
  }
}
