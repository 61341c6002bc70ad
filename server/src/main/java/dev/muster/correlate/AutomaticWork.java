package dev.muster.correlate;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.Handling;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.Why;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.ledger.Entry;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Carries the engine's decisions out on a batch: forms, grows, merges and splits incidents, and writes each decision into the
/// ledger.
///
/// The engine knows nothing of people. What they did stands: an alert that would join an incident that somebody has closed begins a
/// new one, and merged incidents stay merged.
final class AutomaticWork {
  private static final double PROBABLY = .5;

  private final Automatic automatic;
  private final Batch batch;

  AutomaticWork(Automatic automatic, Batch batch) {
    this.automatic = automatic;
    this.batch = batch;
  }

  /// Makes a new alert known, before anything is decided on it.
  void before(Automatic.Step step) {
    AlertOpened opened = step.opened();
    if (opened != null) {
      Member member = batch.membership(opened.alertId());
      if (member == null || member.incidentId() == null) {
        batch.changeMember(
            new Member(
                opened.alertId(),
                opened.serviceId(),
                null,
                true,
                Reasons.held(ARRIVED),
                null,
                opened.at()));
      }
    }
  }

  private static final Why ARRIVED =
      new Why("correlate.held", 1, 0, "It has just arrived.", Map.of());

  void after(Automatic.Step step) {
    for (Mind.Timed timed : step.decisions()) {
      switch (timed.decision()) {
        case Decision.Open open -> open(open.incidentId(), open.alertIds(), open.why(), timed.at());
        case Decision.Join join -> join(join, timed.at());
        case Decision.Hold hold -> hold(hold, timed.at());
        case Decision.Demote demote -> demote(demote, timed.at());
        case Decision.Merge merge -> merge(merge, timed.at());
        case Decision.Split split -> split(split, timed.at());
      }
    }
  }

  private void hold(Decision.Hold hold, Instant at) {
    Member member = batch.membership(hold.alertId());
    if (member == null || member.incidentId() != null) {
      return;
    }
    Incident before = pages(member) && hold.noise() < PROBABLY ? before(member, at) : null;
    if (before != null) {
      Why why = aftermath(hold.why(), before);
      put(member, before, Reasons.of(why), at);
      write(at, member, Entry.Kind.JOIN, before.id(), why);
      return;
    }
    batch.changeMember(moved(member, null, Reasons.held(hold.why()), at));
    write(at, member, Entry.Kind.HOLD, null, hold.why());
  }

  /// What is bad enough to page at once does not wait for company while an incident is being watched that it may come from; what is
  /// probably noise waits.
  private boolean pages(Member member) {
    return member.open() && !Severity.ERROR.worseThan(severity(member.alertId()));
  }

  /// The incident of which the alert is taken for an after-effect; null for none.
  private @Nullable Incident before(Member member, Instant at) {
    return batch.watched(
        List.of(automatic.owner(member.alertId()).orElse(member.serviceId())),
        severity(member.alertId()),
        at);
  }

  private static Why aftermath(Why why, Incident before) {
    return new Why(
        Grouping.AFTERMATH,
        Grouping.VERSION,
        0,
        Grouping.aftermath(before.number()) + " " + why.words(),
        why.values());
  }

  private void demote(Decision.Demote demote, Instant at) {
    Member member = batch.membership(demote.alertId());
    if (member == null) {
      return;
    }
    Incident from = batch.whole(member.incidentId());
    Reason reason = Reasons.of(demote.why());
    if (from != null) {
      if (member.reason().rule().equals(Grouping.AFTERMATH)) {
        return; // people have the incident that it belongs to; taking it out would end that once
        // more
      }
      if (!from.open()) {
        return; // it is over; nobody gains by taking an alert out of it
      }
      leave(member, from, null, reason, at);
    }
    batch.changeMember(moved(member, null, reason, at));
    write(at, member, Entry.Kind.DEMOTE, null, demote.why());
  }

