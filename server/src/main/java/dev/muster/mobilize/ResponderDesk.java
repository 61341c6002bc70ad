package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.User;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.ResponderRequest.Responder;
import dev.muster.mobilize.ResponderRequest.State;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Calls for help: people are told by their rules for high urgency, whatever the incident's own; a policy climbs on its own until
/// somebody answers. Joining makes nobody responsible: who has the incident stays.
final class ResponderDesk implements Helpers, Summons {
  /// Owner of the timers: not the responses' own.
  static final String OWNER = "mobilize.responders";

  /// Begins the rule of a notice that asks for help: `responder:<request>:<rule>`.
  static final String RULE = "responder:";

  private static final String CLIMB = "climb";

  private final Transactions transactions;
  private final ResponseRepository responses;
  private final ResponderRepository requests;
  private final PolicyRepository policies;
  private final NoticeRepository notices;
  private final Catalog catalog;
  private final OnCall onCall;
  private final Timers timers;
  private final FactLog facts;
  private final Ids ids;
  private final Runnable wake;

  ResponderDesk(
      Transactions transactions,
      ResponseRepository responses,
      ResponderRepository requests,
      PolicyRepository policies,
      NoticeRepository notices,
      Catalog catalog,
      OnCall onCall,
      Timers timers,
      FactLog facts,
      Ids ids,
      Runnable wake) {
    this.transactions = transactions;
    this.responses = responses;
    this.requests = requests;
    this.policies = policies;
    this.notices = notices;
    this.catalog = catalog;
    this.onCall = onCall;
    this.timers = timers;
    this.facts = facts;
    this.ids = ids;
    this.wake = wake;
  }

  /// Whom to ask.
  record Asked(boolean policy, String id) {}

  /// Asks for help.
  ///
  /// @throws ApiException 404 for an unknown incident; 400 when it is resolved or a target does not exist
  List<ResponderRequest> ask(
      String incidentId, List<Asked> targets, String message, Who requester, Instant now) {
    return transactions.inTransaction(() -> {
      open(incidentId);
      var events = new ArrayList<MobilizeEvent>();
      var made = new ArrayList<ResponderRequest>();
      for (Asked asked : targets) {
        Policy ladder =
            asked.policy()
                ? policies
                    .find(asked.id())
                    .orElseThrow(() ->
                        ApiException.invalid("Escalation policy " + asked.id() + " was not found."))
                : null;
        var request =
            new ResponderRequest(
                ids.next('Q'),
                incidentId,
                asked.policy(),
                asked.id(),
                ladder,
                0,
                0,
                requester,
                message,
                now,
                List.of());
        ResponderRequest begun =
            asked.policy()
                ? climb(request, events, now)
                : tell(request, List.of(asked.id()), events, now);
        if (begun.responders().isEmpty()) {
          throw ApiException.refused(
              1015,
              "Nobody On Call",
              asked.policy()
                  ? "Nobody is on call in escalation policy " + asked.id() + "."
                  : "User " + asked.id() + " was not found.");
        }
        requests.save(begun);
        made.add(begun);
      }
      say(events, now);
      return List.copyOf(made);
    });
  }

  @Override
  public List<String> summon(String incidentId, String policyId, String message, Instant now) {
    ResponseState state = responses.hold(List.of(incidentId)).get(incidentId);
    Policy ladder = policies.find(policyId).orElse(null);
    if (state == null || !state.response().status().open() || ladder == null) {
      return List.of();
    }
    var events = new ArrayList<MobilizeEvent>();
    ResponderRequest begun =
        climb(
            new ResponderRequest(
                ids.next('Q'),
                incidentId,
                true,
                policyId,
                ladder,
                0,
                0,
                Who.muster(),
                message,
                now,
                List.of()),
            events,
            now);
    if (begun.responders().isEmpty()) {
      return List.of();
    }
    requests.save(begun);
    say(events, now);
    return begun.responders().stream().map(Responder::userId).toList();
  }

  @Override
  public Set<String> firstOf(String policyId, Instant now) {
    Policy policy = policies.find(policyId).orElse(null);
    for (int level = 1; policy != null && level <= policy.levels(); level++) {
      Set<String> people = people(policy.rule(level), now);
      if (!people.isEmpty()) {
        return people;
      }
    }
    return Set.of();
  }

  private ResponseState open(String incidentId) {
    ResponseState state = responses.hold(List.of(incidentId)).get(incidentId);
    if (state == null) {
      throw ApiException.notFound("Incident " + incidentId);
    }
    if (!state.response().status().open()) {
      throw Refusal.resolved();
    }
    return state;
  }

  /// Asks the next level that has somebody who was not asked in this round yet.
  private ResponderRequest climb(
      ResponderRequest request, List<MobilizeEvent> events, Instant now) {
    Policy policy = request.ladder();
    if (policy == null) {
      return request;
    }
    int level = request.level();
    int loop = request.loop();
    for (int tried = 0; tried < policy.levels(); tried++) {
      level++;
      if (level > policy.levels()) {
        if (loop >= policy.numLoops()) {
          return request;
        }
        level = 1;
        loop++;
      }
      Set<String> people = people(policy.rule(level), now);
      if (!people.isEmpty()) {
        timers.set(OWNER, request.id(), CLIMB, now.plus(policy.rule(level).delay()), "");
        return tell(
            request.with(level, loop, request.responders()), List.copyOf(people), events, now);
      }
    }
    return request;
  }

