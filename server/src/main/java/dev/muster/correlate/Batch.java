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
import dev.muster.correlate.ledger.Entry;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
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

/// What a batch of alert facts has loaded, changed and said so far.
final class Batch {
  /// Newest open incidents of a service that time-based grouping looks at; more would only be older.
  private static final int NEWEST = 20;

  /// Open incidents that share a trait with an alert of the batch; the newest win.
  private static final int SHARING = 2_000;

  private final IncidentRepository repository;
  private final Catalog catalog;
  private final Ids ids;
  private final Map<String, Member> members = new HashMap<>();
  private final Map<String, Incident> incidents = new HashMap<>();
  private final Map<String, Set<String>> openByService = new HashMap<>();
  private final Map<String, Set<String>> traits = new HashMap<>();
  private final Map<String, Set<String>> watched;
  private final Map<String, Set<String>> newTraits = new HashMap<>();
  private final Set<String> changedMembers = new LinkedHashSet<>();
  private final Set<String> changedIncidents = new LinkedHashSet<>();
  private final List<IncidentEvent> said = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  /// What a batch touches besides the alerts of its events.
  ///
  /// @param watched by service, incidents that are being watched there and that new alerts may be after-effects of
  record Touched(
      Set<String> alerts,
      Set<String> incidents,
      Set<String> services,
      Map<String, Set<String>> watched) {
    Touched(Set<String> alerts, Set<String> incidents, Set<String> services) {
      this(alerts, incidents, services, Map.of());
    }

    static Touched nothing() {
      return new Touched(Set.of(), Set.of(), Set.of());
    }

    Touched and(Touched other) {
      return new Touched(
          both(alerts, other.alerts),
          both(incidents, other.incidents),
          both(services, other.services),
          watched.isEmpty() ? other.watched : watched);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
      var all = new HashSet<>(one);
      all.addAll(other);
      return all;
    }
  }

  /// Loads and holds what the batch touches.
  Batch(
      IncidentRepository repository,
      Catalog catalog,
      Ids ids,
      List<AlertEvent> events,
      Touched touched) {
    this.repository = repository;
    this.catalog = catalog;
    this.ids = ids;
    var alerts = new HashSet<>(touched.alerts());
    var services = new HashSet<>(touched.services());
    for (AlertEvent event : events) {
      alerts.add(event.alertId());
      services.add(serviceOf(event));
    }
    watched = touched.watched();
    load(alerts, touched.incidents());
    incidents.values().forEach(incident -> services.add(incident.serviceId()));
    repository.hold(services);
    load(
        alerts, touched.incidents()); // again: until now somebody could move or close what was read
    loadCandidates(events);
  }

