package dev.muster.mobilize;

import dev.muster.alert.Handling;
import dev.muster.catalog.Service;
import dev.muster.correlate.Declared;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Response.AssignedVia;
import dev.muster.mobilize.Response.Phase;
import dev.muster.mobilize.Response.ResolveReason;
import dev.muster.platform.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What becomes of a response when somebody asks for something, its alerts change, or something falls due: pure, so that it can be
/// replayed and explained. The moves between statuses are drawn above {@link ResponseStatus}, the climbing above
/// {@link ResponseClimb}.
final class ResponseStep extends ResponseClimb {
  private ResponseStep(ResponseState before, World world, Instant now) {
    super(before, world, now);
  }

  /// Begins the response to a new incident.
  static Decision begin(IncidentFormed formed, World world, Instant now) {
    Declared declared = formed.declared();
    Declared.Parted parted = declared == null ? null : declared.parted();
    Service service = world.service();
    Urgency asked = formed.urgency();
    Urgency kept = parted == null || asked != null ? null : kept(parted, formed.serviceId());
    Urgency urgency;
    Reason why;
    if (parted != null && kept != null) {
      urgency = kept;
      why =
          reason(
              "urgency.parted",
              "Urgency %s, as incident #%d has it, which its alerts were in."
                  .formatted(kept.wire(), parted.number()));
    } else if (asked != null) {
      urgency = asked;
      why =
          declared == null
              ? reason("urgency.rule", Handling.urgencyWords(urgency, formed.handling()))
              : reason("urgency.asked", "Urgency " + urgency.wire() + " was asked for.");
    } else if (service == null) {
      urgency = Urgency.HIGH;
      why = reason("urgency.default", "The service is gone; such an incident is urgent.");
    } else {
      urgency = service.urgencyAt(formed.severity(), now);
      why = urgencyReason(service, formed.severity(), urgency, now);
    }
    Who by = starter(formed, world);
    Policy climbed = world.policy();
    String policyId = climbed == null ? Round.policyId(formed, service) : climbed.id();
    Handling handling = formed.handling();
    var blank =
        new Response(
            formed.incidentId(),
            formed.number(),
            formed.serviceId(),
            formed.title(),
            formed.incidentKey(),
            ResponseStatus.TRIGGERED,
            urgency,
            declared != null
                ? declared.priorityId()
                : handling == null ? null : handling.priorityId(),
            List.of(),
            List.of(),
            policyId,
            0,
            0,
            formed.at(),
            null,
            now,
            by,
            null,
            AssignedVia.ESCALATION_POLICY,
            List.of(),
            Phase.ACTIVE,
            null,
            (declared == null || parted == null)
                ? (declared == null && handling != null && handling.pagesNobody())
                : (Boolean.TRUE.equals(parted.pagesNobody())
                    && declared.policyId() == null
                    && asked != Urgency.HIGH),
            why);
    var step =
        new ResponseStep(
            new ResponseState(
                blank,
                world.policy(),
                0,
                Map.of(),
                List.of(),
                // of a rule that holds it low nothing is known here; its alerts say so as they join
                kept != null || (handling != null && handling.holdsLow())
                    ? null
                    : formed.severity(),
                (kept == null || parted == null)
                    ? asked != null
                    : Boolean.TRUE.equals(parted.urgencyByHand()),
                (kept == null || parted == null)
                    ? (asked != null && declared == null)
                    : Boolean.TRUE.equals(parted.urgencyByRule())),
            world,
            now);
    step.events.add(
        new MobilizeEvent.Triggered(
            formed.incidentId(),
            formed.number(),
            formed.serviceId(),
            formed.title(),
            urgency,
            policyId,
            by,
            why,
            now));
    step.openTimers();
    List<String> named =
        declared == null
            ? List.of()
            : declared.assigneeIds().stream().filter(world::exists).toList();
    if (step.toDo) {
      step.leaveToDo(handling == null ? null : handling.stage());
    } else if (named.isEmpty() && parted != null) {
      step.goOn(parted, by);
    } else if (named.isEmpty()) {
      step.climb(1, 0, by, false);
    } else {
      step.direct(named, "was asked for by " + by.name());
      step.events.add(
          new MobilizeEvent.Assigned(
              formed.incidentId(), named, step.policyId, 0, by, step.reason, now));
      if (by.isUser() && named.equals(List.of(by.id()))) {
        step.take(by, "who opened the incident and has it");
      } else {
        step.page(named);
      }
    }
    return step.decided();
  }

