package dev.muster.mobilize;

import dev.muster.catalog.Service;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Declared.Parted;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Response.Acknowledgement;
import dev.muster.mobilize.Response.AssignedVia;
import dev.muster.mobilize.Response.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a response goes from level to level, and from hand to hand:
///
/// ```
///   level 1 --delay--> level 2 --delay--> ... last level --delay--> level 1 of the next loop ... --> exhausted
///      ^ a level with nobody on call is passed at once; when no level has anybody, the fallback is told
/// ```
///
/// Only a high-urgency response that runs on its policy climbs by itself, or one that nobody has. Each assignment begins a new
/// step; what was to be told to people in earlier steps is void from then on.
abstract class ResponseClimb extends ResponseDraft {
  ResponseClimb(ResponseState before, World world, Instant now) {
    super(before, world, now);
  }

  void climbOn() {
    if (ladder == null || via == AssignedVia.DIRECT_ASSIGNMENT || !climbing()) {
      return;
    }
    if (level >= ladder.levels() || level == 0) {
      if (loop >= ladder.numLoops()) {
        return;
      }
      repeat();
      climb(1, loop, Who.muster(), true);
    } else {
      climb(level + 1, loop, Who.muster(), true);
    }
  }

  void repeat() {
    loop++;
    events.add(
        new MobilizeEvent.Repeated(
            id(),
            loop,
            reason(
                "escalation.repeat",
                "Nobody acknowledged; the policy starts again (repetition %d of %d)."
                    .formatted(loop, ladder == null ? loop : ladder.numLoops())),
            now));
  }

  /// Low urgency does not climb, but an incident that nobody has is offered again, whatever its urgency.
  boolean climbing() {
    return status == ResponseStatus.TRIGGERED
        && !toDo
        && phase == Phase.ACTIVE
        && (urgency == Urgency.HIGH || assignments.isEmpty());
  }

  /// Gives it to the first level, from that one on, that has somebody. What is only something to do stays with whoever has it.
  ///
  /// @param escalation true when it goes on from another level, false when it starts
  void climb(int from, int startLoop, Who by, boolean escalation) {
    if (toDo) {
      return;
    }
    int before = level;
    loop = startLoop;
    var skipped = new LinkedHashSet<Integer>();
    Policy policy = ladder;
    if (policy != null) {
      int at = from;
      while (true) {
        if (at > policy.levels()) {
          if (loop >= policy.numLoops() || skipped.size() == policy.levels()) {
            break;
          }
          repeat();
          at = 1;
        }
        Found found = people(policy, at);
        if (!found.userIds().isEmpty()) {
          skipped.forEach(this::passed);
          arrive(policy, at, found, by, escalation, before);
          return;
        }
        if (!skipped.add(at)) {
          break; // all the way round
        }
        at++;
      }
      boolean anybody = !userIds().isEmpty() && escalation;
      if (anybody && skipped.size() < policy.levels()) {
        // The levels above have nobody and no repetition is left: whoever has it keeps it.
        skipped.forEach(this::passed);
        set(Due.of(Due.Kind.EXHAUST, now));
        return;
      }
    }
    nobody(policy, by);
  }

  void passed(int level) {
    Policy policy = ladder;
    events.add(
        new MobilizeEvent.NobodyOnCall(
            id(),
            policy == null ? "" : policy.id(),
            level,
            null,
            reason("escalation.gap", "Nobody is on call at level " + level + "; passed at once."),
            now));
  }

  void arrive(Policy policy, int at, Found found, Who by, boolean escalation, int before) {
    found
        .pick()
        .forEach((rule, place) -> {
          if (!picks.containsKey(rule)) {
            picks.put(rule, place);
            rings.put(rule, place + 1);
          }
        });
    level = at;
    hand(found.userIds());
    climbTimer();
    reason =
        because(
            "escalation.level",
            policy.version(),
            "Level %d of %s: %s.%s"
                .formatted(at, policy.name(), found.words(), spared(found.userIds())));
    if (escalation) {
      events.add(
          new MobilizeEvent.Escalated(id(), before, at, loop, found.userIds(), by, reason, now));
    } else {
      events.add(
          new MobilizeEvent.Assigned(id(), found.userIds(), policy.id(), at, by, reason, now));
    }
    page(found.userIds());
  }