  private void join(Decision.Join join, Instant at) {
    Member member = batch.membership(join.alertId());
    if (member == null) {
      return;
    }
    Incident to = ours(join.incidentId());
    if (to == null) {
      List<String> alerts = List.copyOf(automatic.current().membersOf(join.incidentId()));
      open(
          join.incidentId(),
          alerts.contains(join.alertId()) ? alerts : List.of(join.alertId()),
          join.why(),
          at);
      return;
    }
    if (to.id().equals(member.incidentId())) {
      return;
    }
    if (!to.open()) {
      open(join.incidentId(), List.of(join.alertId()), anew(join.why(), to, "is over"), at);
      return;
    }
    Severity worst = to.severity();
    if (automatic.current().isFollowing(join.incidentId())
        && worst != null
        && severity(join.alertId()).worseThan(worst)) {
      // no after-effect, and nobody may know of it yet
      Why why = anew(join.why(), to, "had seen nothing as bad before it recovered");
      open(join.incidentId(), List.of(join.alertId()), why, at);
      return;
    }
    put(member, to, Reasons.of(join.why()), at);
    write(at, member, Entry.Kind.JOIN, to.id(), join.why());
  }

  private static Why anew(Why why, Incident other, String because) {
    return new Why(
        why.rule(),
        why.version(),
        why.model(),
        "It would belong to incident #%d, which %s; so it begins a new one. %s"
            .formatted(other.number(), because, why.words()),
        why.values());
  }

  private void merge(Decision.Merge merge, Instant at) {
    Incident from = ours(merge.from());
    Incident into = ours(merge.into());
    if (into == null) {
      if (from != null) {
        merged(merge, from, true, false);
      }
      return;
    }
    if (from == null) {
      return;
    }
    if (from.id().equals(into.id())) {
      merged(merge, into, true, true);
      return;
    }
    if (!into.open() || !from.open()) {
      // One of them is over: what is over keeps its alerts, what goes on is where more will go.
      merged(merge, into.open() ? into : from, !into.open(), into.open());
      return;
    }
    merged(merge, into, true, true);
    Reason reason =
        new Reason(
            merge.why().rule(),
            merge.why().version(),
            "Incident #%d was part of incident #%d. %s"
                .formatted(from.number(), into.number(), merge.why().words()));
    Incident target = batch.incident(into.id());
    List<Member> moved = batch.moveAll(from.id(), into.id(), reason, at);
    for (Member member : moved) {
      if (member.open()) {
        batch.say(
            new IncidentEvent.IncidentGrew(
                into.id(), member.alertId(), severity(member.alertId()), reason, at));
      }
      batch.write(
          new Entry(
              0,
              at,
              member.alertId(),
              Entry.Kind.MERGE,
              into.id(),
              from.id(),
              merge.why().rule(),
              merge.why().version(),
              merge.why().model(),
              reason.words(),
              null,
              merge.why().values()));
    }
    Incident source = batch.incident(from.id());
    Incident whole = target.absorbing(source);
    batch.change(source.merged(into.id(), at));
    batch.change(whole);
    batch.say(new IncidentEvent.IncidentMerged(from.id(), into.id(), "muster", null, at));
    Severity worst = whole.severity();
    if (worst != null && worst != target.severity()) {
      batch.say(new IncidentEvent.IncidentSeverityChanged(into.id(), worst, at));
    }
  }

  private void merged(Decision.Merge merge, Incident goesOn, boolean ofFrom, boolean ofInto) {
    automatic.current().merged(merge.from(), merge.into(), goesOn.id(), ofFrom, ofInto);
  }

  private void split(Decision.Split split, Instant at) {
    open(split.incidentId(), split.alertIds(), split.why(), at, Entry.Kind.SPLIT);
  }

  private void open(String engineId, List<String> alertIds, Why why, Instant at) {
    open(engineId, alertIds, why, at, Entry.Kind.OPEN);
  }

