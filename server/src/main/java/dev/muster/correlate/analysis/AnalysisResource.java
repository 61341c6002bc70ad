package dev.muster.correlate.analysis;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.past.PastStore;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import dev.muster.signal.Change;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What is thought of incidents: probable causes, suspect changes, similar and related incidents, early warnings.
@RestController
@Tag(name = "Correlation")
final class AnalysisResource {
  private static final Set<String> OUTCOMES = Set.of("open", "hit", "miss");

  private final Incidents incidents;
  private final Ledger ledger;
  private final AnalystStore store;
  private final PastStore past;
  private final PostgresLikenessWords likenesses;
  private final Analyst analyst;
  private final Catalog catalog;
  private final Topologies topologies;
  private final RelatedChanges related;
  private final Directory directory;

  AnalysisResource(
      Incidents incidents,
      Ledger ledger,
      AnalystStore store,
      PastStore past,
      PostgresLikenessWords likenesses,
      Analyst analyst,
      Catalog catalog,
      Topologies topologies,
      RelatedChanges related,
      Directory directory) {
    this.incidents = incidents;
    this.ledger = ledger;
    this.store = store;
    this.past = past;
    this.likenesses = likenesses;
    this.analyst = analyst;
    this.catalog = catalog;
    this.topologies = topologies;
    this.related = related;
    this.directory = directory;
  }

  private Incident find(String id) {
    Actor.current().require(Permission.READ);
    return incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  @GetMapping("/incidents/{id}/analysis")
  @Asks("as_of: what was thought of it by then")
  Map<String, @Nullable Analysis> analysis(@PathVariable String id, Query query) {
    Incident incident = find(id);
    var answer = new LinkedHashMap<String, @Nullable Analysis>();
    Analysis analysis = ledger.analysis(incident.id(), query.time("as_of"));
    answer.put("analysis", analysis == null ? null : kept(analysis, query));
    return answer;
  }

  /// Without the incidents of the past that the caller may not see.
  private Analysis kept(Analysis analysis, Query query) {
    if (!query.isKept()) {
      return analysis;
    }
    List<Analysis.Alike> shown =
        analysis.similar().stream().filter(alike -> shows(alike, query)).toList();
    return new Analysis(
        analysis.at(),
        analysis.version(),
        analysis.causes(),
        analysis.services(),
        analysis.changes(),
        shown,
        analysis.warnings(),
        analysis.rarity(),
        analysis.knownBefore(),
        analysis.onlyPlace(),
        analysis.onlyService());
  }

  private boolean shows(Analysis.Alike alike, Query query) {
    return alike.externalId() == null
        ? query.shows(directory.owners("incidents", alike.incidentId()))
        : past.incident(alike.incidentId())
            .map(known -> query.shows(PastIncidentResource.owners(known, catalog, topologies)))
            .orElse(false);
  }

  // Early warnings

  record MatchView(String incidentId, @Nullable String externalId) {}

  /// @param leadSeconds how long the earlier incidents took to begin: quartile, median, quartile
  /// @param cameAfterSeconds how long this one took; null when none came
  record WarningView(
      String id,
      String type,
      String summary,
      Instant at,
      @Nullable String entity,
      String entityService,
      @Nullable Reference service,
      double probability,
      double atLeast,
      List<Long> leadSeconds,
      List<String> alerts,
      List<MatchView> matches,
      String outcome,
      @Nullable Reference incident,
      @Nullable Instant closedAt,
      @Nullable Long cameAfterSeconds) {}

  @GetMapping("/warnings")
  @Asks("outcome: open, hit or miss")
  Map<String, @Nullable Object> warnings(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String outcome = query.text("outcome");
    if (outcome != null && !OUTCOMES.contains(outcome)) {
      throw ApiException.invalid("'outcome' must be open, hit or miss, not '" + outcome + "'.");
    }
    Map<String, String> external = store.externalIds();
    var answer =
        paging.page(
            "warnings",
            store.warnings(outcome, paging.offset(), paging.limit() + 1).stream()
                .map(kept -> view(kept, external))
                .toList(),
            () -> store.count(outcome));
    answer.put("score", store.score());
    return answer;
  }

  private WarningView view(AnalystStore.Kept kept, Map<String, String> external) {
    Warning warning = kept.warning();
    String service = kept.serviceId();
    String incident = kept.incidentId();
    Instant closed = kept.closedAt();
    return new WarningView(
        kept.id(),
        "warning",
        warning.words(),
        kept.at(),
        null,
        warning.service(),
        service == null ? null : directory.reference("service", service),
        warning.probability(),
        warning.atLeast(),
        warning.lead().stream().map(Duration::toSeconds).toList(),
        warning.alerts(),
        warning.incidents().stream().map(id -> new MatchView(id, external.get(id))).toList(),
        kept.outcome(),
        incident == null ? null : reference(incident),
        closed,
        incident == null || closed == null
            ? null
            : Duration.between(kept.at(), closed).toSeconds());
  }

  private Reference reference(String incidentId) {
    String title = incidents.incident(incidentId).map(Incident::title).orElse(null);
    return new Reference(
        incidentId,
        "incident_reference",
        title,
        directory.links().self("incidents", incidentId),
        directory.links().html("incidents", incidentId));
  }

  // In the vendor's shapes

  /// Incidents of the past that were alike, by the vendor's address; the score is a share of 1000.
  @GetMapping("/incidents/{id}/past_incidents")
  Map<String, @Nullable Object> pastIncidents(@PathVariable String id, Query query) {
    Incident incident = find(id);
    int limit = (int) query.number("limit", 5, 1, 999);
    Analysis found = ledger.analysis(incident.id(), null);
    var known = new HashMap<String, PastStore.Told>();
    past.incidents().forEach(one -> known.put(one.incidentId(), one.told()));
    Map<String, PostgresWords.Word> said = likenesses.standing(incident.id());
    List<Analysis.Alike> similar = found == null ? List.of() : found.similar();
    List<Analysis.Alike> ranked =
        ranked(similar, said, past -> confirmed(past, known.get(past))).stream()
            .filter(alike -> !query.isKept() || shows(alike, query))
            .limit(limit)
            .toList();
    Map<String, String> fixes =
        store.fixes(ranked.stream().map(Analysis.Alike::incidentId).toList());
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (Analysis.Alike alike : ranked) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("incident", pastView(alike, known.get(alike.incidentId())));
      entry.put("score", similar.contains(alike) ? Math.round(alike.likeness() * 1000) : null);
      entry.put("same", similar.contains(alike) ? alike.same() : null);
      entry.put("fixed_by", fixes.getOrDefault(alike.incidentId(), alike.fixedBy()));
      entry.put("reasons", alike.reasons());
      PostgresWords.Word word = said.get(alike.incidentId());
      entry.put("verdict", word == null ? null : word.verdict());
      entry.put("by", word == null ? null : directory.reference("user", word.byId()));
      list.add(entry);
    }
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("past_incidents", list);
    answer.put("total", query.flag("total", false) ? list.size() : null);
    answer.put("limit", limit);
    return answer;
  }