  /// The urgency that it keeps of the incident that its alerts were in: that of the same service, and of any service what a rule holds low
  /// until an alert says that it matters more. Null leaves it to its own service.
  static @Nullable Urgency kept(Parted parted, String serviceId) {
    boolean heldLow =
        Boolean.TRUE.equals(parted.urgencyByRule()) && parted.urgency() == Urgency.LOW;
    return heldLow || serviceId.equals(parted.serviceId()) ? parted.urgency() : null;
  }

  /// Goes on where its alerts were before: on the same policy those who had acknowledged have it, for as long as they had snoozed it, or it
  /// stands at the level that was reached, and who was told of the alerts is sent only what is not sent yet. On another policy, or
  /// when it is more urgent now, it begins at the first level and everybody is paged: what people were told before was something else.
  void goOn(Parted parted, Who by) {
    Policy policy = ladder;
    boolean same = policy != null && policy.id().equals(parted.policyId());
    boolean risen = urgency == Urgency.HIGH && parted.urgency() == Urgency.LOW;
    List<String> holders = parted.holderIds().stream().filter(world::exists).toList();
    if (policy == null || !same || risen) {
      climb(1, 0, by, false);
    } else if (holders.isEmpty()) {
      spared = parted.told().stream().collect(Collectors.toMap(Declared.Told::userId, it -> it));
      climb(
          Math.clamp(parted.level(), 1, policy.levels()),
          Math.min(parted.loop(), policy.numLoops()),
          by,
          false);
    } else {
      level = Math.clamp(parted.level(), 1, policy.levels());
      hand(holders);
      String words =
          "who had acknowledged incident #%d, which its alerts were in".formatted(parted.number());
      reason =
          because(
              "assignment.parted",
              "%s, %s, %s it; nobody is paged."
                  .formatted(
                      holders.stream().map(world::name).collect(Collectors.joining(", ")),
                      words,
                      holders.size() == 1 ? "has" : "have"));
      events.add(new MobilizeEvent.Assigned(id(), holders, policyId, level, by, reason, now));
      Instant until = parted.snoozedUntil();
      snoozedUntil = until != null && until.isAfter(now) ? until : null; // before they take it
      for (String holder : holders) {
        take(new Who(Who.Kind.USER, holder, world.name(holder)), words);
      }
      if (snoozedUntil != null) {
        set(Due.of(Due.Kind.UNSNOOZE, snoozedUntil));
        events.add(
            new MobilizeEvent.Snoozed(
                id(),
                snoozedUntil,
                by,
                reason(
                    "snooze.parted",
                    "It stays snoozed for %s, as incident #%d is."
                        .formatted(
                            Moments.words(Duration.between(now, snoozedUntil)), parted.number())),
                now));
      }
    }
  }

  void take(Who by, @Nullable String words) {
    var all = new ArrayList<>(acknowledgements);
    all.add(new Acknowledgement(by, now));
    acknowledgements = List.copyOf(all);
    cancel(Due.Kind.ESCALATE);
    cancel(Due.Kind.EXHAUST);
    become(ResponseStatus.ACKNOWLEDGED, by);
    hush = by.name() + " acknowledged";
    if (snoozedUntil == null) {
      ackTimeout();
    }
    events.add(
        new MobilizeEvent.Acknowledged(
            id(),
            by,
            words == null
                ? because("acknowledge", by.name() + " acknowledged.")
                : reason("acknowledge", by.name() + ", " + words + "."),
            now));
  }

  /// Who of them was told before, and what they are sent; empty when that makes no difference.
  private String spared(List<String> users) {
    Set<String> known = known(users).keySet();
    return known.isEmpty()
        ? ""
        : " %s %s told of these alerts before and %s sent only what has not been sent yet."
            .formatted(
                known.stream().map(world::name).collect(Collectors.joining(", ")),
                known.size() == 1 ? "was" : "were",
                known.size() == 1 ? "is" : "are");
  }