  private static Who starter(IncidentFormed formed, World world) {
    Declared declared = formed.declared();
    if (declared != null) {
      return world.exists(declared.byId())
          ? new Who(Who.Kind.USER, declared.byId(), world.name(declared.byId()), declared.via())
          : new Who(Who.Kind.ACCOUNT, declared.byId(), declared.byId(), declared.via());
    }
    Service service = world.service();
    return new Who(
        Who.Kind.SERVICE,
        formed.serviceId(),
        service == null ? formed.serviceId() : service.name());
  }

  /// What becomes of a response that exists.
  ///
  /// @throws ApiException when somebody asks for what the state forbids
  static Decision step(ResponseState before, Impulse impulse, World world, Instant now) {
    var step = new ResponseStep(before, world, now);
    switch (impulse) {
      case Impulse.Asked(Command command, Who by, String why) -> {
        step.said = why;
        step.asked(command, by);
      }
      case Impulse.Grew(Severity worst) -> step.grew(worst);
      case Impulse.Worsened(Severity worst) -> step.worsened(worst);
      case Impulse.Cleared(Who by) -> step.cleared(by);
      case Impulse.Matters more -> step.matters(more);
      case Impulse.Fell(Due.Kind kind) -> step.fell(kind);
    }
    return step.decided();
  }

  // What people ask for

  private void asked(Command command, Who by) {
    switch (command) {
      case Command.Acknowledge() -> acknowledge(by);
      case Command.Trigger() -> trigger(by);
      case Command.Resolve(String words, boolean insists) -> {
        if (status.open()) {
          List<String> doubts = doubts();
          if (!doubts.isEmpty() && !insists) {
            throw Refusal.unproven(doubts);
          }
          resolve(
              by,
              new ResolveReason(ResolveReason.Kind.PERSON, null, words),
              by.isUser() || by.kind() == Who.Kind.ACCOUNT ? Phase.CLOSED : Phase.WATCHING,
              doubts.isEmpty()
                  ? because("resolve.asked", by.name() + " resolved it.")
                  : because(
                      "resolve.insisted",
                      by.name() + " resolved it although " + String.join("; ", doubts) + "."));
        }
      }
      case Command.Reopen(boolean take) -> reopen(by, take);
      case Command.Snooze(Duration length) -> snooze(length, by);
      case Command.Escalate(int to) -> {
        takenOver(by);
        escalate(to, by);
      }
      case Command.Reassign(List<String> userIds) -> {
        takenOver(by);
        reassign(userIds, by);
      }
      case Command.Delegate(String toPolicyId) -> delegate(toPolicyId, by);
      case Command.ChangeUrgency(Urgency to) -> {
        mustBeOpen();
        if (urgency != to) {
          boolean begins = toDo && to == Urgency.HIGH;
          if (begins) {
            takenOver(by);
          }
          urgencyByHand = true;
          urgencyByRule = false;
          cancel(Due.Kind.URGENCY);
          changeUrgency(
              to,
              by,
              because("urgency.asked", by.name() + " set the urgency to " + to.wire() + "."));
          if (begins && status == ResponseStatus.TRIGGERED && phase == Phase.ACTIVE) {
            offer();
          }
        }
      }
      case Command.ChangePriority(String to) -> {
        if (!java.util.Objects.equals(priorityId, to)) {
          events.add(
              new MobilizeEvent.PriorityChanged(
                  id(),
                  priorityId,
                  to,
                  by,
                  because("priority.asked", by.name() + " set the priority."),
                  now));
          priorityId = to;
        }
      }
      case Command.Retitle(String to) -> title = to;
      case Command.GiveTo(String to, String toPolicyId) -> giveTo(to, toPolicyId, by);
      case Command.MergeInto(String target) -> {
        if (status.open()) {
          List<String> holders = ResponseState.users(acknowledgements);
          resolve(
              by,
              new ResolveReason(
                  ResolveReason.Kind.MERGED, target, null, holders.isEmpty() ? null : holders),
              Phase.CLOSED,
              because("resolve.merged", by.name() + " merged it into another incident."));
        }
      }
    }
  }

