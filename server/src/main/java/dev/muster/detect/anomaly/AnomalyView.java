package dev.muster.detect.anomaly;

import dev.muster.platform.web.Directory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Anomalies as the REST API shows them.
public final class AnomalyView {
  private AnomalyView() {}

  /// One of them.
  public static Map<String, @Nullable Object> of(Anomaly anomaly, Directory directory) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", anomaly.id());
    view.put("type", "anomaly");
    view.put("summary", anomaly.summary());
    view.put("self", directory.links().self("anomalies", anomaly.id()));
    view.put("html_url", directory.links().page("/series/" + anomaly.seriesId()));
    view.put("status", anomaly.closedAt() == null ? "open" : "closed");
    view.put("severity", anomaly.severity().wire());
    view.put("direction", anomaly.upwards() ? "up" : "down");
    view.put("opened_at", anomaly.openedAt());
    view.put("closed_at", anomaly.closedAt());
    view.put("closed_because", anomaly.closedBecause());
    view.put("value", anomaly.actual());
    view.put("expected", anomaly.expected());
    view.put("lower", anomaly.lower());
    view.put("upper", anomaly.upper());
    view.put("season", anomaly.season());
    view.put("confidence", anomaly.confidence());
    view.put("reasons", anomaly.reasons());
    view.put("alert_key", anomaly.dedupKey());
    view.put(
        "series",
        Map.of(
            "id", anomaly.seriesId(),
            "type", "series_reference",
            "summary", anomaly.series(),
            "self", directory.links().self("series", anomaly.seriesId())));
    view.put(
        "detector_rule",
        Map.of(
            "id", anomaly.ruleId(),
            "type", "detector_rule_reference",
            "summary", anomaly.ruleName(),
            "self", directory.links().self("detector_rules", anomaly.ruleId())));
    view.put("service", directory.reference("service", anomaly.serviceId()));
    return view;
  }
}