  /// Nobody at all: the fallback is told, and the policy is tried again while repetitions are left, as a shift may begin.
  void nobody(@Nullable Policy policy, Who by) {
    level = 0;
    Fallback fallback = world.fallback();
    String words =
        policy == null
            ? "The incident has no escalation policy"
            : "Nobody is on call in any level of " + policy.name();
    List<String> holders = userIds();
    String told = null;
    if (fallback.userId() != null && world.exists(fallback.userId())) {
      told = fallback.userId();
      holders = List.of(told);
      reason = reason("fallback", words + "; " + world.name(told) + " is the fallback and has it.");
    } else if (fallback.address() != null) {
      told = fallback.address();
      reason = reason("fallback", words + "; the fallback " + told + " is told.");
    } else {
      reason = reason("fallback.none", words + " and no fallback is set up: nobody new was told.");
    }
    hand(holders);
    climbTimer();
    events.add(
        new MobilizeEvent.NobodyOnCall(
            id(), policy == null ? "" : policy.id(), 0, told, reason, now));
    if (!holders.isEmpty()) {
      events.add(
          new MobilizeEvent.Assigned(
              id(), holders, policy == null ? null : policy.id(), 0, by, reason, now));
      page(holders);
    }
    if (told != null && !holders.contains(told)) {
      page(List.of());
    }
  }

  void climbTimer() {
    cancel(Due.Kind.ESCALATE);
    cancel(Due.Kind.EXHAUST);
    Policy policy = ladder;
    if (policy == null || via == AssignedVia.DIRECT_ASSIGNMENT || !climbing()) {
      return;
    }
    Instant at = now.plus(policy.rule(Math.max(1, level)).delay());
    boolean last = level == 0 || level >= policy.levels();
    set(Due.of(last && loop >= policy.numLoops() ? Due.Kind.EXHAUST : Due.Kind.ESCALATE, at));
  }

  record Found(List<String> userIds, String words, Map<String, Long> pick) {}

  /// Who of a level is told now.
  Found people(Policy policy, int at) {
    Policy.Rule rule = policy.rule(at);
    return switch (rule.strategy()) {
      case ASSIGN_TO_EVERYONE -> {
        var users = new LinkedHashSet<String>();
        var words = new ArrayList<String>();
        for (Policy.Target target : rule.targets()) {
          resolve(target)
              .forEach(userId -> {
                if (users.add(userId)) {
                  words.add(words(target, userId));
                }
              });
        }
        yield new Found(List.copyOf(users), String.join(", ", words), Map.of());
      }
      case ROUND_ROBIN -> {
        int size = rule.targets().size();
        Long picked = picks.get(rule.id());
        long start = picked == null ? world.rings().getOrDefault(rule.id(), 0L) : picked + loop;
        Found found = new Found(List.of(), "", Map.of());
        for (int i = 0; i < size && found.userIds().isEmpty(); i++) {
          long place = start + i;
          Policy.Target target = rule.targets().get((int) Math.floorMod(place, (long) size));
          List<String> users = resolve(target);
          if (!users.isEmpty()) {
            found =
                new Found(
                    users,
                    users.stream()
                            .map(user -> words(target, user))
                            .collect(Collectors.joining(", "))
                        + ", whose turn it is",
                    Map.of(rule.id(), place));
          }
        }
        yield found;
      }
    };
  }

  List<String> resolve(Policy.Target target) {
    return switch (target.kind()) {
      case USER -> world.exists(target.id()) ? List.of(target.id()) : List.of();
      case SCHEDULE ->
          world.onCall().getOrDefault(target.id(), List.of()).stream()
              .filter(world::exists)
              .toList();
    };
  }

  String words(Policy.Target target, String userId) {
    return switch (target.kind()) {
      case USER -> world.name(userId);
      case SCHEDULE -> world.name(userId) + " (on call in " + world.name(target.id()) + ")";
    };
  }