  private void mustBeOpen() {
    if (!status.open()) {
      throw Refusal.resolved();
    }
  }

  private void acknowledge(Who by) {
    mustBeOpen();
    if (acknowledgements.stream().anyMatch(one -> one.by().id().equals(by.id()))) {
      return;
    }
    take(by, null);
  }

  private void trigger(Who by) {
    switch (status) {
      case RESOLVED -> reopen(by, false);
      case TRIGGERED -> {}
      case ACKNOWLEDGED ->
          retrigger(by, because("unacknowledge.asked", by.name() + " gave it back."));
    }
  }

  private void snooze(Duration length, Who by) {
    mustBeOpen();
    if (length.compareTo(Mobilize.SNOOZE_LEAST) < 0 || length.compareTo(Mobilize.SNOOZE_MOST) > 0) {
      throw Refusal.snooze("The duration must be 1 to 604800 seconds.");
    }
    Instant until = now.plus(length);
    snoozedUntil = until;
    if (status == ResponseStatus.TRIGGERED) {
      take(by, "who snoozed it");
    }
    cancel(Due.Kind.UNACKNOWLEDGE);
    set(Due.of(Due.Kind.UNSNOOZE, until));
    events.add(
        new MobilizeEvent.Snoozed(
            id(),
            until,
            by,
            because("snooze", by.name() + " snoozed it for " + Moments.words(length) + "."),
            now));
  }

  private void escalate(int to, Who by) {
    mustBeOpen();
    if (ladder == null) {
      ladder = world.policy();
    }
    if (ladder == null) {
      throw Refusal.cannotEscalate("There is no escalation policy.");
    }
    if (to < 1 || to > ladder.levels()) {
      throw Refusal.cannotEscalate(
          "Escalation policy " + ladder.name() + " has levels 1 to " + ladder.levels() + ".");
    }
    Policy policy = ladder;
    if (java.util.stream.IntStream.rangeClosed(to, policy.levels())
        .allMatch(at -> people(policy, at).userIds().isEmpty())) {
      throw ApiException.refused(
          1015,
          "Nobody On Call",
          "Nobody is on call at level " + to + " of " + policy.name() + " or above.");
    }
    via = AssignedVia.ESCALATION_POLICY;
    giveBack(by);
    climb(to, loop, by, true);
  }

  private void reassign(List<String> userIds, Who by) {
    mustBeOpen();
    List<String> to = userIds.stream().distinct().toList();
    if (to.isEmpty()) {
      throw Refusal.nobodyToAssign("Name at least one user.");
    }
    for (String userId : to) {
      if (!world.exists(userId)) {
        throw Refusal.nobodyToAssign("User " + userId + " was not found.");
      }
    }
    if (via == AssignedVia.DIRECT_ASSIGNMENT && to.equals(userIds())) {
      return;
    }
    List<String> from = userIds();
    giveBack(by);
    direct(to, "got it from " + by.name());
    events.add(new MobilizeEvent.Reassigned(id(), from, to, by, reason, now));
    if (by.isUser() && to.equals(List.of(by.id()))) {
      take(by, "who took it over");
    } else {
      page(to);
    }
  }

  private void delegate(String toPolicyId, Who by) {
    mustBeOpen();
    Policy policy = world.policy();
    if (policy == null || !policy.id().equals(toPolicyId)) {
      throw ApiException.invalid("Escalation policy " + toPolicyId + " was not found.");
    }
    takenOver(by);
    String from = policyId;
    policyId = toPolicyId;
    ladder = policy;
    picks.clear();
    via = AssignedVia.ESCALATION_POLICY;
    giveBack(by);
    events.add(
        new MobilizeEvent.Delegated(
            id(),
            from,
            toPolicyId,
            by,
            because("delegate", by.name() + " handed it to " + policy.name() + "."),
            now));
    climb(1, 0, by, false);
  }