  /// Forms an incident of those of the alerts that are known here.
  private void open(String engineId, List<String> alertIds, Why why, Instant at, Entry.Kind kind) {
    var members = new ArrayList<Member>();
    for (String id : alertIds) {
      Member member = batch.membership(id);
      if (member != null) {
        members.add(member);
      }
    }
    if (members.isEmpty()) {
      return;
    }
    Incident before = kind == Entry.Kind.OPEN ? before(members, at) : null;
    if (before != null) {
      automatic.current().follows(engineId, before.id());
      Why after = aftermath(why, before);
      for (Member member : members) {
        if (!before.id().equals(member.incidentId())) {
          put(member, batch.incident(before.id()), Reasons.of(after), at);
          write(at, member, Entry.Kind.JOIN, before.id(), after);
        }
      }
      return;
    }
    Reason reason = Reasons.of(why);
    String id = batch.newId();
    Member first = members.getFirst();
    Member loudest = loudest(members);
    Severity severity = severity(loudest.alertId());
    String service = automatic.owner(first.alertId()).orElse(first.serviceId());
    Mind.Input.Opened known = automatic.current().alert(first.alertId());
    var incident =
        new Incident(
            id,
            batch.nextNumber(),
            service,
            Correlator.title(title(loudest)),
            severity,
            null,
            known == null ? null : known.dedupKey(),
            Incident.Phase.ACTIVE,
            true,
            first.alertId(),
            null,
            reason,
            0,
            0,
            at,
            at,
            null,
            null,
            null);
    Handling handling = handling(members);
    batch.change(incident);
    automatic.current().isOurs(engineId, id);
    batch.say(
        new IncidentEvent.IncidentFormed(
            id,
            incident.number(),
            service,
            incident.title(),
            severity,
            handling == null ? null : handling.urgency(),
            incident.incidentKey(),
            first.alertId(),
            null,
            reason,
            at,
            handling));
    boolean formedBy = true;
    for (Member member : members) {
      Incident from = batch.whole(member.incidentId());
      if (from != null) {
        leave(member, from, id, reason, at);
      }
      batch.change(batch.incident(id).with(severity(member.alertId()), member.open(), at));
      if (!formedBy && member.open()) {
        batch.say(
            new IncidentEvent.IncidentGrew(
                id, member.alertId(), severity(member.alertId()), reason, at));
      }
      formedBy = false;
      batch.changeMember(moved(member, id, reason, at));
      write(at, member, kind, id, why);
    }
    if (batch.incident(id).openAlerts() == 0) {
      clear(batch.incident(id), null, at);
    }
  }

  /// The incident of which all of these alerts together are taken for after-effects; null for none.
  private @Nullable Incident before(List<Member> members, Instant at) {
    Member loudest = loudest(members);
    for (Member member : members) {
      Incident in = batch.whole(member.incidentId());
      if (in != null
          && member.reason().rule().equals(Grouping.AFTERMATH)
          && Batch.mayFollow(in, severity(loudest.alertId()), firstBeside(in, members, at))) {
        return in;
      }
    }
    var places = new TreeSet<String>();
    members.forEach(member -> automatic.owner(member.alertId()).ifPresent(places::add));
    return batch.watched(places, severity(loudest.alertId()), at);
  }

  /// When the first of these alerts came that is not in that incident yet: what is decided late did not come late.
  private Instant firstBeside(Incident in, List<Member> members, Instant at) {
    return members.stream()
        .filter(member -> !in.id().equals(member.incidentId()))
        .flatMap(member -> automatic.sighting(member.alertId()).stream())
        .map(AlertSighting::arrivedAt)
        .min(Instant::compareTo)
        .orElse(at);
  }

