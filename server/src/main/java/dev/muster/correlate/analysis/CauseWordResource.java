package dev.muster.correlate.analysis;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// What broke: inferred by Muster, or said by a person, who has the last word. Every word is kept, shows on the timeline and teaches.
@RestController
@Tag(name = "Correlation")
final class CauseWordResource {
  private final Incidents incidents;
  private final Ledger ledger;
  private final PostgresCauseWords store;
  private final Topologies topologies;
  private final Directory directory;
  private final Database database;
  private final FactLog log;
  private final AuditTrail audit;
  private final InstantSource clock;

  CauseWordResource(
      Incidents incidents,
      Ledger ledger,
      PostgresCauseWords store,
      Topologies topologies,
      Directory directory,
      Database database,
      FactLog log,
      AuditTrail audit,
      InstantSource clock) {
    this.incidents = incidents;
    this.ledger = ledger;
    this.store = store;
    this.topologies = topologies;
    this.directory = directory;
    this.database = database;
    this.log = log;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param state `confirmed` or `rejected` by a person, or `inferred`
  record CauseView(
      String type,
      String entity,
      String name,
      String state,
      @Nullable Double probability,
      List<String> reasons,
      @Nullable Object by,
      @Nullable Instant at) {}

  private Incident find(String id) {
    return incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  /// What people said first, then what Muster thinks and nobody has judged.
  @GetMapping("/incidents/{id}/probable_cause")
  Map<String, List<CauseView>> getProbableCause(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("probable_cause", views(find(id)));
  }

  private List<CauseView> views(Incident incident) {
    Map<String, PostgresWords.Word> said = store.standing(incident.id());
    var views = new ArrayList<CauseView>();
    for (PostgresWords.Word word : said.values()) {
      views.add(
          new CauseView(
              "probable_cause",
              word.entity(),
              word.name(),
              word.verdict().equals("right") ? "confirmed" : "rejected",
              word.probability(),
              List.of(),
              directory.reference("user", word.byId()),
              word.at()));
    }
    Analysis analysis = ledger.analysis(incident.id(), null);
    for (Analysis.Cause cause : causes(analysis)) {
      if (!said.containsKey(cause.entity())) {
        views.add(
            new CauseView(
                "probable_cause",
                cause.entity(),
                cause.name(),
                "inferred",
                cause.probability(),
                cause.reasons(),
                null,
                analysis == null ? null : analysis.at()));
      }
    }
    return views;
  }

  private static List<Analysis.Cause> causes(@Nullable Analysis analysis) {
    return analysis == null ? List.of() : analysis.causes();
  }

  /// A person's word on whether an entity is what broke; it need not be one that Muster had named.
  @PutMapping("/incidents/{id}/probable_cause")
  Map<String, List<CauseView>> judgeProbableCause(@PathVariable String id, Body body) {
    Actor by = Actor.current();
    by.require(Permission.RESPOND);
    Incident incident = find(id);
    Body given = body.envelope("probable_cause");
    String verdict = PostgresWords.verdict(given);
    Topologies.Snapshot whole = topologies.snapshot().whole();
    Topology topology = whole.topology();
    String said = given.required("entity", 512);
    int index = topology.indexOf(said);
    index = index < 0 ? whole.owners().placeOf(said) : index; // the id of a service will do
    String entity = index < 0 ? said : topology.entity(index).id();
    Integer place = null;
    Double probability = null;
    String name = index < 0 ? null : topology.entity(index).name();
    List<Analysis.Cause> causes = causes(ledger.analysis(incident.id(), null));
    for (int i = 0; i < causes.size(); i++) {
      if (causes.get(i).entity().equals(entity)) {
        place = i + 1;
        probability = causes.get(i).probability();
        name = causes.get(i).name();
      }
    }
    if (name == null && !entity.isEmpty()) {
      given.fault("entity", "names nothing that the topology knows");
    }
    given.check();
    Instant now = clock.instant();
    var word =
        new PostgresWords.Word(
            incident.id(),
            entity,
            String.valueOf(name),
            verdict,
            place,
            probability,
            !causes.isEmpty(),
            by.id(),
            now);
    database.run(() -> {
      if (!store.sayOnce(word)) {
        return;
      }
      audit.record(
          "judge", "incident", incident.id(), Map.of("entity", entity, "verdict", word.verdict()));
      log.append(
          Incidents.TOPIC,
          Incidents.LANE,
          now,
          List.of(
              new IncidentEvent.IncidentCauseNamed(
                  incident.id(), entity, word.name(), word.verdict(), by.id(), by.way(), now)));
    });
    return Map.of("probable_cause", views(incident));
  }
}
