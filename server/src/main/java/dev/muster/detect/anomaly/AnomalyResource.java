package dev.muster.detect.anomaly;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Anomalies of series, open and past.
@RestController
@Tag(name = "Anomalies")
final class AnomalyResource {
  private final AnomalyStore reader;
  private final Directory directory;

  AnomalyResource(AnomalyStore reader, Directory directory) {
    this.reader = reader;
    this.directory = directory;
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
        new AnomalyStore.Wanted(
            "open".equals(status),
            query.list("service_ids"),
            query.list("rule_ids"),
            query.list("series_ids"),
            query.time("since"),
            query.time("until"));
    return paging.page(
        "anomalies",
        reader.anomalies(wanted, paging.offset(), paging.limit() + 1).stream()
            .map(anomaly -> AnomalyView.of(anomaly, directory))
            .toList(),
        () -> reader.count(wanted));
  }

  @GetMapping("/anomalies/{id}")
  Map<String, Object> getAnomaly(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of(
        "anomaly",
        AnomalyView.of(
            reader.anomaly(id).orElseThrow(() -> ApiException.notFound("Anomaly " + id)),
            directory));
  }
}