  private void put(Member member, Incident to, Reason reason, Instant at) {
    Incident from = batch.whole(member.incidentId());
    if (from != null) {
      leave(member, from, to.id(), reason, at);
    }
    Severity severity = severity(member.alertId());
    Incident grown = to.with(severity, member.open(), at);
    batch.change(grown);
    batch.again(to);
    batch.changeMember(moved(member, to.id(), reason, at));
    if (member.open()) {
      batch.say(new IncidentEvent.IncidentGrew(to.id(), member.alertId(), severity, reason, at));
    }
    if (grown.severity() != to.severity()) {
      batch.say(new IncidentEvent.IncidentSeverityChanged(to.id(), severity, at));
    }
  }

  private void leave(
      Member member, Incident from, @Nullable String toId, Reason reason, Instant at) {
    Incident less = batch.incident(from.id()).without(member.open());
    batch.change(less);
    batch.say(
        new IncidentEvent.IncidentShrank(
            from.id(), member.alertId(), toId, "muster", null, reason, at));
    if (from.open() && member.open() && less.openAlerts() == 0) {
      clear(less, null, at);
    }
  }

  private void clear(Incident incident, @Nullable String alertId, Instant at) {
    batch.change(incident.cleared(batch.staysWhenCleared(incident), at));
    batch.say(new IncidentEvent.IncidentCleared(incident.id(), alertId, "muster", "muster", at));
  }

  /// The incident of ours, or the one that it became part of; null when the engine's is none of ours yet.
  private @Nullable Incident ours(String engineId) {
    return batch.whole(automatic.current().ours(engineId));
  }

  private static Member moved(
      Member member, @Nullable String incidentId, Reason reason, Instant at) {
    return new Member(
        member.alertId(), member.serviceId(), incidentId, member.open(), reason, null, at);
  }

  private Member loudest(List<Member> members) {
    Member loudest = members.getFirst();
    for (Member member : members) {
      if (severity(member.alertId()).worseThan(severity(loudest.alertId()))) {
        loudest = member;
      }
    }
    return loudest;
  }

  private Severity severity(String alertId) {
    return automatic.sighting(alertId).map(AlertSighting::severity).orElse(Severity.ERROR);
  }

  /// What event rules want of the incident: as they want it of the loudest of its alerts of which they want anything. Its urgency is
  /// low only when they want that of all of its alerts, and so it pages nobody only when all of them should not: one alert of a test system
  /// must not make an incident of production quiet.
  private @Nullable Handling handling(List<Member> members) {
    Handling wanted = null;
    Severity worst = null;
    boolean allLow = true;
    boolean allToDo = true;
    Urgency urgency = null;
    for (Member member : members) {
      Mind.Input.Opened alert = automatic.current().alert(member.alertId());
      Handling handling = alert == null ? null : alert.handling();
      Severity severity = severity(member.alertId());
      Urgency asked = handling == null ? null : handling.urgency();
      allLow &= asked == Urgency.LOW;
      allToDo &= handling != null && handling.pagesNobody();
      urgency = asked == Urgency.HIGH ? Urgency.HIGH : urgency;
      if (handling != null && (worst == null || severity.worseThan(worst))) {
        wanted = handling;
        worst = severity;
      }
    }
    return wanted == null
        ? null
        : new Handling(
            wanted.ruleId(),
            wanted.stage(),
            urgency == null && allLow ? Urgency.LOW : urgency,
            allToDo,
            wanted.priorityId(),
            wanted.policyId(),
            wanted.note(),
            wanted.customFields(),
            wanted.reasons());
  }

  private String title(Member member) {
    return automatic
        .sighting(member.alertId())
        .map(AlertSighting::summary)
        .orElse("Incident of alert " + member.alertId());
  }

  private void write(
      Instant at, Member before, Entry.Kind kind, @Nullable String incidentId, Why why) {
    batch.write(
        new Entry(
            0,
            at,
            before.alertId(),
            kind,
            incidentId,
            before.incidentId(),
            why.rule(),
            why.version(),
            why.model(),
            why.words(),
            null,
            why.values()));
  }
}
