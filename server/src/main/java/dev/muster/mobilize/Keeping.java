package dev.muster.mobilize;

import dev.muster.alert.Handling;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps incidents to the team of an experiment as long as all their alerts are expected by it. An alert that is not, or the end of the
/// experiment, hands the incident to those who answer for its service, for good.
final class Keeping {
  static final int VERSION = 1;

  /// Alerts of one incident that are judged at a time.
  private static final int PIECE = 500;

  private final Experiments.Running running;
  private final KeptIncidents store;
  private final Catalog catalog;
  private final Incidents incidents;
  private final Instant now;
  private final Map<String, KeptIncidents.Kept> kept;
  private final List<MobilizeEvent> said = new ArrayList<>();

  /// @param incidentIds incidents whose responses are held
  Keeping(
      Experiments.Running running,
      KeptIncidents store,
      Catalog catalog,
      Incidents incidents,
      Collection<String> incidentIds,
      Instant now) {
    this.running = running;
    this.store = store;
    this.catalog = catalog;
    this.incidents = incidents;
    this.now = now;
    this.kept = new HashMap<>(store.of(incidentIds));
  }

  /// What was said since the last call.
  List<MobilizeEvent> said() {
    List<MobilizeEvent> all = List.copyOf(said);
    said.clear();
    return all;
  }

  /// The same, for the escalation policy of the experiment's team when that expects the alert.
  IncidentEvent.IncidentFormed formed(IncidentEvent.IncidentFormed formed) {
    String alert = formed.alertId();
    if (alert == null || formed.declared() != null) {
      return formed;
    }
    Experiments.Judgement judgement = running.judge(List.of(alert)).get(alert);
    if (judgement == null || !judgement.expected()) {
      return formed;
    }
    var one =
        new KeptIncidents.Kept(
            formed.incidentId(), judgement.experimentId(), judgement.policyId(), now);
    store.keep(one);
    kept.put(formed.incidentId(), one);
    said.add(
        new MobilizeEvent.Experimented(
            formed.incidentId(),
            judgement.experimentId(),
            true,
            new Reason(
                "experiment.expected",
                VERSION,
                judgement.reason().words() + " Only the team of the experiment is told."),
            now));
    return new IncidentEvent.IncidentFormed(
        formed.incidentId(),
        formed.number(),
        formed.serviceId(),
        formed.title(),
        formed.severity(),
        formed.urgency(),
        formed.incidentKey(),
        formed.alertId(),
        null,
        formed.reason(),
        formed.at(),
        climbing(formed.handling(), judgement.policyId()));
  }

  private static Handling climbing(@Nullable Handling handling, String policyId) {
    return handling == null
        ? new Handling(null, null, null, null, null, policyId, null, Map.of(), List.of())
        : new Handling(
            handling.ruleId(),
            handling.stage(),
            handling.urgency(),
            handling.toDo(),
            handling.priorityId(),
            policyId,
            handling.note(),
            handling.customFields(),
            handling.reasons());
  }

  /// Why the incident is no longer kept now that these alerts are among its own or have changed; empty when it is still, or never was.
  Optional<Reason> unexpected(String incidentId, Collection<String> alertIds) {
    KeptIncidents.Kept one = kept.get(incidentId);
    if (one == null || alertIds.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Experiments.Judgement> judgements = running.judge(alertIds);
    for (String alertId : alertIds) {
      Experiments.Judgement judgement = judgements.get(alertId);
      if (judgement == null
          || !judgement.expected()
          || !judgement.experimentId().equals(one.experimentId())) {
        return Optional.of(
            new Reason(
                "experiment.unexpected",
                VERSION,
                judgement != null
                    ? judgement.reason().words()
                    : "No running experiment expects one of its alerts."));
      }
    }
    return Optional.empty();
  }

  /// The same for all alerts that it has: which of them became worse, or came with an incident that was merged into it, is not told.
  Optional<Reason> unexpected(String incidentId) {
    if (!kept.containsKey(incidentId)) {
      return Optional.empty();
    }
    for (int offset = 0; ; offset += PIECE) {
      List<String> alertIds =
          incidents.members(incidentId, offset, PIECE).stream().map(Member::alertId).toList();
      Optional<Reason> why = unexpected(incidentId, alertIds);
      if (why.isPresent() || alertIds.size() < PIECE) {
        return why;
      }
    }
  }

  /// Looks at an incident that was kept until it was resolved, and is opened again with the policy of the experiment's team: it is kept anew
  /// while the experiment runs and expects all its alerts.
  ///
  /// @return why it is not; empty when it is, or was never kept
  Optional<Reason> again(Response response) {
    KeptIncidents.Kept last = store.last(response.incidentId());
    String policy = last == null ? null : last.policyId();
    if (last == null || policy == null || !policy.equals(response.policyId())) {
      return Optional.empty();
    }
    kept.put(last.incidentId(), last);
    Optional<Reason> why = unexpected(last.incidentId());
    if (why.isEmpty()) {
      store.keep(last);
    }
    return why;
  }

  /// Ends it. Whoever was chosen by hand meanwhile keeps the incident: a person has decided.
  ///
  /// @return the policy that the incident must go to; null when it stays where it is
  @Nullable String release(Response response, Reason why) {
    KeptIncidents.Kept one = kept.remove(response.incidentId());
    if (one == null) {
      return null;
    }
    store.release(response.incidentId(), now);
    if (!response.status().open()) {
      return null;
    }
    String policy =
        catalog.service(response.serviceId()).map(Service::escalationPolicyId).orElse(null);
    boolean same = policy == null || policy.equals(response.policyId());
    boolean moved =
        response.assignedVia() == Response.AssignedVia.DIRECT_ASSIGNMENT
            || (one.policyId() != null && !one.policyId().equals(response.policyId()));
    String then =
        same
            ? " Those who have it are the ones who answer for its service."
            : moved
                ? " Those who have it were chosen by hand and keep it."
                : " Those who answer for its service are told.";
    said.add(
        new MobilizeEvent.Experimented(
            response.incidentId(),
            one.experimentId(),
            false,
            new Reason(why.rule(), VERSION, why.words() + then),
            now));
    return same || moved ? null : policy;
  }
}
