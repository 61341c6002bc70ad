package dev.muster.correlate.past;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Import of the past, and learning from it.
@RestController
@Tag(name = "Correlation")
final class PastResource {
  private final PastStore store;
  private final Lessons lessons;
  private final Database database;
  private final AuditTrail audit;
  private final Ids ids;
  private final InstantSource clock;

  PastResource(
      PastStore store,
      Lessons lessons,
      Database database,
      AuditTrail audit,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.lessons = lessons;
    this.database = database;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  record ReportView(
      int incidentsAdded,
      int incidentsReplaced,
      int alertsAdded,
      int alertsReplaced,
      int skipped,
      List<String> skippedItems) {}

  /// The body is text, one JSON object a line, or one object with lists; it may come in several pieces.
  @PostMapping("/imports/incidents")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, ReportView> importIncidents(HttpServletRequest request) throws IOException {
    Actor.current().require(Permission.CONFIGURE);
    var reader = new PastReader();
    reader.read(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    if (reader.incidents().isEmpty() && reader.alerts().isEmpty()) {
      throw ApiException.invalid(
          reader.faults().isEmpty()
              ? List.of("The body is empty; it must be incidents and alerts, one a line.")
              : reader.faults());
    }
    Instant now = clock.instant();
    return database.inTransaction(() -> {
      PastStore.Kept incidents = store.keepIncidents(reader.incidents(), () -> ids.next('Q'), now);
      PastStore.Kept alerts = store.keepAlerts(reader.alerts(), now);
      audit.record(
          "import",
          "past_incidents",
          "past",
          Map.of(
              "incidents", reader.incidents().size(),
              "alerts", reader.alerts().size(),
              "skipped", reader.faulty()));
      return Map.of(
          "import",
          new ReportView(
              incidents.added(),
              incidents.replaced(),
              alerts.added(),
              alerts.replaced(),
              reader.faulty(),
              reader.faults()));
    });
  }

  /// What was learned last.
  ///
  /// @param inUse false when another build has learned it and this one cannot read it; it is learned anew then
  record ModelView(
      long version,
      Instant madeAt,
      int learnedFrom,
      String digest,
      boolean inUse,
      long pastAlerts,
      long pastIncidents) {}

  @GetMapping("/correlation/model")
  Map<String, @Nullable Object> getModel() {
    Actor.current().require(Permission.READ);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("model", view(store.model()));
    return answer;
  }

  /// Learns from all of the past that is known; takes seconds.
  @PostMapping("/correlation/model/learn")
  Map<String, @Nullable Object> learn() {
    Actor.current().require(Permission.CONFIGURE);
    lessons.learn(clock.instant());
    audit.record("learn", "correlation_model", "model", Map.of("past_alerts", store.alertCount()));
    return getModel();
  }

  private @Nullable ModelView view(PastStore.@Nullable Model model) {
    return model == null
        ? null
        : new ModelView(
            model.version(),
            model.madeAt(),
            model.learnedFrom(),
            Long.toHexString(model.digest()),
            model.readable(),
            store.alertCount(),
            store.incidentCount());
  }
}
