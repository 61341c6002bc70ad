package dev.muster.mobilize;

import dev.muster.alert.Handling;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentEvent;
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

  private final Experiments experiments;
  private final KeptIncidents store;
  private final Catalog catalog;
  private final Instant now;
  private final Map<String, KeptIncidents.Kept> kept;
  private final List<MobilizeEvent> said = new ArrayList<>();

  /// Looked up when the first alert asks for it.
  private Experiments.@Nullable Running running;

  Keeping(
      Experiments experiments,
      KeptIncidents store,
      Catalog catalog,
      Collection<String> incidentIds,
      Instant now) {
    this.experiments = experiments;
    this.store = store;
    this.catalog = catalog;
    this.now = now;
    this.kept = new HashMap<>(store.of(incidentIds));
  }

  /// What was said since the last call.
  List<MobilizeEvent> said() {
    List<MobilizeEvent> all = List.copyOf(said);
    said.clear();
    return all;
  }

  private Experiments.@Nullable Judgement judge(String alertId) {
    Experiments.Running all = running;
    if (all == null) {
      all = experiments.at(now);
      running = all;
    }
    return all.judge(alertId).orElse(null);
  }

  /// The same, for the escalation policy of the experiment's team when that expects the alert.
  IncidentEvent.IncidentFormed formed(IncidentEvent.IncidentFormed formed) {
    String alert = formed.alertId();
    if (alert == null || formed.declared() != null) {
      return formed;
    }
    Experiments.Judgement judgement = judge(alert);
    if (judgement == null || !judgement.expected()) {
      return formed;
    }
    var one = new KeptIncidents.Kept(formed.incidentId(), judgement.experimentId(), now);
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
        ? new Handling(null, null, null, null, policyId, null, Map.of(), List.of())
        : new Handling(
            handling.ruleId(),
            handling.stage(),
            handling.urgency(),
            handling.priorityId(),
            policyId,
            handling.note(),
            handling.customFields(),
            handling.reasons());
  }

  /// Why the incident is no longer kept after that alert; empty when it is still, or never was.
  Optional<Reason> grew(IncidentEvent.IncidentGrew grew) {
    KeptIncidents.Kept one = kept.get(grew.incidentId());
    if (one == null) {
      return Optional.empty();
    }
    Experiments.Judgement judgement = judge(grew.alertId());
    if (judgement != null
        && judgement.expected()
        && judgement.experimentId().equals(one.experimentId())) {
      return Optional.empty();
    }
    return Optional.of(
        new Reason(
            "experiment.unexpected",
            VERSION,
            judgement != null
                ? judgement.reason().words()
                : "An alert came that is on no target of the experiment."));
  }

  /// Ends it.
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
    said.add(
        new MobilizeEvent.Experimented(
            response.incidentId(),
            one.experimentId(),
            false,
            new Reason(
                why.rule(),
                VERSION,
                why.words()
                    + (same
                        ? " Those who have it are the ones who answer for its service."
                        : " Those who answer for its service are told.")),
            now));
    return same ? null : policy;
  }
}