  private void giveTo(String toServiceId, @Nullable String toPolicyId, Who by) {
    mustBeOpen();
    if (toServiceId.equals(serviceId)) {
      return;
    }
    Service service = world.service();
    String from = serviceId;
    serviceId = toServiceId;
    events.add(
        new MobilizeEvent.ServiceChanged(
            id(),
            from,
            toServiceId,
            by,
            because(
                "service.asked",
                "%s moved it to %s."
                    .formatted(by.name(), service == null ? toServiceId : service.name())),
            now));
    if (toPolicyId != null && !toPolicyId.equals(policyId)) {
      delegate(toPolicyId, by);
    }
  }

  private void reopen(Who by, boolean take) {
    if (status.open()) {
      if (take) {
        acknowledge(by);
      }
      return;
    }
    String into = resolveReason == null ? null : resolveReason.intoIncidentId();
    if (into != null) {
      throw Refusal.merged(world.name(into));
    }
    become(ResponseStatus.TRIGGERED, by);
    resolvedAt = null;
    resolveReason = null;
    phase = Phase.ACTIVE;
    ladder = world.policy();
    picks.clear();
    via = AssignedVia.ESCALATION_POLICY;
    openTimers();
    events.add(
        new MobilizeEvent.Reopened(
            id(), by, because("reopen", by.name() + " opened it again."), now));
    if (take && by.isUser()) {
      direct(List.of(by.id()), "opened it again and has it");
      events.add(new MobilizeEvent.Assigned(id(), List.of(by.id()), policyId, 0, by, reason, now));
      take(by, "who opened it again");
    } else {
      climb(1, 0, by, false);
    }
  }

  private void resolve(Who by, ResolveReason how, Phase next, Reason why) {
    become(ResponseStatus.RESOLVED, by);
    resolvedAt = now;
    resolveReason = how;
    phase = next;
    assignments = List.of();
    acknowledgements = List.of();
    snoozedUntil = null;
    ladder = null;
    picks.clear();
    due.clear();
    hush = "the incident is resolved";
    reason = why;
    events.add(new MobilizeEvent.Resolved(id(), by, how, why, now));
  }

  // What the incident's alerts do

  private void grew(@Nullable Severity worst) {
    if (!status.open()) {
      return;
    }
    boolean relapsed = phase == Phase.WATCHING;
    if (relapsed) {
      phase = Phase.ACTIVE;
      cancel(Due.Kind.WATCHED);
      if (status == ResponseStatus.ACKNOWLEDGED && snoozedUntil == null) {
        ackTimeout();
      } else if (snoozedUntil != null) {
        set(Due.of(Due.Kind.UNSNOOZE, snoozedUntil));
      }
    }
    if (worst != null) {
      raise(worst);
    }
    if (relapsed && status == ResponseStatus.TRIGGERED) {
      again(
          Who.muster(),
          reason("watch.relapse", "It had recovered and an alert came back."),
          userIds());
    }
  }

  private void worsened(Severity worst) {
    if (status.open()) {
      raise(worst);
    }
  }

  /// A worse alert may raise the urgency; a better one never lowers it, as somebody may be on the way already.
  private void raise(Severity worst) {
    if (Alarm.waitsForMore(toDo, urgency, urgencyByRule)) {
      return; // whether an alert ends that is not a matter of its severity alone
    }
    if (severity == null || worst.worseThan(severity)) {
      severity = worst;
    }
    Service service = world.service();
    if (service == null || urgencyByHand || urgency == Urgency.HIGH) {
      return;
    }
    if (Alarm.bySeverity(service, now) && service.urgencyAt(severity, now) == Urgency.HIGH) {
      changeUrgency(
          Urgency.HIGH, Who.muster(), urgencyReason(service, severity, Urgency.HIGH, now));
    }
  }

