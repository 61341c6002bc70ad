package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hears what alerts do and works out which incident each belongs to. A batch of facts is one transaction of a few statements: load
/// what the batch touches, decide alert by alert in memory, save what changed, say what happened.
final class Correlator {
  /// Newest open incidents of a service that time-based grouping looks at; more would only be older.
  private static final int NEWEST = 20;

  /// Open incidents that share a trait with an alert of the batch; the newest win.
  private static final int SHARING = 2_000;

  private static final int TITLE_MAX = 1_024;

  private final IncidentRepository repository;
  private final Catalog catalog;
  private final FactLog log;
  private final Ids ids;

  Correlator(IncidentRepository repository, Catalog catalog, FactLog log, Ids ids) {
    this.repository = repository;
    this.catalog = catalog;
    this.log = log;
    this.ids = ids;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var events = new ArrayList<AlertEvent>();
    for (Fact fact : facts) {
      events.add((AlertEvent) fact.event());
    }
    var batch = new Batch(events);
    for (AlertEvent event : events) {
      switch (event) {
        case AlertOpened opened -> batch.opened(opened);
        case AlertReleased released -> batch.released(released);
        case AlertChanged changed -> batch.changed(changed);
        case AlertAcknowledged acknowledged -> batch.acknowledged(acknowledged);
        case AlertResolved resolved -> batch.resolved(resolved);
        case AlertFlapping _ -> {
          // says how an alert behaves, not where it belongs
        }
      }
    }
    batch.save();
    log.append(Incidents.TOPIC, Incidents.LANE, now, batch.said);
  }

  static Grouping.Recipe recipe(AlertGrouping grouping) {
    return switch (grouping) {
      case AlertGrouping.None() -> new Grouping.Recipe.None();
      case AlertGrouping.Time(int minutes) -> new Grouping.Recipe.Time(Duration.ofMinutes(minutes));
      case AlertGrouping.Content(List<String> fields, boolean all, int windowSeconds) ->
          new Grouping.Recipe.Content(fields, all, Duration.ofSeconds(windowSeconds));
      case AlertGrouping.Intelligent(int windowSeconds) ->
          new Grouping.Recipe.Intelligent(Duration.ofSeconds(windowSeconds));
    };
  }

