package dev.muster.correlate.analysis;

import dev.muster.access.AuditTrail;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.past.PastStore;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether an incident of the past was the same trouble, as people say: what the hit rate of the likenesses is measured by.
@RestController
@Tag(name = "Correlation")
final class LikenessWordResource {
  private final Incidents incidents;
  private final Ledger ledger;
  private final PastStore past;
  private final PostgresLikenessWords store;
  private final Directory directory;
  private final Database database;
  private final AuditTrail audit;
  private final InstantSource clock;

  LikenessWordResource(
      Incidents incidents,
      Ledger ledger,
      PastStore past,
      PostgresLikenessWords store,
      Directory directory,
      Database database,
      AuditTrail audit,
      InstantSource clock) {
    this.incidents = incidents;
    this.ledger = ledger;
    this.past = past;
    this.store = store;
    this.directory = directory;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param verdict `right`, `wrong`, or null after it was withdrawn
  record LikenessView(
      String type,
      String id,
      @Nullable String verdict,
      @Nullable Object by,
      @Nullable Instant at) {}

  private static ApiException notFound(String id) {
    return ApiException.notFound("Incident " + id);
  }

  /// What an incident of the past is called here.
  private String title(String id) {
    return past.incident(id)
        .map(known ->
            known.told().title() == null ? known.told().externalId() : known.told().title())
        .or(() -> incidents.incident(id).map(Incident::title))
        .orElseThrow(() -> notFound(id));
  }

  /// A person's word on whether an incident of the past was the same trouble as this one; it need not be one that Muster had shown.
  @PutMapping("/incidents/{id}/past_incidents/{pastId}")
  Map<String, LikenessView> judgePastIncident(
      @PathVariable String id, @PathVariable String pastId, Body body) {
    Actor by = Actor.current();
    by.require(Permission.RESPOND);
    Incident incident = incidents.incident(id).orElseThrow(() -> notFound(id));
    String title = title(pastId);
    Body given = body.envelope("past_incident");
    String verdict = PostgresWords.verdict(given);
    given.check();
    if (pastId.equals(incident.id())) {
      throw ApiException.invalid("An incident is always like itself: name another one.");
    }
    Analysis analysis = ledger.analysis(incident.id(), null);
    List<Analysis.Alike> shown = analysis == null ? List.of() : analysis.similar();
    Integer place = null;
    Double likeness = null;
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).incidentId().equals(pastId)) {
        place = i + 1;
        likeness = shown.get(i).likeness();
      }
    }
    var word =
        new PostgresWords.Word(
            incident.id(),
            pastId,
            title,
            verdict,
            place,
            likeness,
            !shown.isEmpty(),
            by.id(),
            clock.instant());
    database.run(() -> {
      if (!store.sayOnce(word)) {
        return;
      }
      audit.record(
          "judge",
          "incident",
          incident.id(),
          Map.of("past_incident", pastId, "verdict", word.verdict()));
    });
    return Map.of("past_incident", view(pastId, store.standing(incident.id()).get(pastId)));
  }

  private LikenessView view(String pastId, PostgresWords.@Nullable Word word) {
    return word == null
        ? new LikenessView("past_incident", pastId, null, null, null)
        : new LikenessView(
            "past_incident",
            pastId,
            word.verdict(),
            directory.reference("user", word.byId()),
            word.at());
  }
}