  private Set<String> people(Policy.Rule rule, Instant now) {
    var people = new LinkedHashSet<String>();
    var schedules =
        rule.targets().stream()
            .filter(target -> target.kind() == Policy.Target.Kind.SCHEDULE)
            .map(Policy.Target::id)
            .toList();
    var byNow =
        schedules.isEmpty() ? java.util.Map.<String, List<String>>of() : onCall.at(schedules, now);
    for (Policy.Target target : rule.targets()) {
      switch (target.kind()) {
        case USER -> people.add(target.id());
        case SCHEDULE -> people.addAll(byNow.getOrDefault(target.id(), List.of()));
      }
    }
    people.removeIf(person -> catalog.user(person).isEmpty());
    return people;
  }

  private ResponderRequest tell(
      ResponderRequest request, List<String> people, List<MobilizeEvent> events, Instant now) {
    var responders = new ArrayList<>(request.responders());
    var wanted = new ArrayList<Notice>();
    for (String person : people) {
      Optional<User> user = catalog.user(person);
      if (user.isEmpty()) {
        continue;
      }
      if (request.stateOf(person) == null) {
        responders.add(new Responder(person, State.PENDING, now));
        events.add(
            new MobilizeEvent.ResponderRequested(
                request.incidentId(),
                request.id(),
                person,
                request.policy() ? request.targetId() : null,
                request.message(),
                request.requester(),
                now));
      }
      String why =
          request.requester().name()
              + " asks for your help"
              + (request.message().isBlank() ? "." : ": " + request.message());
      for (Notice notice :
          NoticePlan.plan(
              request.incidentId(),
              round(request),
              Urgency.HIGH,
              user.get(),
              catalog.contactMethods(person),
              catalog.notificationRules(person),
              why,
              now,
              ids)) {
        wanted.add(notice.forRule(RULE + request.id() + ":" + notice.rule()));
      }
    }
    notices.add(wanted);
    return request.with(request.level(), request.loop(), responders);
  }

  /// Counts the levels asked, so that a repetition tells people again.
  private static int round(ResponderRequest request) {
    Policy policy = request.ladder();
    return policy == null ? 1 : request.loop() * policy.levels() + request.level();
  }

  private void say(List<MobilizeEvent> events, Instant now) {
    if (!events.isEmpty()) {
      facts.append(Mobilize.TOPIC, 0, now, events);
      transactions.afterCommit(wake);
    }
  }

  /// Somebody answers for a person.
  ///
  /// @throws ApiException 404 when that person was not asked; 400 when the incident is resolved or the request was taken back
  ResponderRequest answer(
      String incidentId, String requestId, String userId, State state, Who by, Instant now) {
    return transactions.inTransaction(() -> {
      open(incidentId);
      ResponderRequest request =
          requests
              .hold(requestId)
              .filter(found -> found.incidentId().equals(incidentId))
              .filter(found -> found.stateOf(userId) != null)
              .orElseThrow(() -> ApiException.notFound("Responder request " + requestId));
      if (request.stateOf(userId) == state) {
        return request;
      }
      if (request.stateOf(userId) == State.USER_CANCELLED) {
        throw ApiException.invalid("The request for help was taken back.");
      }
      ResponderRequest after = request.answered(userId, state, now);
      requests.save(after);
      timers.cancel(OWNER, requestId, CLIMB);
      say(
          List.of(
              new MobilizeEvent.ResponderReplied(
                  incidentId, requestId, userId, state.wire(), by, now)),
          now);
      return after;
    });
  }

  @Override
  public void call(
      String incidentId,
      boolean policy,
      String targetId,
      String message,
      Who requester,
      Instant now) {
    ask(incidentId, List.of(new Asked(policy, targetId)), message, requester, now);
  }

  @Override
  public void reply(
      String incidentId,
      @Nullable String callId,
      String userId,
      boolean joins,
      Who by,
      Instant now) {
    State state = joins ? State.JOINED : State.DECLINED;
    transactions.run(() -> {
      List<String> meant = callId == null ? meant(incidentId, userId) : List.of(callId);
      for (String request : meant) {
        answer(incidentId, request, userId, state, by, now);
      }
    });
  }

  /// What somebody answers who does not say which request: those that wait, else the newest.
  private List<String> meant(String incidentId, String userId) {
    var waiting = new ArrayList<String>();
    String newest = null;
    boolean wanted = false;
    for (ResponderRequest request : requests.ofIncident(incidentId)) {
      State state = request.stateOf(userId);
      if (state == State.PENDING) {
        waiting.add(request.id());
      }
      if (state != null && (state != State.USER_CANCELLED || !wanted)) {
        newest = request.id();
        wanted = state != State.USER_CANCELLED;
      }
    }
    if (newest == null) {
      throw ApiException.notFound("A request for your help with this incident");
    }
    return waiting.isEmpty() ? List.of(newest) : waiting;
  }