  private void cleared(Who by) {
    Service service = world.service();
    if (!status.open() || phase == Phase.WATCHING) {
      return;
    }
    if (service != null && service.recoveryMode().watches()) {
      phase = Phase.WATCHING;
      Instant until = now.plusSeconds(Math.max(1, service.watchSeconds()));
      List.of(Due.Kind.ESCALATE, Due.Kind.EXHAUST, Due.Kind.UNACKNOWLEDGE, Due.Kind.UNSNOOZE)
          .forEach(this::cancel);
      set(Due.of(Due.Kind.WATCHED, until));
      hush = "all alerts have cleared";
      nextStep();
      events.add(
          new MobilizeEvent.Watching(
              id(),
              until,
              reason(
                  "recovery.watch",
                  "All alerts have cleared; it resolves in "
                      + Moments.words(Duration.between(now, until))
                      + " unless one comes back."),
              now));
      return;
    }
    allClear(by, "All alerts have cleared.");
  }

  /// What speaks against recovery, where the service asks for proof.
  private List<String> doubts() {
    Service service = world.service();
    return service != null && service.recoveryMode() == Service.RecoveryMode.VERIFY
        ? world.doubts()
        : List.of();
  }

  private void watched() {
    List<String> doubts = doubts();
    Service service = world.service();
    if (doubts.isEmpty() || service == null) {
      allClear(service(), "All alerts have cleared and stayed so while it was watched.");
      return;
    }
    Instant until = now.plusSeconds(Math.max(60, service.watchSeconds()));
    set(Due.of(Due.Kind.WATCHED, until));
    events.add(
        new MobilizeEvent.Watching(
            id(),
            until,
            reason(
                "recovery.unproven",
                "All alerts have cleared, but %s; it is watched for another %s."
                    .formatted(
                        String.join("; ", doubts), Moments.words(Duration.between(now, until)))),
            now));
  }

  private void allClear(Who by, String words) {
    resolve(
        by,
        new ResolveReason(ResolveReason.Kind.ALL_CLEAR, null, null),
        Phase.WATCHING,
        reason("resolve.all_clear", words));
  }

  // What falls due

  private void fell(Due.Kind kind) {
    Due standing = due.stream().filter(one -> one.kind() == kind).findFirst().orElse(null);
    if (standing == null || standing.at().isAfter(now) || !status.open()) {
      return; // moved or cancelled in the meantime
    }
    cancel(kind);
    switch (kind) {
      case ESCALATE -> climbOn();
      case EXHAUST -> {
        events.add(
            new MobilizeEvent.Exhausted(
                id(),
                loop,
                reason(
                    "escalation.exhausted",
                    "Every level was tried%s and nobody acknowledged. It stays triggered and nobody else is told."
                        .formatted(loop == 0 ? "" : " " + (loop + 1) + " times")),
                now));
      }
      case UNACKNOWLEDGE -> {
        Reason why =
            reason("acknowledgement.timeout", "Acknowledged for too long without being resolved.");
        events.add(new MobilizeEvent.ReachedAckTimeout(id(), why, now));
        retrigger(Who.muster(), why);
      }
      case UNSNOOZE -> retrigger(Who.muster(), reason("snooze.end", "The snooze has ended."));
      case RESOLVE -> {
        if (snoozedUntil != null && snoozedUntil.isAfter(now)) {
          // People must hear that the snooze has ended before it may resolve by itself.
          Service service = world.service();
          Integer seconds = service == null ? null : service.autoResolveTimeoutSeconds();
          set(Due.of(Due.Kind.RESOLVE, snoozedUntil.plusSeconds(seconds == null ? 0 : seconds)));
          return;
        }
        Reason why = reason("resolve.timeout", "It was open for longer than its service allows.");
        events.add(new MobilizeEvent.ReachedAutoResolve(id(), why, now));
        resolve(
            service(),
            new ResolveReason(ResolveReason.Kind.TIMEOUT, null, null),
            Phase.WATCHING,
            why);
      }
      case URGENCY -> {
        Urgency to = standing.to();
        if (to != null && to != urgency && !urgencyByHand) {
          changeUrgency(
              to,
              Who.muster(),
              reason(
                  "urgency.support_hours",
                  "Support hours of the service began or ended; its setting then asks for "
                      + to.wire()
                      + " urgency."));
        }
        nextUrgency();
      }
      case WATCHED -> watched();
    }
  }
}
