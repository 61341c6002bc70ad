package dev.muster.correlate;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What was decided of alerts.
@RestController
@Tag(name = "Correlation")
final class AlertDecisionResource {
  private static final int MOST = 5_000;

  private final Ledger ledger;
  private final Alerts alerts;

  AlertDecisionResource(Ledger ledger, Alerts alerts) {
    this.ledger = ledger;
    this.alerts = alerts;
  }

  record DecisionView(
      long sequence,
      Instant at,
      String alert,
      @Nullable String alertKey,
      String kind,
      @Nullable String incident,
      @Nullable String fromIncident,
      String rule,
      int version,
      String model,
      String words,
      @Nullable String by,
      Map<String, Double> features) {
    static DecisionView of(Entry entry, @Nullable Alert alert) {
      return new DecisionView(
          entry.sequence(),
          entry.at(),
          entry.alertId(),
          alert == null ? null : alert.dedupKey(),
          entry.kind().wire(),
          entry.incidentId(),
          entry.fromIncidentId(),
          entry.rule(),
          entry.version(),
          Long.toHexString(entry.model()),
          entry.words(),
          entry.byId(),
          entry.features());
    }
  }

  @GetMapping("/alerts/{id}/decisions")
  @Asks("as_of: only decisions made by then")
  Map<String, List<DecisionView>> ofAlert(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    return Map.of("decisions", views(ledger.ofAlert(id, query.time("as_of"))));
  }

  /// The whole ledger, from its beginning.
  @GetMapping("/correlation/decisions")
  @Asks({"cursor: the next_cursor of the page before", "limit: 1 to 5000"})
  Map<String, @Nullable Object> all(Query query) {
    Actor.current().require(Permission.READ);
    long after = query.number("cursor", 0, 0, Integer.MAX_VALUE);
    int limit = (int) query.number("limit", 100, 1, MOST);
    List<Entry> entries = ledger.after(after, limit);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("decisions", views(entries));
    answer.put("limit", limit);
    answer.put(
        "next_cursor",
        entries.size() < limit ? null : String.valueOf(entries.getLast().sequence()));
    return answer;
  }

  private List<DecisionView> views(List<Entry> entries) {
    Map<String, Alert> known =
        alerts.alerts(entries.stream().map(Entry::alertId).distinct().toList());
    return entries.stream()
        .map(entry -> DecisionView.of(entry, known.get(entry.alertId())))
        .toList();
  }
}
