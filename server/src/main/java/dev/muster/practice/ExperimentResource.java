package dev.muster.practice;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamPolicies;
import dev.muster.catalog.TeamRights;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Severity;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Experiments: what is broken on purpose, by whom, what is expected of it, and what came.
@RestController
@Tag(name = "Experiments")
final class ExperimentResource {
  private static final int MOST_ALERTS = 2_000;
  private static final int LONGEST_TEXT = 2_000;

  private final PostgresExperiments store;
  private final ExperimentDirector director;
  private final Catalog catalog;
  private final Topologies topologies;
  private final TeamPolicies policies;
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Alerts alerts;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  ExperimentResource(
      PostgresExperiments store,
      ExperimentDirector director,
      Catalog catalog,
      Topologies topologies,
      TeamPolicies policies,
      Incidents incidents,
      Mobilize mobilize,
      Alerts alerts,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.director = director;
    this.catalog = catalog;
    this.topologies = topologies;
    this.policies = policies;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.alerts = alerts;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  record TargetView(String id, String type, @Nullable String summary) {}

  record EffectView(
      @Nullable String summaryContains,
      @Nullable String alertClass,
      @Nullable Reference service,
      @Nullable String severityAtMost,
      String words) {}

  record ExperimentView(
      String id,
      String type,
      String summary,
      String self,
      String name,
      String hypothesis,
      String status,
      Reference team,
      Reference escalationPolicy,
      List<TargetView> targets,
      List<EffectView> expectedEffects,
      @Nullable Instant startAt,
      long durationSeconds,
      long settleSeconds,
      @Nullable Instant startedAt,
      @Nullable Instant endsAt,
      @Nullable Instant stoppedAt,
      boolean aborted,
      @Nullable Instant settlesAt,
      @Nullable Instant settledAt,
      @Nullable String verdict,
      String finding,
      @Nullable String endReason,
      long expectedAlerts,
      long unexpectedAlerts,
      Reference createdBy,
      Instant createdAt) {}

  private ExperimentView view(Experiment one, PostgresExperiments.@Nullable Counts counts) {
    Experiment.Verdict verdict = one.verdict();
    return new ExperimentView(
        one.id(),
        "experiment",
        one.name(),
        directory.links().self("experiments", one.id()),
        one.name(),
        one.hypothesis(),
        one.state().wire(),
        directory.reference("team", one.teamId()),
        directory.reference("escalation_policy", one.policyId()),
        one.targets().stream().map(this::view).toList(),
        one.effects().stream().map(this::view).toList(),
        one.startAt(),
        one.length().toSeconds(),
        one.settle().toSeconds(),
        one.startedAt(),
        one.stoppedAt() == null ? one.endsAt() : null,
        one.stoppedAt(),
        one.aborted(),
        one.settledAt() == null ? one.settlesAt() : null,
        one.settledAt(),
        verdict == null ? null : verdict.wire(),
        one.finding(),
        one.endReason().isEmpty() ? null : one.endReason(),
        counts == null ? 0 : counts.expected(),
        counts == null ? 0 : counts.unexpected(),
        directory.reference("user", one.createdBy()),
        one.createdAt());
  }

  private TargetView view(Experiment.Target target) {
    String summary = null;
    if (target.type().equals(Experiment.Target.SERVICE)) {
      summary = catalog.service(target.id()).map(service -> service.name()).orElse(null);
    } else {
      var topology = topologies.snapshot().topology();
      int index = topology.indexOf(target.id());
      summary = index < 0 ? null : topology.entity(index).name();
    }
    return new TargetView(target.id(), target.type() + "_reference", summary);
  }

  private EffectView view(Effect effect) {
    String service = effect.serviceId();
    Severity most = effect.most();
    return new EffectView(
        effect.words(),
        effect.eventClass(),
        service == null ? null : directory.reference("service", service),
        most == null ? null : most.wire(),
        effect.said(
            service == null ? null : catalog.service(service).map(one -> one.name()).orElse(null)));
  }

  private ExperimentView view(Experiment one) {
    return view(one, store.counts(List.of(one.id())).get(one.id()));
  }

  private Experiment find(String id) {
    return store.find(id).orElseThrow(() -> ApiException.notFound("Experiment " + id));
  }

  @GetMapping("/experiments")
  @Asks("status: planned, running, settling, ended or withdrawn")
  Map<String, @Nullable Object> listExperiments(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String word = query.text("status");
    Experiment.State state =
        word == null
            ? null
            : Experiment.State.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'status' must be planned, running, settling, ended or withdrawn, not '%s'."
                            .formatted(word)));
    List<Experiment> found = store.search(state, paging.offset(), paging.limit() + 1);
    Map<String, PostgresExperiments.Counts> counts =
        store.counts(found.stream().map(Experiment::id).toList());
    return paging.page(
        "experiments",
        found.stream().map(one -> view(one, counts.get(one.id()))).toList(),
        () -> store.count(state));
  }

  @GetMapping("/experiments/{id}")
  Map<String, ExperimentView> getExperiment(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("experiment", view(find(id)));
  }

  /// Whoever may set up each of the targets may plan to break them.
  @PostMapping("/experiments")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, ExperimentView> createExperiment(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Experiment experiment = read(body.envelope("experiment"), null);
    director.plan(experiment);
    return Map.of("experiment", view(experiment));
  }

  /// Only as long as it is planned: what is expected cannot be changed while things break.
  @PutMapping("/experiments/{id}")
  Map<String, ExperimentView> updateExperiment(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("experiment");
    Experiment changed =
        director.change(
            id,
            before -> {
              mayBreak(before);
              return read(given, before);
            });
    return Map.of("experiment", view(changed));
  }

  private void mayBreak(Experiment one) {
    mayBreak(one.targets());
  }

  private void mayBreak(List<Experiment.Target> targets) {
    for (Experiment.Target target : targets) {
      String service = target.id();
      if (target.type().equals(Experiment.Target.ENTITY)) {
        var snapshot = topologies.snapshot();
        int index = snapshot.topology().indexOf(target.id());
        service = index < 0 ? null : snapshot.owners().ownerOf(index).orElse(null);
      }
      TeamRights.requireForService(catalog, Permission.CONFIGURE, service);
    }
  }

  private Experiment read(Body given, @Nullable Experiment before) {
    String name =
        given.has("name") || before == null ? given.required("name", 255).strip() : before.name();
    String hypothesis =
        given.has("hypothesis") || before == null
            ? given.required("hypothesis", LONGEST_TEXT).strip()
            : before.hypothesis();
    String team = given.has("team") || before == null ? given.reference("team") : before.teamId();
    if (team == null || catalog.team(team).isEmpty()) {
      given.fault("team.id", team == null ? "is missing" : "names no team");
      team = "";
    }
    List<Experiment.Target> targets =
        given.has("targets") || before == null ? targets(given) : before.targets();
    List<Effect> effects =
        given.has("expected_effects") || before == null ? effects(given) : before.effects();
    Instant now = clock.instant();
    Instant startAt =
        given.has("start_at") || before == null ? given.time("start_at") : before.startAt();
    if (startAt != null && given.has("start_at") && startAt.isBefore(now)) {
      given.fault("start_at", "is in the past");
    }
    Duration length =
        seconds(
            given,
            "duration_seconds",
            60,
            Experiment.LONGEST,
            before == null ? Experiment.USUAL_LENGTH : before.length());
    Duration settle =
        seconds(
            given,
            "settle_seconds",
            0,
            Experiment.LONGEST_SETTLE,
            before == null ? Experiment.USUAL_SETTLE : before.settle());
    String policy =
        given.has("escalation_policy") || before == null
            ? given.reference("escalation_policy")
            : before.policyId();
    if (policy == null) {
      given.fault("escalation_policy", "is missing; the experiment's team is told by it");
    } else if (!directory.exists("escalation_policy", policy)) {
      given.fault("escalation_policy.id", "names no escalation policy");
    } else if (!team.isEmpty() && !team.equals(policies.teamOf(policy))) {
      given.fault(
          "escalation_policy.id", "belongs to another team than the experiment, or to none");
    }
    given.check();
    mayBreak(targets);
    return new Experiment(
        before == null ? ids.next('X') : before.id(),
        name,
        hypothesis,
        team,
        policy == null ? "" : policy,
        targets,
        effects,
        startAt,
        length,
        settle,
        Experiment.State.PLANNED,
        null,
        null,
        false,
        null,
        null,
        "",
        "",
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? now : before.createdAt());
  }

  private static Duration seconds(
      Body given, String field, long least, Duration most, Duration otherwise) {
    Long seconds = given.number(field, least, most.toSeconds());
    return seconds == null ? otherwise : Duration.ofSeconds(seconds);
  }

  private List<Experiment.Target> targets(Body given) {
    var targets = new ArrayList<Experiment.Target>();
    for (Body each : given.objects("targets")) {
      String id = each.required("id", 512);
      String type = each.text("type", "service_reference").replaceFirst("_reference$", "");
      boolean known =
          switch (type) {
            case Experiment.Target.SERVICE -> catalog.service(id).isPresent();
            case Experiment.Target.ENTITY -> topologies.snapshot().topology().indexOf(id) >= 0;
            default -> {
              each.fault("type", "must be service_reference or entity_reference");
              yield true;
            }
          };
      if (!known && !id.isEmpty()) {
        each.fault("id", "names no " + type);
      }
      targets.add(new Experiment.Target(type, id));
    }
    if (targets.isEmpty()) {
      given.fault("targets", "must name what is broken: a service or an entity at least");
    } else if (targets.size() > Experiment.MOST_TARGETS) {
      given.fault("targets", "are more than " + Experiment.MOST_TARGETS);
    }
    return targets.stream().distinct().toList();
  }

  private List<Effect> effects(Body given) {
    var effects = new ArrayList<Effect>();
    for (Body each : given.objects("expected_effects")) {
      String words = each.optional("summary_contains", 255);
      String eventClass = each.optional("alert_class", 255);
      String service = each.reference("service");
      if (service != null && catalog.service(service).isEmpty()) {
        each.fault("service.id", "names no service");
      }
      Severity most =
          each.word("severity_at_most", Severity::of, "critical, error, warning or info");
      if (words == null && eventClass == null && service == null && most == null) {
        each.fault("summary_contains", "or another condition must be given");
      }
      effects.add(new Effect(words, eventClass, service, most));
    }
    if (effects.size() > Experiment.MOST_EFFECTS) {
      given.fault("expected_effects", "are more than " + Experiment.MOST_EFFECTS);
    }
    return effects;
  }

  @PostMapping("/experiments/{id}/start")
  Map<String, ExperimentView> startExperiment(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    return Map.of("experiment", view(director.start(id, this::mayBreak, clock.instant())));
  }

  @PostMapping("/experiments/{id}/withdraw")
  Map<String, ExperimentView> withdrawExperiment(@PathVariable String id) {
    return Map.of("experiment", view(director.withdraw(id, teamMay(Permission.CONFIGURE))));
  }

  /// What it broke recovers now; its alerts are expected until it has settled.
  @PostMapping("/experiments/{id}/stop")
  Map<String, ExperimentView> stopExperiment(@PathVariable String id) {
    return Map.of(
        "experiment", view(director.stop(id, teamMay(Permission.RESPOND), clock.instant())));
  }

  private Consumer<Experiment> teamMay(Permission permission) {
    return one -> TeamRights.require(catalog, permission, one.teamId());
  }

  /// Breaks it off: nothing is expected any more, and whoever answers for what is broken is told at once. Everybody who may respond to
  /// incidents may do that.
  @PostMapping("/experiments/{id}/abort")
  Map<String, ExperimentView> abortExperiment(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    String reason = body.optional("reason", LONGEST_TEXT);
    body.check();
    return Map.of(
        "experiment", view(director.abort(id, reason == null ? "" : reason, clock.instant())));
  }

  /// What became of the hypothesis: `held`, `refuted` or `inconclusive`, and what was learned. A finding that is not given stays as it is.
  @PutMapping("/experiments/{id}/verdict")
  Map<String, ExperimentView> concludeExperiment(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Body given = body.envelope("verdict");
    Experiment.Verdict verdict =
        given.word("verdict", Experiment.Verdict::of, "held, refuted or inconclusive");
    if (verdict == null && !given.has("verdict")) {
      given.fault("verdict", "is missing");
    }
    String finding = given.optional("finding", LONGEST_TEXT);
    if (finding == null && given.has("finding")) {
      finding = "";
    }
    given.check();
    return Map.of(
        "experiment", view(director.conclude(id, teamMay(Permission.RESPOND), verdict, finding)));
  }

  record AlertTagView(
      Reference experiment,
      String alertId,
      @Nullable String summary,
      @Nullable String severity,
      @Nullable String alertStatus,
      @Nullable Object incident,
      boolean expected,
      String reason,
      Instant at) {}

  private AlertTagView view(
      PostgresExperiments.Tag tag,
      String name,
      @Nullable Alert alert,
      @Nullable String incidentId) {
    return new AlertTagView(
        new Reference(
            tag.experimentId(),
            "experiment_reference",
            name,
            directory.links().self("experiments", tag.experimentId()),
            null),
        tag.alertId(),
        alert == null ? null : alert.summary(),
        alert == null ? null : alert.severity().wire(),
        alert == null ? null : alert.status().wire(),
        incidentId == null ? null : directory.reference("incident", incidentId),
        tag.expected(),
        tag.words(),
        tag.at());
  }

  /// The alerts that came on its targets, the newest first, and whether they were expected.
  @GetMapping("/experiments/{id}/alerts")
  Map<String, @Nullable Object> listAlertsOfExperiment(@PathVariable String id, Paging paging) {
    Actor.current().require(Permission.READ);
    Experiment experiment = find(id);
    List<PostgresExperiments.Tag> tags = store.tags(id, paging.offset(), paging.limit() + 1);
    List<String> alertIds = tags.stream().map(PostgresExperiments.Tag::alertId).toList();
    Map<String, Alert> known = alerts.alerts(alertIds);
    Map<String, Member> where = incidents.memberships(alertIds);
    PostgresExperiments.Counts counts = store.counts(List.of(id)).get(id);
    return paging.page(
        "alerts",
        tags.stream()
            .map(tag ->
                view(
                    tag,
                    experiment.name(),
                    known.get(tag.alertId()),
                    Optional.ofNullable(where.get(tag.alertId()))
                        .map(Member::incidentId)
                        .orElse(null)))
            .toList(),
        () -> counts == null ? 0 : counts.expected() + counts.unexpected());
  }

  /// Which alerts of an incident came on targets of experiments, and whether those expected them: of its first 2,000 alerts, and `more` says
  /// that there are others. `kept` says whether only the experiment's team is told of the incident, as it is now.
  @GetMapping("/incidents/{id}/experiments")
  Map<String, Object> listExperimentsOfIncident(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    Incident incident =
        incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
    List<String> members =
        incidents.members(incident.id(), 0, MOST_ALERTS + 1).stream().map(Member::alertId).toList();
    boolean more = members.size() > MOST_ALERTS;
    var tags = store.ofAlerts(more ? members.subList(0, MOST_ALERTS) : members);
    Set<String> ids =
        tags.values().stream()
            .map(PostgresExperiments.Tag::experimentId)
            .collect(Collectors.toCollection(TreeSet::new));
    var found = new TreeMap<String, Experiment>();
    store.find(ids).forEach(one -> found.put(one.id(), one));
    Map<String, PostgresExperiments.Counts> counts = store.counts(ids);
    var answer = new LinkedHashMap<String, Object>();
    answer.put(
        "experiments",
        found.values().stream().map(one -> view(one, counts.get(one.id()))).toList());
    answer.put("kept", mobilize.isKept(incident.id()));
    answer.put(
        "alerts",
        tags.values().stream()
            .map(tag -> {
              Experiment experiment = found.get(tag.experimentId());
              return view(tag, experiment == null ? "" : experiment.name(), null, incident.id());
            })
            .toList());
    answer.put("more", more);
    return answer;
  }
}