  /// Back to triggered without telling anybody yet, as whoever gets it next is told anyway.
  void giveBack(Who by) {
    if (status != ResponseStatus.TRIGGERED) {
      become(ResponseStatus.TRIGGERED, by);
    }
    acknowledgements = List.of();
    snoozedUntil = null;
    cancel(Due.Kind.UNACKNOWLEDGE);
    cancel(Due.Kind.UNSNOOZE);
  }

  void retrigger(Who by, Reason why) {
    Set<String> ackers = new LinkedHashSet<>();
    for (Acknowledgement one : acknowledgements) {
      if (one.by().isUser() && world.exists(one.by().id())) {
        ackers.add(one.by().id());
      }
    }
    giveBack(by);
    events.add(new MobilizeEvent.Unacknowledged(id(), by, why, now));
    again(by, why, List.copyOf(ackers));
  }

  /// Tells people again: those who had it before and whoever is on call at the level now.
  void again(Who by, Reason why, List<String> before) {
    var users = new LinkedHashSet<>(before);
    Policy policy = ladder;
    if (via == AssignedVia.DIRECT_ASSIGNMENT || policy == null) {
      users.addAll(userIds());
    } else if (level > 0 && level <= policy.levels()) {
      users.addAll(people(policy, level).userIds());
    }
    users.removeIf(user -> !world.exists(user));
    if (users.isEmpty()) {
      climb(Math.max(1, level), loop, by, false);
      return;
    }
    List<String> told = List.copyOf(users);
    hand(told);
    reason =
        reason(
            why.rule(),
            why.words()
                + " "
                + told.stream().map(world::name).collect(Collectors.joining(", "))
                + (told.size() == 1 ? " has it." : " have it."));
    events.add(new MobilizeEvent.Assigned(id(), told, policyId, level, by, reason, now));
    climbTimer();
    page(told);
  }

  void direct(List<String> users, String words) {
    via = AssignedVia.DIRECT_ASSIGNMENT;
    level = 0;
    loop = 0;
    cancel(Due.Kind.ESCALATE);
    cancel(Due.Kind.EXHAUST);
    hand(users);
    reason =
        because(
            "assignment.direct",
            users.stream().map(world::name).collect(Collectors.joining(", "))
                + " "
                + words
                + "; a direct assignment does not escalate.");
  }

  void changeUrgency(Urgency to, Who by, Reason why) {
    events.add(new MobilizeEvent.UrgencyChanged(id(), urgency, to, by, why, now));
    urgency = to;
    reason = why;
    if (status == ResponseStatus.TRIGGERED) {
      climbTimer();
      boolean anybody = !assignments.isEmpty() || world.fallback().address() != null;
      if (phase == Phase.ACTIVE && anybody) {
        hush = "the urgency changed";
        nextStep();
        page(userIds());
      }
    }
    nextUrgency();
  }

  void openTimers() {
    Service service = world.service();
    Integer seconds = service == null ? null : service.autoResolveTimeoutSeconds();
    if (seconds != null && seconds > 0) {
      set(Due.of(Due.Kind.RESOLVE, now.plusSeconds(seconds)));
    }
    nextUrgency();
  }

  void nextUrgency() {
    cancel(Due.Kind.URGENCY);
    Service service = world.service();
    if (service == null || service.supportHours() == null || urgencyByHand || !status.open()) {
      return;
    }
    var hours = service.supportHours();
    service.scheduledActions().stream()
        .filter(action -> action.toUrgency() != urgency)
        .map(action ->
            new Due(
                Due.Kind.URGENCY,
                action.atStart() ? hours.nextStart(now) : hours.nextEnd(now),
                action.toUrgency()))
        .min(Comparator.comparing(Due::at))
        .ifPresent(this::set);
  }

  // Something to do that pages nobody

  void leaveToDo(@Nullable String stage) {
    reason =
        reason(
            "page.to_do",
            "%s are something to do: nobody is paged, and the incident stands in the list as a ticket does."
                .formatted(stage == null ? "Its alerts" : "Alerts of the stage '" + stage + "'"));
    events.add(new MobilizeEvent.LeftToDo(id(), true, reason, now));
  }