  /// What people said was the same trouble comes first, also when Muster did not find it alike. What they said was another stays where
  /// it was, so that they see what they said and can take it back.
  ///
  /// @param said what counts, by incident of the past
  /// @param unseen makes one of an incident of the past that is not among the similar ones
  static List<Analysis.Alike> ranked(
      List<Analysis.Alike> similar,
      Map<String, PostgresWords.Word> said,
      Function<String, Analysis.Alike> unseen) {
    Set<String> confirmed =
        said.values().stream()
            .filter(word -> word.verdict().equals("right"))
            .map(PostgresWords.Word::entity)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    var ranked = new ArrayList<Analysis.Alike>();
    var others = new ArrayList<Analysis.Alike>();
    for (Analysis.Alike alike : similar) {
      (confirmed.remove(alike.incidentId()) ? ranked : others).add(alike);
    }
    confirmed.forEach(past -> ranked.add(unseen.apply(past)));
    ranked.addAll(others);
    return ranked;
  }

  private static Analysis.Alike confirmed(String pastId, PastStore.@Nullable Told told) {
    return new Analysis.Alike(
        pastId,
        told == null ? null : told.externalId(),
        0,
        null,
        told == null ? null : told.fixedBy(),
        List.of("Somebody said that it was the same trouble."));
  }