  /// Takes back what nobody has answered yet.
  ///
  /// @return what was taken back
  List<ResponderRequest> cancel(String incidentId, List<Asked> targets, Who by, Instant now) {
    return transactions.inTransaction(() -> {
      open(incidentId);
      var cancelled = new ArrayList<ResponderRequest>();
      for (ResponderRequest request : requests.ofIncident(incidentId)) {
        if (targets.contains(new Asked(request.policy(), request.targetId()))) {
          ResponderRequest after = request;
          for (Responder responder : request.responders()) {
            if (responder.state() == State.PENDING) {
              after =
                  answer(
                      incidentId, request.id(), responder.userId(), State.USER_CANCELLED, by, now);
            }
          }
          cancelled.add(after);
        }
      }
      return List.copyOf(cancelled);
    });
  }

  @Override
  public int takeBack(String incidentId, boolean policy, String targetId, Who by, Instant now) {
    var target = new Asked(policy, targetId);
    return transactions.inTransaction(() -> {
      int waiting =
          (int)
              requests.ofIncident(incidentId).stream()
                  .filter(request -> target.equals(new Asked(request.policy(), request.targetId())))
                  .flatMap(request -> request.responders().stream())
                  .filter(responder -> responder.state() == State.PENDING)
                  .count();
      if (cancel(incidentId, List.of(target), by, now).isEmpty()) {
        throw noRequest();
      }
      return waiting;
    });
  }

  /// What was asked of a target is not there.
  static ApiException noRequest() {
    return ApiException.notFound("A request to these targets");
  }

  @Override
  public Map<String, List<Call>> calls(Collection<String> incidentIds) {
    var calls = new LinkedHashMap<String, List<Call>>();
    if (incidentIds.isEmpty()) {
      return calls;
    }
    for (ResponderRequest request : requests.ofIncidents(incidentIds)) {
      Policy ladder = request.ladder();
      calls
          .computeIfAbsent(request.incidentId(), _ -> new ArrayList<>())
          .add(
              new Call(
                  request.id(),
                  request.incidentId(),
                  request.policy(),
                  request.targetId(),
                  ladder != null
                      ? ladder.name()
                      : catalog.user(request.targetId()).map(User::name).orElse(request.targetId()),
                  request.requester(),
                  request.message(),
                  request.requestedAt(),
                  request.responders().stream()
                      .map(one -> new Helper(one.userId(), one.state().wire(), one.updatedAt()))
                      .toList()));
    }
    return calls;
  }

  List<ResponderRequest> ofIncident(String incidentId) {
    return requests.ofIncident(incidentId);
  }

  /// Reacts to timers, and holds the requests before their timers are taken away, as answers do.
  TimerPump.Handler timerHandler() {
    return new TimerPump.Handler() {
      @Override
      public void hold(List<String> requestIds) {
        requestIds.stream().sorted().forEach(requests::hold);
      }

      @Override
      public void due(List<Timers.Timer> timersDue, Instant at) {
        ResponderDesk.this.due(timersDue, at);
      }
    };
  }

  /// Nobody has answered, so the next level is asked. Runs in the pump's transaction.
  private void due(List<Timers.Timer> timersDue, Instant now) {
    var events = new ArrayList<MobilizeEvent>();
    for (Timers.Timer timer : timersDue) {
      Optional<ResponderRequest> found = requests.hold(timer.key());
      if (found.isEmpty() || !found.get().unanswered()) {
        continue;
      }
      ResponderRequest request = found.get();
      ResponseState state =
          responses.states(List.of(request.incidentId())).get(request.incidentId());
      if (state != null && state.response().status().open()) {
        requests.save(climb(request, events, now));
      }
    }
    say(events, now);
  }

  /// Why a notice that asks for help is void; null when it is wanted.
  static @Nullable String objection(
      Notice notice, Response response, ResponderRepository requests) {
    if (!response.status().open()) {
      return "the incident is resolved";
    }
    String[] parts = notice.rule().split(":", 3);
    String userId = notice.userId();
    Optional<ResponderRequest> request = requests.find(parts[1]);
    if (request.isEmpty() || userId == null) {
      return "the request is gone";
    }
    boolean helped =
        request.get().responders().stream().anyMatch(one -> one.state() == State.JOINED);
    if (request.get().policy() && helped) {
      return "somebody else helps";
    }
    State state = request.get().stateOf(userId);
    return state == State.PENDING
        ? null
        : "the request is " + (state == null ? "gone" : state.wire().replace('_', ' '));
  }

  /// The actor who asks, when the request names a user.
  static Who requester(Optional<User> named, Actor actor) {
    return named
        .map(user -> new Who(Who.Kind.USER, user.id(), user.name(), actor.way()))
        .orElseGet(() -> Who.of(actor));
  }
}