  /// A person has decided who is told of it. Who had acknowledged it has it for as long as anything else.
  void takenOver(Who by) {
    if (toDo && status.open() && by.kind() != Who.Kind.MUSTER) {
      toDo = false;
      events.add(
          new MobilizeEvent.LeftToDo(
              id(),
              false,
              because("page.asked", by.name() + " wants people to be told of it."),
              now));
      if (status == ResponseStatus.ACKNOWLEDGED && snoozedUntil == null) {
        ackTimeout();
      }
    }
  }

  /// An alert that matters more belongs to it now. It is as urgent as that one, whatever the others say.
  void matters(Impulse.Matters more) {
    if (!status.open()) {
      return;
    }
    if (toDo) {
      toDo = false;
      Reason why = reason("page.matters", more.words() + " and is not only something to do.");
      events.add(new MobilizeEvent.LeftToDo(id(), false, why, now));
      beginAnew(worth(more), why);
    } else if (urgencyByRule && urgency == Urgency.LOW && more.urgency() != Urgency.LOW) {
      Urgency worth = worth(more);
      Reason why =
          reason(
              "urgency.matters",
              more.words() + ", and no rule about its stage holds it at low urgency.");
      if (status == ResponseStatus.ACKNOWLEDGED) {
        beginAnew(worth, why);
      } else if (urgency != worth) {
        changeUrgency(worth, Who.muster(), why);
      }
      nextUrgency();
    }
  }

  /// Whoever acknowledged or snoozed it did so to something that paged nobody, or was held low: that does not count for what
  /// matters. Whom a person gave it to by name keeps it.
  private void beginAnew(Urgency worth, Reason why) {
    reason = why;
    if (urgency != worth) {
      events.add(new MobilizeEvent.UrgencyChanged(id(), urgency, worth, Who.muster(), why, now));
      urgency = worth;
    }
    nextUrgency();
    if (status == ResponseStatus.ACKNOWLEDGED) {
      giveBack(Who.muster());
      events.add(new MobilizeEvent.Unacknowledged(id(), Who.muster(), why, now));
    }
    if (phase != Phase.ACTIVE) {
      return;
    }
    if (via == AssignedVia.DIRECT_ASSIGNMENT) {
      again(Who.muster(), why, List.of());
    } else {
      offer();
    }
  }

  /// How urgent the incident is by that alert alone, which from now on is what its urgency goes by.
  private Urgency worth(Impulse.Matters more) {
    Service service = world.service();
    urgencyByRule = more.urgency() != null;
    urgencyByHand = urgencyByRule;
    severity = more.urgency() == Urgency.LOW ? null : more.severity();
    if (more.urgency() != null) {
      return more.urgency();
    }
    return service == null ? Urgency.HIGH : service.urgencyAt(severity, now);
  }

  void ackTimeout() {
    Service service = world.service();
    Integer seconds = service == null || toDo ? null : service.acknowledgementTimeoutSeconds();
    if (seconds != null && seconds > 0 && phase == Phase.ACTIVE) {
      set(Due.of(Due.Kind.UNACKNOWLEDGE, now.plusSeconds(seconds)));
    }
  }

  void offer() {
    if (ladder == null) {
      ladder = world.policy();
    }
    climb(1, 0, Who.muster(), false);
  }

  Who service() {
    Service service = world.service();
    return new Who(Who.Kind.SERVICE, serviceId, service == null ? serviceId : service.name());
  }

  static Reason urgencyReason(
      Service service, @Nullable Severity severity, Urgency urgency, Instant now) {
    var hours = service.supportHours();
    String at =
        hours == null ? "" : hours.holds(now) ? ", in support hours" : ", outside of support hours";
    return reason(
        "urgency.service",
        "%s urgency by the rule of %s%s%s."
            .formatted(
                urgency == Urgency.HIGH ? "High" : "Low",
                service.name(),
                severity == null ? "" : " for severity " + severity.wire(),
                at));
  }
}