  private Map<String, @Nullable Object> pastView(
      Analysis.Alike alike, PastStore.@Nullable Told told) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", alike.incidentId());
    Incident own = told != null ? null : incidents.incident(alike.incidentId()).orElse(null);
    String title =
        told != null
            ? told.title() == null ? told.externalId() : told.title()
            : own == null ? alike.incidentId() : own.title();
    view.put("title", title);
    view.put("created_at", told != null ? told.openedAt() : own == null ? null : own.formedAt());
    view.put("external_id", alike.externalId());
    view.put("self", directory.links().self("incidents", alike.incidentId()));
    return view;
  }

  /// Incidents of the present on the same services, by the vendor's address.
  @GetMapping("/incidents/{id}/related_incidents")
  Map<String, Object> relatedIncidents(@PathVariable String id, Query query) {
    Incident incident = find(id);
    Map<String, Integer> near = analyst.near(incident.id());
    Map<String, Incident> known = incidents.incidents(near.keySet());
    var list = new ArrayList<Map<String, @Nullable Object>>();
    near.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(one -> {
          Incident other = known.get(one.getKey());
          if (other != null
              && other.mergedInto() == null
              && (!query.isKept() || query.shows(directory.owners("incidents", other.id())))) {
            var entry = new LinkedHashMap<String, @Nullable Object>();
            entry.put("incident", summary(other));
            entry.put(
                "relationships",
                List.of(
                    Map.of(
                        "type",
                        "service_dependency",
                        "metadata",
                        Map.of("alerts_on_the_same_services", one.getValue()))));
            list.add(entry);
          }
        });
    return Map.of("related_incidents", list);
  }

  private Map<String, @Nullable Object> summary(Incident incident) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", incident.id());
    view.put("type", "incident_reference");
    view.put("incident_number", incident.number());
    view.put("title", incident.title());
    view.put("summary", "[#%d] %s".formatted(incident.number(), incident.title()));
    view.put("created_at", incident.formedAt());
    view.put("service", directory.reference("service", incident.serviceId()));
    view.put("self", directory.links().self("incidents", incident.id()));
    view.put("html_url", directory.links().html("incidents", incident.id()));
    return view;
  }

  /// Changes that may be behind the incident: the suspected ones first, then others of the three days before it, on what it touches and
  /// then on what that rests on. The suspected ones are told whole, the others when their service is shown to whoever asks.
  @GetMapping("/incidents/{id}/related_change_events")
  Map<String, Object> relatedChanges(@PathVariable String id, Query query) {
    Incident incident = find(id);
    return Map.of(
        "change_events",
        related
            .of(
                incident,
                service -> !query.isKept() || query.shows(directory.owners("services", service)))
            .stream()
            .map(one -> changeView(one.change(), one.probability(), one.reasons()))
            .toList());
  }

  private Map<String, @Nullable Object> changeView(
      Change change, @Nullable Double probability, List<String> reasons) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", change.id());
    view.put("type", "change_event");
    view.put("summary", change.summary());
    view.put("source", change.source());
    view.put("timestamp", change.happenedAt());
    view.put("services", List.of(directory.reference("service", change.serviceId())));
    view.put("self", directory.links().self("change_events", change.id()));
    view.put("probability", probability);
    view.put(
        "correlation_reason",
        Map.of("reason", probability == null ? "most_recent" : "intelligent", "words", reasons));
    return view;
  }

  /// How usual incidents like this one are, by the vendor's address.
  @GetMapping("/incidents/{id}/outlier_incident")
  Map<String, Object> outlier(@PathVariable String id) {
    Incident incident = find(id);
    Analysis analysis = ledger.analysis(incident.id(), null);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put(
        "incident",
        Map.of(
            "id",
            incident.id(),
            "created_at",
            incident.formedAt(),
            "self",
            directory.links().self("incidents", incident.id()),
            "title",
            incident.title(),
            "occurrence",
            occurrence(analysis)));
    return Map.of("outlier_incident", view);
  }

  private static Map<String, Object> occurrence(@Nullable Analysis analysis) {
    var occurrence = new LinkedHashMap<String, Object>();
    occurrence.put("category", analysis == null ? "unknown" : analysis.rarity());
    occurrence.put("count", analysis == null ? 0 : analysis.similar().size());
    occurrence.put("frequency", frequency(analysis));
    return occurrence;
  }

  private static double frequency(@Nullable Analysis analysis) {
    return analysis == null
        ? 0
        : analysis.similar().stream()
            .max(Comparator.comparingDouble(Analysis.Alike::likeness))
            .map(Analysis.Alike::likeness)
            .orElse(0.0);
  }
}
