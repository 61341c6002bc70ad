package dev.muster.correlate.past;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Words;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
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
  private final Catalog catalog;
  private final Topologies topologies;
  private final Directory directory;
  private final InstantSource clock;

  PastResource(
      PastStore store,
      Lessons lessons,
      Catalog catalog,
      Topologies topologies,
      Database database,
      AuditTrail audit,
      Ids ids,
      Directory directory,
      InstantSource clock) {
    this.store = store;
    this.lessons = lessons;
    this.database = database;
    this.audit = audit;
    this.ids = ids;
    this.catalog = catalog;
    this.topologies = topologies;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param notFound names of services and causes by which nothing here is called so far; what has them was taken nevertheless
  record ReportView(
      int incidentsAdded,
      int incidentsReplaced,
      int alertsAdded,
      int alertsReplaced,
      int skipped,
      List<String> skippedItems,
      int notFound,
      List<String> notFoundItems) {}

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
    List<String> missing =
        PastNames.of(catalog, topologies.snapshot()).missing(reader.incidents(), reader.alerts());
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
              reader.faults(),
              missing.size(),
              missing.stream().limit(PastReader.MOST_FAULTS).toList()));
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

  /// The latest time of learning, under way or over.
  ///
  /// @param by who asked for it: a user, or an API key that named none; null when Muster began it by itself
  /// @param progress share of the work that is done, 0..1
  /// @param doing what it does just now, in plain words
  /// @param tries how often it was begun: once more when Muster stopped in between
  /// @param alerts alerts of the past that it learns from; null until it has read them
  /// @param leftOut older alerts that were left out, because there are more than can be learned from
  /// @param taughtAlerts alerts that people put somewhere here, which it learns from too
  /// @param failure why it came to nothing
  record LearningView(
      long id,
      String state,
      String cause,
      @Nullable Reference by,
      Instant since,
      double progress,
      String doing,
      int tries,
      @Nullable Long alerts,
      @Nullable Long incidents,
      @Nullable Long leftOut,
      @Nullable Long taughtAlerts,
      @Nullable Instant endedAt,
      @Nullable Long modelVersion,
      @Nullable String failure) {}

  @GetMapping("/correlation/model")
  Map<String, @Nullable Object> getModel() {
    Actor.current().require(Permission.READ);
    // Learning first: once it is told as done, what it has learned is there to be read.
    LearningView learning = lessons.latest().map(this::view).orElse(null);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("model", view(store.model()));
    answer.put("learning", learning);
    return answer;
  }

  /// Begins to learn from all of the past that is known. It takes seconds to minutes; `GET /correlation/model` says how far it is. What
  /// was learned before stays in force until it is done. One at a time: while it is learning already, the answer is 409.
  @PostMapping("/correlation/model/learn")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, @Nullable Object> learn() {
    Actor by = Actor.current();
    by.require(Permission.CONFIGURE);
    boolean begun =
        database.inTransaction(() -> {
          boolean first =
              lessons
                  .begin(Learning.Cause.ASKED, Learning.Asker.of(by), clock.instant())
                  .isPresent();
          if (first) {
            audit.record(
                "learn", "correlation_model", "model", Map.of("past_alerts", store.alertCount()));
          }
          return first;
        });
    if (!begun) {
      throw new ApiException(409, 2001, "Conflict", List.of(busy()));
    }
    return getModel();
  }

  private String busy() {
    return lessons
        .latest()
        .map(learning -> {
          Lessons.Step step = lessons.step(learning);
          return "Muster has been learning since %s and is %.0f %% done (%s). Ask again when it is over, or cancel it first."
              .formatted(learning.askedAt(), 100 * step.share(), step.doing());
        })
        .orElse("Muster is learning already. Ask again when it is over.");
  }

  /// Ends what is being learned without a result; what was learned before stays in force.
  @PostMapping("/correlation/model/learn/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, @Nullable Object> cancelLearning() {
    Actor.current().require(Permission.CONFIGURE);
    if (lessons.cancel().isEmpty()) {
      throw new ApiException(409, 2001, "Conflict", List.of("Muster is not learning just now."));
    }
    audit.record("cancel", "correlation_model", "model", Map.of());
    return getModel();
  }

  private LearningView view(Learning learning) {
    Lessons.Step step = lessons.step(learning);
    Learning.Read read = learning.read();
    return new LearningView(
        learning.id(),
        Words.of(learning.state()),
        Words.of(learning.cause()),
        learning.by() == null ? null : reference(learning.by()),
        learning.askedAt(),
        step.share(),
        step.doing(),
        learning.tries(),
        read == null ? null : read.alerts(),
        read == null ? null : read.incidents(),
        read == null ? null : read.leftOut(),
        read == null ? null : read.taught(),
        learning.endedAt(),
        learning.modelVersion(),
        learning.failure());
  }

  private Reference reference(Learning.Asker by) {
    boolean user = by.kind() == Actor.Kind.USER;
    Reference known = user ? directory.references("user", List.of(by.id())).get(by.id()) : null;
    return known == null
        ? new Reference(
            by.id(), user ? "user_reference" : "api_key_reference", by.name(), null, null)
        : known;
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
