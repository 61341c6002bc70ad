package dev.muster.detect.watch;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Anomalies of series, open and past.
@RestController
@Tag(name = "Anomalies")
final class AnomalyResource {
  private final PostgresSeriesReader reader;
  private final Directory directory;

  AnomalyResource(PostgresSeriesReader reader, Directory directory) {
    this.reader = reader;
    this.directory = directory;
  }

  static Map<String, @Nullable Object> view(Anomaly anomaly, Directory directory) {
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

  @GetMapping("/anomalies")
  @Asks({
    "status: open to have only those that are not over",
    "service_ids[]: only those of these services",
    "rule_ids[]: only those of these detector rules",
    "series_ids[]: only those of these series",
    "since: only those that were open then or later",
    "until: only those that opened before"
  })
  Map<String, @Nullable Object> listAnomalies(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String status = query.text("status");
    if (status != null && !status.equals("open") && !status.equals("all")) {
      throw ApiException.invalid("'status' must be one of open, all");
    }
    var wanted =
        new PostgresSeriesReader.Wanted(
            "open".equals(status),
            query.list("service_ids"),
            query.list("rule_ids"),
            query.list("series_ids"),
            query.time("since"),
            query.time("until"));
    return paging.page(
        "anomalies",
        reader.anomalies(wanted, paging.offset(), paging.limit() + 1).stream()
            .map(anomaly -> view(anomaly, directory))
            .toList(),
        () -> reader.count(wanted));
  }

  @GetMapping("/anomalies/{id}")
  Map<String, Object> getAnomaly(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of(
        "anomaly",
        view(
            reader.anomaly(id).orElseThrow(() -> ApiException.notFound("Anomaly " + id)),
            directory));
  }
}
