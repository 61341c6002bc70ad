package dev.muster.correlate;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.ledger.Entry;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Commands and queries of people and of the rooms on the right. Each command holds the services of the incidents that it touches
/// before it reads them, so it never decides on what a batch of alerts is changing at the same moment.
final class IncidentDesk implements Incidents {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /// So that resolving an incident of very many alerts stays a row of small statements.
  private static final int ALERTS_AT_ONCE = 1_000;

  private final IncidentRepository repository;
  private final Transactions transactions;
  private final FactLog log;
  private final Alerts alerts;
  private final Catalog catalog;
  private final Ids ids;
  private final Teaching teaching;

  /// A desk that nobody learns from, for simulations.
  IncidentDesk(
      IncidentRepository repository,
      Transactions transactions,
      FactLog log,
      Alerts alerts,
      Catalog catalog,
      Ids ids) {
    this(repository, transactions, log, alerts, catalog, ids, Teaching.NOBODY);
  }

  IncidentDesk(
      IncidentRepository repository,
      Transactions transactions,
      FactLog log,
      Alerts alerts,
      Catalog catalog,
      Ids ids,
      Teaching teaching) {
    this.repository = repository;
    this.transactions = transactions;
    this.log = log;
    this.alerts = alerts;
    this.catalog = catalog;
    this.ids = ids;
    this.teaching = teaching;
  }

  @Override
  public Optional<Incident> incident(String idOrNumber) {
    if (NUMBER.matcher(idOrNumber).matches()) {
      return repository.byNumber(Long.parseLong(idOrNumber));
    }
    return Optional.ofNullable(repository.incidents(List.of(idOrNumber)).get(idOrNumber));
  }

  @Override
  public Map<String, Incident> incidents(Collection<String> wanted) {
    return repository.incidents(wanted);
  }

  @Override
  public List<Member> members(String incidentId, int offset, int most) {
    return repository.members(incidentId, offset, most);
  }

  @Override
  public Map<String, Member> memberships(Collection<String> alertIds) {
    return repository.memberships(alertIds);
  }

  @Override
  public List<Origin> origins(Collection<String> alertIds) {
    List<Origin> together = null;
    for (String alertId : alertIds) {
      List<Origin> own =
          teaching.origins(
              alertId, alerts.alert(alertId).map(Alert::firstSeenAt).orElse(Instant.MAX));
      together = together == null ? own : shared(together, own);
      if (together.isEmpty()) {
        return List.of();
      }
    }
    return together == null ? List.of() : together;
  }

