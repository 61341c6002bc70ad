package dev.muster.catalog;

import dev.muster.platform.web.Body;

/// Reads how alerts are grouped, as services have it on the wire, for those who try another way out.
public final class AlertGroupings {
  private AlertGroupings() {}

  /// Reads `alert_grouping_parameters`; faults are noted in the body.
  public static AlertGrouping read(Body body) {
    return ServiceWire.alertGrouping(body, new AlertGrouping.None());
  }
}