  private static Grouping.Arrival arrival(AlertOpened opened, boolean watches) {
    var fields = new HashMap<>(opened.attributes());
    fields.put("summary", opened.summary());
    fields.put("source", opened.source());
    fields.put("severity", opened.severity().wire());
    fields.put("dedup_key", opened.dedupKey());
    put(fields, "component", opened.component());
    put(fields, "group", opened.group());
    put(fields, "class", opened.eventClass());
    return new Grouping.Arrival(
        opened.alertId(),
        watches ? opened.integrationId() + ":" + opened.dedupKey() : null,
        fields,
        opened.at());
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static boolean watches(Service service) {
    return service.recoveryMode() == Service.RecoveryMode.WATCH;
  }

  /// What a batch has loaded, changed and said so far.
  private final class Batch {
    private final Map<String, Member> members = new HashMap<>();
    private final Map<String, Incident> incidents = new HashMap<>();
    private final Map<String, Set<String>> openByService = new HashMap<>();
    private final Map<String, Set<String>> traits = new HashMap<>();
    private final Map<String, Set<String>> newTraits = new HashMap<>();
    private final Set<String> changedMembers = new LinkedHashSet<>();
    private final Set<String> changedIncidents = new LinkedHashSet<>();
    private final List<IncidentEvent> said = new ArrayList<>();

    Batch(List<AlertEvent> events) {
      var alerts = new HashSet<String>();
      var services = new HashSet<String>();
      for (AlertEvent event : events) {
        alerts.add(event.alertId());
        services.add(serviceOf(event));
      }
      load(alerts);
      incidents.values().forEach(incident -> services.add(incident.serviceId()));
      repository.hold(services);
      load(alerts); // again: until now somebody could move or close what was read
      loadCandidates(events);
    }

    private void load(Collection<String> alerts) {
      members.clear();
      incidents.clear();
      members.putAll(repository.memberships(alerts));
      var belongTo = new HashSet<String>();
      for (Member member : members.values()) {
        if (member.incidentId() != null) {
          belongTo.add(member.incidentId());
        }
      }
      incidents.putAll(repository.incidents(belongTo));
    }

    private void loadCandidates(List<AlertEvent> events) {
      var services = new HashSet<String>();
      var wanted = new HashSet<String>();
      for (AlertEvent event : events) {
        AlertOpened opened =
            switch (event) {
              case AlertOpened fact -> fact;
              case AlertReleased released -> released.opened();
              case AlertChanged _, AlertAcknowledged _, AlertResolved _, AlertFlapping _ -> null;
            };
        if (opened != null && !opened.suppressed()) {
          Service service = catalog.service(opened.serviceId()).orElse(null);
          if (service != null) {
            Grouping.Recipe recipe = recipe(service.alertGrouping());
            if (!(recipe instanceof Grouping.Recipe.None) || watches(service)) {
              services.add(service.id());
              wanted.addAll(Grouping.traits(recipe, arrival(opened, watches(service))));
            }
          }
        }
      }
      if (services.isEmpty()) {
        return;
      }
      var candidates = new ArrayList<>(repository.open(services, NEWEST));
      candidates.addAll(repository.openWith(wanted, services, SHARING));
      for (Incident incident : candidates) {
        incidents.putIfAbsent(incident.id(), incident);
        openByService
            .computeIfAbsent(incident.serviceId(), _ -> new LinkedHashSet<>())
            .add(incident.id());
      }
      repository
          .traits(candidates.stream().map(Incident::id).distinct().toList(), wanted)
          .forEach((id, found) -> traits.put(id, new HashSet<>(found)));
    }

    void opened(AlertOpened opened) {
      if (!members.containsKey(opened.alertId())) {
        settle(opened);
      }
    }

    /// An alert that was kept quiet may page from now on; it finds its incident as if it had opened now.
    void released(AlertReleased released) {
      Member member = members.get(released.alertId());
      if (member == null || (member.open() && member.incidentId() == null)) {
        settle(released.opened());
      }
    }

    private void settle(AlertOpened opened) {
      Service service = catalog.service(opened.serviceId()).orElse(null);
      Reason unwanted = unwanted(opened, service);
      if (unwanted != null || service == null) {
        place(opened, null, unwanted == null ? GONE : unwanted);
        return;
      }
      Grouping.Recipe recipe = recipe(service.alertGrouping());
      Grouping.Arrival arrival = arrival(opened, watches(service));
      switch (Grouping.decide(recipe, arrival, candidates(service.id()))) {
        case Grouping.Decision.Join(String incidentId, Reason reason) -> {
          Incident before = incident(incidentId);
          Incident grown = before.with(opened.severity(), true, opened.at());
          change(grown);
          place(opened, incidentId, reason);
          said.add(
              new IncidentEvent.IncidentGrew(
                  incidentId, opened.alertId(), opened.severity(), reason, opened.at()));
          if (grown.severity() != before.severity()) {
            said.add(
                new IncidentEvent.IncidentSeverityChanged(
                    incidentId, opened.severity(), opened.at()));
          }
          remember(incidentId, Grouping.traits(recipe, arrival));
        }
        case Grouping.Decision.Form(Reason reason) -> {
          Incident formed = form(opened, reason);
          change(formed);
          openByService.computeIfAbsent(service.id(), _ -> new LinkedHashSet<>()).add(formed.id());
          place(opened, formed.id(), reason);
          said.add(
              new IncidentEvent.IncidentFormed(
                  formed.id(),
                  formed.number(),
                  formed.serviceId(),
                  formed.title(),
                  opened.severity(),
                  opened.handling() == null ? null : opened.handling().urgency(),
                  formed.incidentKey(),
                  opened.alertId(),
                  null,
                  reason,
                  opened.at(),
                  opened.handling()));
          remember(formed.id(), Grouping.traits(recipe, arrival));
        }
      }
    }

    private static final Reason GONE =
        new Reason("grouping.no_service", Grouping.VERSION, "Its service was deleted.");

    /// Why the alert forms no incident; null when it may.
    private @Nullable Reason unwanted(AlertOpened opened, @Nullable Service service) {
      if (service == null) {
        return GONE;
      }
      if (service.disabled()) {
        return new Reason(
            "grouping.disabled", Grouping.VERSION, "The service is disabled; the alert is kept.");
      }
      if (opened.suppressed()) {
        return new Reason(
            "grouping.suppressed", Grouping.VERSION, "The alert was suppressed; it is kept.");
      }
      return null;
    }

    private Incident form(AlertOpened opened, Reason reason) {
      return new Incident(
          ids.next('Q'),
          repository.nextNumber(),
          opened.serviceId(),
          title(opened.summary()),
          opened.severity(),
          null,
          opened.dedupKey(),
          Incident.Phase.ACTIVE,
          true,
          opened.alertId(),
          null,
          reason,
          1,
          1,
          opened.at(),
          opened.at(),
          null,
          null);
    }

    private List<Grouping.Candidate> candidates(String serviceId) {
      var candidates = new ArrayList<Grouping.Candidate>();
      for (String id : openByService.getOrDefault(serviceId, Set.of())) {
        Incident incident = incident(id);
        if (incident.open()) {
          candidates.add(
              new Grouping.Candidate(
                  id,
                  incident.number(),
                  incident.phase() == Incident.Phase.WATCHING,
                  incident.formedAt(),
                  incident.lastAlertAt(),
                  traits.getOrDefault(id, Set.of())));
        }
      }
      return candidates;
    }

    void changed(AlertChanged changed) {
      Incident incident = incidentOf(changed.alertId());
      if (incident == null || !incident.open()) {
        return;
      }
      Severity before = incident.severity();
      if (before == null || changed.to().worseThan(before)) {
        change(incident.severe(changed.to()));
        said.add(
            new IncidentEvent.IncidentSeverityChanged(incident.id(), changed.to(), changed.at()));
      }
    }

    void acknowledged(AlertAcknowledged acknowledged) {
      Incident incident = incidentOf(acknowledged.alertId());
      if (incident != null && incident.open()) {
        said.add(
            new IncidentEvent.IncidentAcknowledgedBySource(
                incident.id(),
                acknowledged.alertId(),
                acknowledged.integrationId(),
                acknowledged.at()));
      }
    }

    void resolved(AlertResolved resolved) {
      Member member = members.get(resolved.alertId());
      if (member == null || !member.open()) {
        return;
      }
      changeMember(
          new Member(
              member.alertId(),
              member.serviceId(),
              member.incidentId(),
              false,
              member.reason(),
              member.byId(),
              member.since()));
      Incident incident = incidentOf(resolved.alertId());
      if (incident == null) {
        return;
      }
      Incident eased = incident.eased();
      if (!incident.open()) {
        change(eased); // it was closed before; only the counts still move
      } else if (eased.openAlerts() > 0) {
        change(eased);
        said.add(
            new IncidentEvent.IncidentEased(
                incident.id(),
                resolved.alertId(),
                resolved.byKind(),
                resolved.byId(),
                eased.openAlerts(),
                resolved.at()));
      } else {
        boolean stays =
            catalog.service(incident.serviceId()).map(Correlator::watches).orElse(false);
        change(eased.cleared(stays, resolved.at()));
        said.add(
            new IncidentEvent.IncidentCleared(
                incident.id(),
                resolved.alertId(),
                resolved.byKind(),
                resolved.byId(),
                resolved.at()));
      }
    }

    private Incident incident(String id) {
      Incident incident = incidents.get(id);
      if (incident == null) {
        throw new IllegalStateException("incident " + id + " is not loaded");
      }
      return incident;
    }

    private @Nullable Incident incidentOf(String alertId) {
      Member member = members.get(alertId);
      String id = member == null ? null : member.incidentId();
      return id == null ? null : incidents.get(id);
    }

    private void place(AlertOpened opened, @Nullable String incidentId, Reason reason) {
      changeMember(
          new Member(
              opened.alertId(), opened.serviceId(), incidentId, true, reason, null, opened.at()));
    }

    private void changeMember(Member member) {
      members.put(member.alertId(), member);
      changedMembers.add(member.alertId());
    }

    private void change(Incident incident) {
      incidents.put(incident.id(), incident);
      changedIncidents.add(incident.id());
    }

    private void remember(String incidentId, Set<String> more) {
      if (!more.isEmpty()) {
        traits.computeIfAbsent(incidentId, _ -> new HashSet<>()).addAll(more);
        newTraits.computeIfAbsent(incidentId, _ -> new LinkedHashSet<>()).addAll(more);
      }
    }

    void save() {
      var saved = changedIncidents.stream().map(this::incident).toList();
      repository.save(saved);
      repository.saveMembers(changedMembers.stream().map(this::member).toList());
      var closed = saved.stream().filter(incident -> !incident.open()).map(Incident::id).toList();
      newTraits.keySet().removeAll(Set.copyOf(closed));
      repository.addTraits(newTraits);
      repository.dropTraits(closed);
    }

    private Member member(String alertId) {
      Member member = members.get(alertId);
      if (member == null) {
        throw new IllegalStateException("alert " + alertId + " is not loaded");
      }
      return member;
    }
  }

  private static String serviceOf(AlertEvent event) {
    return switch (event) {
      case AlertOpened opened -> opened.serviceId();
      case AlertReleased released -> released.serviceId();
      case AlertChanged changed -> changed.serviceId();
      case AlertAcknowledged acknowledged -> acknowledged.serviceId();
      case AlertResolved resolved -> resolved.serviceId();
      case AlertFlapping flapping -> flapping.serviceId();
    };
  }

  /// A title of one line; the wire allows 1,024 characters.
  static String title(String text) {
    String line = text.replace('\u0000', ' ').strip();
    return line.codePointCount(0, line.length()) <= TITLE_MAX
        ? line
        : line.substring(0, line.offsetByCodePoints(0, TITLE_MAX));
  }
}