  /// As far back as both came the same way, from when the later one was there, too.
  private static List<Origin> shared(List<Origin> one, List<Origin> other) {
    var shared = new ArrayList<Origin>();
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      Origin mine = one.get(i);
      Origin theirs = other.get(i);
      if (!mine.incidentId().equals(theirs.incidentId())) {
        break;
      }
      shared.add(mine.since().isBefore(theirs.since()) ? theirs : mine);
    }
    return shared;
  }

  @Override
  public Optional<Incident> incidentOf(String alertId) {
    Member member = repository.memberships(List.of(alertId)).get(alertId);
    return member == null || member.incidentId() == null
        ? Optional.empty()
        : incident(member.incidentId());
  }

  @Override
  public List<Incident> between(
      Collection<String> serviceIds, Instant since, Instant until, int most) {
    return repository.between(serviceIds, since, until, most);
  }

  @Override
  public Map<String, Set<String>> servicesOf(Collection<String> incidentIds) {
    return repository.servicesOf(incidentIds);
  }

  @Override
  public Map<String, AlertCounts> counts(Collection<String> incidentIds) {
    var counts = new HashMap<String, AlertCounts>();
    repository
        .incidents(incidentIds)
        .forEach((id, incident) ->
            counts.put(
                id,
                new AlertCounts(
                    incident.allAlerts(),
                    incident.openAlerts(),
                    incident.allAlerts() - incident.openAlerts())));
    return counts;
  }

  @Override
  public Incident declare(Declaration declaration, Actor by, Instant now) {
    return transactions.inTransaction(() -> {
      repository.hold(List.of(declaration.serviceId()));
      String key = declaration.incidentKey();
      if (key != null) {
        repository
            .openByKey(declaration.serviceId(), key)
            .ifPresent(open -> {
              throw ApiException.invalid(
                  "Open incident #%d of this service has the incident key '%s' already."
                      .formatted(open.number(), key));
            });
      }
      var reason = new Reason("declared", 1, by.name() + " opened it by hand.");
      var incident =
          new Incident(
              ids.next('Q'),
              repository.nextNumber(),
              declaration.serviceId(),
              Correlator.title(declaration.title()),
              null,
              declaration.urgency(),
              key,
              Incident.Phase.ACTIVE,
              true,
              null,
              declaration.declared(),
              reason,
              0,
              0,
              now,
              now,
              null,
              null,
              null);
      repository.save(List.of(incident));
      say(
          now,
          new IncidentEvent.IncidentFormed(
              incident.id(),
              incident.number(),
              incident.serviceId(),
              incident.title(),
              null,
              incident.urgency(),
              key,
              null,
              incident.declared(),
              reason,
              now));
      return incident;
    });
  }

  @Override
  public Incident merge(String targetId, List<String> sourceIds, Actor by, Instant now) {
    return transactions.inTransaction(() -> {
      teaching.begin();
      var sources = new LinkedHashSet<>(sourceIds);
      if (sources.contains(targetId)) {
        throw ApiException.invalid("An incident cannot be merged into itself.");
      }
      var all = new HashSet<>(sources);
      all.add(targetId);
      Map<String, Incident> held = held(all);
      Incident target = get(held, targetId);
      if (!target.open()) {
        throw ApiException.refused(
            1001,
            "Incident Already Resolved",
            "Incident #%d is resolved; alerts can only be merged into an open one."
                .formatted(target.number()));
      }
      int alertCount = target.allAlerts();
      for (String id : sources) {
        Incident source = get(held, id);
        if (source.mergedInto() != null) {
          throw ApiException.refused(
              1019,
              "Incident Already Merged",
              "Incident #%d was merged before.".formatted(source.number()));
        }
        alertCount += source.allAlerts();
      }
      if (alertCount > MOST_MERGED_ALERTS) {
        throw ApiException.invalid(
            "Together they hold %d alerts; an incident may take up %d by merging."
                .formatted(alertCount, MOST_MERGED_ALERTS));
      }
      // Who merges says of those that are there, too, that they belong together. Only now: a mind
      // that is told of what is then
      // refused has to be made anew from the tape.
      teaching.staying(repository.members(targetId, 0, MOST_MERGED_ALERTS), targetId);
      var said = new ArrayList<IncidentEvent>();
      var changed = new ArrayList<Incident>();
      for (String id : sources) {
        Incident source = get(held, id);
        var reason =
            new Reason(
                "merge",
                1,
                "%s merged incident #%d into #%d."
                    .formatted(by.name(), source.number(), target.number()));
        List<Member> gone = repository.moveMembers(id, targetId, reason, by.id(), now);
        teaching.moved(gone, id, targetId, Entry.Kind.MERGE, reason, by.id(), now);
        for (Member moved : gone) {
          if (moved.open()) {
            Severity severity = source.severity();
            said.add(
                new IncidentEvent.IncidentGrew(
                    targetId,
                    moved.alertId(),
                    severity == null ? Severity.INFO : severity,
                    reason,
                    now,
                    by.id(),
                    by.way()));
          }
        }
        repository.copyTraits(id, targetId);
        target = target.absorbing(source);
        changed.add(source.merged(targetId, now));
        said.add(new IncidentEvent.IncidentMerged(id, targetId, by.id(), by.way(), now));
      }
      Severity worst = target.severity();
      if (worst != null && worst != get(held, targetId).severity()) {
        said.add(new IncidentEvent.IncidentSeverityChanged(targetId, worst, now));
      }
      changed.add(target);
      repository.save(changed);
      repository.dropTraits(sources);
      say(now, said);
      return target;
    });
  }

  @Override
  public Member move(String alertId, String toIncidentId, Actor by, Instant now) {
    return transactions.inTransaction(() -> {
      teaching.begin();
      var touched = new HashSet<String>();
      touched.add(toIncidentId);
      Member before = repository.memberships(List.of(alertId)).get(alertId);
      if (before == null) {
        throw ApiException.notFound("Alert " + alertId);
      }
      if (before.incidentId() != null) {
        touched.add(before.incidentId());
      }
      Map<String, Incident> held = held(touched);
      Member member = repository.memberships(List.of(alertId)).getOrDefault(alertId, before);
      Incident to = get(held, toIncidentId);
      String fromId = member.incidentId();
      if (toIncidentId.equals(fromId)) {
        return member;
      }
      if (!to.open()) {
        throw ApiException.refused(
            1001,
            "Incident Already Resolved",
            "Incident #%d is resolved; an alert can only be moved to an open one."
                .formatted(to.number()));
      }
      Severity severity =
          alerts.alert(alertId).map(alert -> alert.severity()).orElse(Severity.INFO);
      var reason =
          new Reason("move", 1, "%s moved it to incident #%d.".formatted(by.name(), to.number()));
      var moved =
          new Member(
              alertId, member.serviceId(), toIncidentId, member.open(), reason, by.id(), now);
      repository.saveMembers(List.of(moved));
      teaching.moved(
          List.of(moved),
          fromId,
          toIncidentId,
          fromId == null ? Entry.Kind.PROMOTE : Entry.Kind.MOVE,
          reason,
          by.id(),
          now);
      var said = new ArrayList<IncidentEvent>();
      var changed = new ArrayList<Incident>();
      if (fromId != null) {
        Incident from = get(held, fromId);
        Incident less = from.without(member.open());
        said.add(
            new IncidentEvent.IncidentShrank(
                fromId, alertId, toIncidentId, by.id(), by.way(), reason, now));
        if (from.open() && member.open() && less.openAlerts() == 0) {
          less = less.cleared(watches(less), now);
          said.add(new IncidentEvent.IncidentCleared(fromId, null, "person", by.id(), now));
        }
        changed.add(less);
      }
      Incident grown = to.with(severity, member.open(), now);
      changed.add(grown);
      if (member.open()) {
        said.add(
            new IncidentEvent.IncidentGrew(
                toIncidentId, alertId, severity, reason, now, by.id(), by.way()));
      }
      if (grown.severity() != to.severity()) {
        said.add(new IncidentEvent.IncidentSeverityChanged(toIncidentId, severity, now));
      }
      repository.save(changed);
      say(now, said);
      return moved;
    });
  }

  @Override
  public Incident split(
      String fromIncidentId,
      Collection<String> alertIds,
      Declaration declaration,
      Actor by,
      Instant now) {
    return transactions.inTransaction(() -> {
      teaching.begin();
      var services = new HashSet<String>();
      repository.incidents(List.of(fromIncidentId)).values().stream()
          .map(Incident::serviceId)
          .forEach(services::add);
      services.add(declaration.serviceId());
      repository.hold(services); // both at once, in the one order, as moving needs them together
      Incident from = get(repository.incidents(List.of(fromIncidentId)), fromIncidentId);
      var chosen = new LinkedHashSet<>(alertIds);
      Map<String, Member> members = repository.memberships(chosen);
      for (String alertId : chosen) {
        Member member = members.get(alertId);
        if (member == null || !fromIncidentId.equals(member.incidentId())) {
          throw ApiException.invalid(
              "'alerts': %s is no alert of incident #%d.".formatted(alertId, from.number()));
        }
      }
      if (members.values().stream().noneMatch(Member::open)) {
        // people would be paged for what has recovered, and no alert could ever clear it
        throw ApiException.invalid(
            "'alerts' holds none that is open: there is nothing to respond to. Choose at least one open alert, or move these to another incident.");
      }
      if (chosen.size() >= from.allAlerts()) {
        throw ApiException.invalid(
            "'alerts' holds all alerts of incident #%d; at least one has to stay in it."
                .formatted(from.number()));
      }
      Incident made = declare(declaration, by, now);
      for (String alertId : chosen) {
        move(alertId, made.id(), by, now);
      }
      return get(repository.incidents(List.of(made.id())), made.id());
    });
  }

  @Override
  public Incident retitle(
      String incidentId, String title, @Nullable String why, Actor by, Instant now) {
    return transactions.inTransaction(() -> {
      Incident incident = get(held(List.of(incidentId)), incidentId);
      String line = Correlator.title(title);
      if (line.equals(incident.title())) {
        return incident;
      }
      Incident titled = incident.titled(line);
      repository.save(List.of(titled));
      say(
          now,
          new IncidentEvent.IncidentRetitled(
              incidentId, incident.title(), line, why, by.id(), by.way(), now));
      return titled;
    });
  }

  @Override
  public Incident giveTo(String incidentId, String serviceId, Actor by, Instant now) {
    return transactions.inTransaction(() -> {
      var services = new ArrayList<String>();
      repository.incidents(List.of(incidentId)).values().stream()
          .map(Incident::serviceId)
          .forEach(services::add);
      services.add(serviceId);
      repository.hold(services);
      Incident incident = get(repository.incidents(List.of(incidentId)), incidentId);
      if (incident.serviceId().equals(serviceId)) {
        return incident;
      }
      String key = incident.incidentKey();
      if (key != null && incident.open()) {
        repository
            .openByKey(serviceId, key)
            .ifPresent(open -> {
              throw ApiException.invalid(
                  "Open incident #%d of that service has the incident key '%s' already."
                      .formatted(open.number(), key));
            });
      }
      Incident given = incident.ofService(serviceId);
      repository.save(List.of(given));
      return given;
    });
  }

  @Override
  public void closed(String incidentId, Actor by, @Nullable String fixedBy, Instant now) {
    transactions.run(() -> {
      Incident incident = get(held(List.of(incidentId)), incidentId);
      if (fixedBy != null && !fixedBy.isBlank()) {
        repository.saveFix(incidentId, fixedBy.strip());
      }
      boolean byPerson = by.kind() == Actor.Kind.USER || by.kind() == Actor.Kind.ACCOUNT;
      if (!incident.open() && (incident.phase() == Incident.Phase.CLOSED || !byPerson)) {
        return;
      }
      repository.save(List.of(incident.closed(byPerson, now)));
      repository.dropTraits(List.of(incidentId));
      List<String> open = repository.openAlerts(incidentId);
      for (int from = 0; from < open.size(); from += ALERTS_AT_ONCE) {
        alerts.resolve(
            open.subList(from, Math.min(open.size(), from + ALERTS_AT_ONCE)),
            by,
            "Incident #%d was resolved.".formatted(incident.number()),
            now);
      }
    });
  }

  @Override
  public void reopened(String incidentId, Actor by, Instant now) {
    transactions.run(() -> {
      Incident incident = get(held(List.of(incidentId)), incidentId);
      if (incident.mergedInto() != null) {
        throw ApiException.refused(
            1019,
            "Incident Already Merged",
            "Incident #%d was merged into another one and stays closed."
                .formatted(incident.number()));
      }
      if (!incident.open()) {
        repository.save(List.of(incident.reopened()));
      }
    });
  }

  @Override
  public void hold(Collection<String> incidentIds) {
    repository.hold(
        repository.incidents(incidentIds).values().stream().map(Incident::serviceId).toList());
  }

  /// Holds the services of these incidents and answers the incidents as they are from then on.
  private Map<String, Incident> held(Collection<String> incidentIds) {
    hold(incidentIds);
    return repository.incidents(incidentIds);
  }

  private static Incident get(Map<String, Incident> incidents, String id) {
    Incident incident = incidents.get(id);
    if (incident == null) {
      throw ApiException.notFound("Incident " + id);
    }
    return incident;
  }

  private boolean watches(Incident incident) {
    return catalog
        .service(incident.serviceId())
        .map(service -> service.recoveryMode().watches())
        .orElse(false);
  }

  private void say(Instant now, IncidentEvent event) {
    say(now, List.of(event));
  }

  private void say(Instant now, List<IncidentEvent> events) {
    log.append(TOPIC, LANE, now, events);
  }
}
