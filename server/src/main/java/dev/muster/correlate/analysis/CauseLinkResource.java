package dev.muster.correlate.analysis;

import dev.muster.access.AuditTrail;
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
import dev.muster.platform.web.Reference;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Which change an incident was caused by: inferred by Muster, or said by a person, who has the last word. Every word is kept, shows on
/// the timeline and teaches.
@RestController
@Tag(name = "Correlation")
final class CauseLinkResource {
  private static final Set<String> VERDICTS = Set.of("caused", "not_caused", "withdrawn");

  private final Incidents incidents;
  private final Ledger ledger;
  private final AnalystStore store;
  private final Changes changes;
  private final Directory directory;
  private final Database database;
  private final FactLog log;
  private final AuditTrail audit;
  private final InstantSource clock;

  CauseLinkResource(
      Incidents incidents,
      Ledger ledger,
      AnalystStore store,
      Changes changes,
      Directory directory,
      Database database,
      FactLog log,
      AuditTrail audit,
      InstantSource clock) {
    this.incidents = incidents;
    this.ledger = ledger;
    this.store = store;
    this.changes = changes;
    this.directory = directory;
    this.database = database;
    this.log = log;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param state `confirmed` or `rejected` by a person, or `inferred`
  record LinkView(
      String type,
      Reference change,
      String state,
      @Nullable Double probability,
      @Nullable Reference by,
      @Nullable Instant at) {}

  @GetMapping("/incidents/{id}/caused_by")
  Map<String, List<LinkView>> causedBy(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("caused_by", links(find(id)));
  }

  /// A person's word on whether a change caused the incident.
  @PutMapping("/incidents/{id}/caused_by/{changeId}")
  Map<String, List<LinkView>> judge(
      @PathVariable String id, @PathVariable String changeId, Body body) {
    Actor by = Actor.current();
    by.require(Permission.RESPOND);
    Incident incident = find(id);
    Change change =
        changes.change(changeId).orElseThrow(() -> ApiException.notFound("Change " + changeId));
    Body given = body.envelope("caused_by");
    String verdict =
        given.word(
            "verdict",
            word -> VERDICTS.contains(word) ? Optional.of(word) : Optional.empty(),
            "caused, not_caused or withdrawn");
    if (given.raw("verdict") == null) {
      given.fault("verdict", "is required: caused, not_caused or withdrawn");
    }
    given.check();
    String said = String.valueOf(verdict);
    Instant now = clock.instant();
    Ranked ranked = ranked(ledger.analysis(incident.id(), null), change.id());
    database.run(() -> {
      AnalystStore.Judgement before = store.judgements(incident.id()).get(change.id());
      String stands = before == null ? "withdrawn" : before.verdict();
      if (stands.equals(said)) {
        return;
      }
      store.judge(
          new AnalystStore.Judgement(
              incident.id(),
              change.id(),
              said,
              ranked == null ? null : ranked.place(),
              ranked == null ? null : ranked.probability(),
              by.id(),
              now));
      audit.record(
          "judge", "incident", incident.id(), Map.of("change", change.id(), "verdict", said));
      log.append(
          Incidents.TOPIC,
          Incidents.LANE,
          now,
          List.of(
              new IncidentEvent.IncidentCauseJudged(
                  incident.id(), change.id(), change.summary(), said, by.id(), by.way(), now)));
    });
    return Map.of("caused_by", links(incident));
  }

  private record Ranked(int place, double probability) {}

  private static @Nullable Ranked ranked(@Nullable Analysis analysis, String changeId) {
    int place = 0;
    for (Analysis.Suspect suspect :
        analysis == null ? List.<Analysis.Suspect>of() : analysis.changes()) {
      place++;
      if (changeId.equals(suspect.changeId())) {
        return new Ranked(place, suspect.probability());
      }
    }
    return null;
  }

  private Incident find(String id) {
    return incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  private List<LinkView> links(Incident incident) {
    Map<String, AnalystStore.Judgement> judged = store.judgements(incident.id());
    var links = new ArrayList<LinkView>();
    boolean confirmed = false;
    for (AnalystStore.Judgement one : judged.values()) {
      boolean caused = one.verdict().equals("caused");
      confirmed |= caused;
      links.add(
          new LinkView(
              "caused_by",
              reference(one.changeId()),
              caused ? "confirmed" : "rejected",
              one.probability(),
              directory.reference("user", one.byId()),
              one.at()));
    }
    Analysis analysis = ledger.analysis(incident.id(), null);
    if (!confirmed && analysis != null && !analysis.changes().isEmpty()) {
      Analysis.Suspect first = analysis.changes().getFirst();
      String change = first.changeId();
      if (change != null && !judged.containsKey(change)) {
        links.add(
            new LinkView(
                "caused_by",
                reference(change),
                "inferred",
                first.probability(),
                null,
                analysis.at()));
      }
    }
    return links;
  }

  private Reference reference(String changeId) {
    return new Reference(
        changeId,
        "change_event_reference",
        changes.change(changeId).map(Change::summary).orElse(null),
        directory.links().self("change_events", changeId),
        null);
  }
}