  private void load(Collection<String> alerts, Collection<String> more) {
    members.clear();
    incidents.clear();
    members.putAll(repository.memberships(alerts));
    var belongTo = new HashSet<>(more);
    for (Member member : members.values()) {
      if (member.incidentId() != null) {
        belongTo.add(member.incidentId());
      }
    }
    Set<String> wanted = belongTo;
    while (!wanted.isEmpty()) {
      Map<String, Incident> found = repository.incidents(wanted);
      incidents.putAll(found);
      wanted = new HashSet<>();
      for (Incident incident : found.values()) {
        if (incident.mergedInto() != null && !incidents.containsKey(incident.mergedInto())) {
          wanted.add(incident.mergedInto()); // those who belong there belong to it
        }
      }
    }
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
            wanted.addAll(Grouping.wanted(recipe, arrival(opened, watches(service))));
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
      Reason reason = unwanted == null ? GONE : unwanted;
      place(opened, null, reason);
      write(opened, Entry.Kind.KEEP, null, reason);
      return;
    }
    Grouping.Recipe recipe = recipe(service.alertGrouping());
    Grouping.Arrival arrival = arrival(opened, watches(service));
    switch (Grouping.decide(recipe, arrival, candidates(service.id()))) {
      case Grouping.Decision.Join(String incidentId, Reason reason) -> {
        join(opened, incidentId, reason);
        write(opened, Entry.Kind.JOIN, incidentId, reason);
      }
      case Grouping.Decision.Form(Reason reason) -> {
        Incident formed = form(opened, reason);
        place(opened, formed.id(), reason);
        write(opened, Entry.Kind.OPEN, formed.id(), reason);
      }
    }
  }

  /// Puts a new alert into an incident and says so.
  void join(AlertOpened opened, String incidentId, Reason reason) {
    Incident before = incident(incidentId);
    Incident grown = before.with(opened.severity(), true, opened.at());
    change(grown);
    place(opened, incidentId, reason);
    said.add(
        new IncidentEvent.IncidentGrew(
            incidentId, opened.alertId(), opened.severity(), reason, opened.at()));
    if (grown.severity() != before.severity()) {
      said.add(
          new IncidentEvent.IncidentSeverityChanged(incidentId, opened.severity(), opened.at()));
    }
    remember(incidentId, traits(opened));
    again(before);
  }

  /// Notes that alerts come again to an incident that had recovered.
  void again(Incident before) {
    if (before.phase() == Incident.Phase.WATCHING) {
      remember(before.id(), Set.of(Grouping.AGAIN));
    }
  }

  /// Forms an incident for a new alert and says so.
  Incident form(AlertOpened opened, Reason reason) {
    Incident formed = blank(opened, reason);
    change(formed);
    openByService.computeIfAbsent(opened.serviceId(), _ -> new LinkedHashSet<>()).add(formed.id());
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
    remember(formed.id(), traits(opened));
    return formed;
  }

  private Set<String> traits(AlertOpened opened) {
    return catalog
        .service(opened.serviceId())
        .map(service ->
            Grouping.traits(recipe(service.alertGrouping()), arrival(opened, watches(service))))
        .orElse(Set.of());
  }

  /// The incident into which the alert falls back: it had cleared there, and the incident is being watched still. Null when none.
  Grouping.Decision.@Nullable Join relapse(AlertOpened opened) {
    Service service = catalog.service(opened.serviceId()).orElse(null);
    return service != null
            && watches(service)
            && Grouping.decide(
                    new Grouping.Recipe.None(), arrival(opened, true), candidates(service.id()))
                instanceof Grouping.Decision.Join join
        ? join
        : null;
  }

  private static final Reason GONE =
      new Reason("grouping.no_service", Grouping.VERSION, "Its service was deleted.");

  /// Why the alert forms no incident; null when it may.
  @Nullable Reason unwanted(AlertOpened opened, @Nullable Service service) {
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

  private Incident blank(AlertOpened opened, Reason reason) {
    return new Incident(
        ids.next('Q'),
        repository.nextNumber(),
        opened.serviceId(),
        Correlator.title(opened.summary()),
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
        null,
        null);
  }

  private static Grouping.Candidate candidate(Incident incident, Set<String> traits) {
    return new Grouping.Candidate(
        incident.id(),
        incident.number(),
        incident.phase() == Incident.Phase.WATCHING,
        incident.severity(),
        incident.formedAt(),
        incident.lastAlertAt(),
        incident.recoveredAt(),
        traits);
  }

  private List<Grouping.Candidate> candidates(String serviceId) {
    var candidates = new ArrayList<Grouping.Candidate>();
    for (String id : openByService.getOrDefault(serviceId, Set.of())) {
      Incident incident = incident(id);
      if (incident.open()) {
        candidates.add(candidate(incident, traits.getOrDefault(id, Set.of())));
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
    } else if (changed.to().worseThan(changed.from())) {
      said.add(
          new IncidentEvent.IncidentAlertWorsened(
              incident.id(), changed.alertId(), changed.to(), changed.at()));
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
      boolean stays = catalog.service(incident.serviceId()).map(Batch::watches).orElse(false);
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

  /// The newest incident that is being watched, or that has alerts again since, of which an alert of these services may be an
  /// after-effect; null when there is none, or when the alert is worse than all that it had seen.
  @Nullable Incident watched(Collection<String> serviceIds, Severity severity, Instant at) {
    Incident newest = null;
    for (String service : serviceIds) {
      for (String id : watched.getOrDefault(service, Set.of())) {
        Incident incident = whole(id);
        if (incident != null
            && mayFollow(incident, severity, at)
            && (newest == null || incident.number() > newest.number())) {
          newest = incident;
        }
      }
    }
    return newest;
  }

  /// Whether an alert may be an after-effect of an incident that had recovered, see {@link Grouping#mayFollow}.
  static boolean mayFollow(Incident before, Severity severity, Instant at) {
    return before.open()
        && Grouping.mayFollow(candidate(before, Set.of(Grouping.AGAIN)), severity, at);
  }

  Incident incident(String id) {
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

  void changeMember(Member member) {
    members.put(member.alertId(), member);
    changedMembers.add(member.alertId());
  }

  void change(Incident incident) {
    incidents.put(incident.id(), incident);
    changedIncidents.add(incident.id());
  }

  private void remember(String incidentId, Set<String> more) {
    if (!more.isEmpty()) {
      traits.computeIfAbsent(incidentId, _ -> new HashSet<>()).addAll(more);
      newTraits.computeIfAbsent(incidentId, _ -> new LinkedHashSet<>()).addAll(more);
    }
  }

  /// The incident with that id, or the one that it became part of; null when it was not loaded.
  @Nullable Incident whole(@Nullable String id) {
    Incident incident = id == null ? null : incidents.get(id);
    while (incident != null && incident.mergedInto() != null) {
      incident = incidents.get(incident.mergedInto());
    }
    return incident;
  }

  @Nullable Member membership(String alertId) {
    return members.get(alertId);
  }

  List<IncidentEvent> said() {
    return said;
  }

  /// Decisions that were not written into the ledger yet.
  List<Entry> entries() {
    return entries;
  }

  void write(Entry entry) {
    entries.add(entry);
  }

  private void write(
      AlertOpened opened, Entry.Kind kind, @Nullable String incidentId, Reason reason) {
    entries.add(Entry.of(opened.at(), opened.alertId(), kind, incidentId, null, reason, null));
  }

  void say(IncidentEvent event) {
    said.add(event);
  }

  /// Whether alerts may still join the incident once all of its alerts have resolved.
  boolean staysWhenCleared(Incident incident) {
    return catalog.service(incident.serviceId()).map(Batch::watches).orElse(false);
  }

  String newId() {
    return ids.next('Q');
  }

  long nextNumber() {
    return repository.nextNumber();
  }

  /// Gives all alerts of an incident to another, in the database at once.
  ///
  /// @return those that moved
  List<Member> moveAll(String fromId, String toId, Reason reason, Instant at) {
    save();
    List<Member> moved = repository.moveMembers(fromId, toId, reason, null, at);
    moved.forEach(member -> members.put(member.alertId(), member));
    repository.copyTraits(fromId, toId);
    return moved;
  }

  /// Stores what changed since it was called last.
  void save() {
    var saved = changedIncidents.stream().map(this::incident).toList();
    repository.save(saved);
    repository.saveMembers(changedMembers.stream().map(this::member).toList());
    var closed = saved.stream().filter(incident -> !incident.open()).map(Incident::id).toList();
    newTraits.keySet().removeAll(Set.copyOf(closed));
    repository.addTraits(newTraits);
    repository.dropTraits(closed);
    changedIncidents.clear();
    changedMembers.clear();
    newTraits.clear();
  }

  private Member member(String alertId) {
    Member member = members.get(alertId);
    if (member == null) {
      throw new IllegalStateException("alert " + alertId + " is not loaded");
    }
    return member;
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

  static Grouping.Arrival arrival(AlertOpened opened, boolean watches) {
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
        opened.severity(),
        fields,
        opened.at());
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  static boolean watches(Service service) {
    return service.recoveryMode().watches();
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
}
