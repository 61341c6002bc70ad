package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ServiceProof;
import dev.muster.catalog.User;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.outbound.Outbound;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the steps out: looks up what a step may know, runs it, and writes response, timers, notices and facts in one
/// transaction. Each response is written by whoever holds its row; rows are held in the order of their ids, and facts are
/// appended last, so that transactions do not wait for each other in circles.
final class Mobilizer implements Mobilize, ExperimentDesk {
  static final String OWNER = "mobilize";

  private static final Logger LOG = LoggerFactory.getLogger(Mobilizer.class);

  private final Transactions transactions;
  private final ResponseRepository responses;
  private final PolicyRepository policies;
  private final NoticeRepository notices;
  private final Catalog catalog;
  private final Incidents incidents;
  private final OnCall onCall;
  private final Timers timers;
  private final FactLog facts;
  private final Outbound outbound;
  private final Supplier<Fallback> fallback;
  private volatile ServiceProof proof = ServiceProof.NONE;
  private volatile Experiments experiments = Experiments.NONE;
  private volatile KeptIncidents kept = KeptIncidents.NONE;
  private volatile Mattering mattering;
  private final Ids ids;
  private final Runnable wake;
  private final Whos whos;

  /// @param fallback who is told when nobody is on call; asked in each transaction, as an address may become a person's
  /// @param wake tells the pumps that there is something to do
  Mobilizer(
      Transactions transactions,
      ResponseRepository responses,
      PolicyRepository policies,
      NoticeRepository notices,
      Catalog catalog,
      Incidents incidents,
      OnCall onCall,
      Timers timers,
      FactLog facts,
      Outbound outbound,
      Supplier<Fallback> fallback,
      Ids ids,
      Runnable wake) {
    this.transactions = transactions;
    this.responses = responses;
    this.policies = policies;
    this.notices = notices;
    this.catalog = catalog;
    this.incidents = incidents;
    this.onCall = onCall;
    this.timers = timers;
    this.facts = facts;
    this.outbound = outbound;
    this.fallback = fallback;
    this.ids = ids;
    this.wake = wake;
    this.mattering = new Mattering(_ -> Map.of(), incidents);
    this.whos = new Whos(catalog);
  }

  /// Asks there whether a service has recovered; until this is called, nothing speaks against it.
  void provenBy(ServiceProof by) {
    proof = by;
  }

  /// Asks there whether alerts are expected; until this is called, none is.
  void expectedBy(Experiments by, KeptIncidents where) {
    experiments = by;
    kept = where;
  }

  /// Looks there whether an alert matters more; until this is called, each one does, as none is known.
  void mattersBy(Mattering by) {
    mattering = by;
  }

  // Reading
  // ------------------------------------------------------------------------------------------------------------------

  @Override
  public Optional<Response> response(String incidentId) {
    return Optional.ofNullable(responses(List.of(incidentId)).get(incidentId));
  }

  /// What people call that incident.
  private String called(String incidentId) {
    return response(incidentId).map(one -> "#" + one.number()).orElse(incidentId);
  }

  @Override
  public Optional<Response> byNumber(long number) {
    return responses.byNumber(number);
  }

  @Override
  public Map<String, Response> responses(Collection<String> incidentIds) {
    var found = new LinkedHashMap<String, Response>();
    responses.states(incidentIds).forEach((id, state) -> found.put(id, state.response()));
    return found;
  }

  @Override
  public List<Response> search(ResponseFilter filter, int offset, int limit) {
    return responses.search(filter, offset, limit);
  }

  @Override
  public long count(ResponseFilter filter) {
    return responses.count(filter);
  }

  @Override
  public List<Notification> notifications(String incidentId) {
    return notices.views(incidentId);
  }

  @Override
  public Optional<Declared.Parted> parting(String incidentId, Instant since) {
    return Optional.ofNullable(responses.states(List.of(incidentId)).get(incidentId))
        .map(state -> state.parting(notices.told(incidentId, since)));
  }

  @Override
  public boolean isKept(String incidentId) {
    return !kept.of(List.of(incidentId)).isEmpty();
  }

  // Changing
  // -----------------------------------------------------------------------------------------------------------------

  @Override
  public void hold(Collection<String> incidentIds) {
    responses.hold(incidentIds);
  }

  @Override
  public Response begin(Incident incident, Instant now) {
    return transactions.inTransaction(() -> {
      var work = new Work(now);
      work.begin(IncidentEvent.IncidentFormed.of(incident));
      work.finish(Actor.current());
      ResponseState begun = responses.states(List.of(incident.id())).get(incident.id());
      if (begun == null) {
        throw new IllegalStateException("no response to incident " + incident.id());
      }
      return begun.response();
    });
  }

  @Override
  public Map<String, Response> changeAll(List<Change> changes, Actor actor, Instant now) {
    return transactions.inTransaction(() -> {
      // held before any response
      Experiments.Running running =
          changes.stream().anyMatch(change -> opens(change.command()))
              ? experiments.at(now)
              : Experiments.Running.NONE;
      var work = new Work(now);
      var wanted = new LinkedHashSet<String>();
      changes.forEach(change -> wanted.add(change.incidentId()));
      work.hold(wanted);
      for (String id : wanted) {
        if (!work.knows(id)) {
          throw ApiException.notFound("Incident " + id);
        }
      }
      Who by = Who.of(actor);
      for (Change change : changes) {
        String id = change.incidentId();
        boolean was = work.state(id).response().status().open();
        work.step(id, new Impulse.Asked(change.command(), by, change.why()));
        Response is = work.state(id).response();
        if (!was && is.status().open()) {
          var keeping = keeping(running, List.of(id), now);
          keeping.again(is).ifPresent(why -> work.release(keeping, id, why));
        }
      }
      work.finish(actor);
      var changed = new LinkedHashMap<String, Response>();
      wanted.forEach(id -> changed.put(id, work.state(id).response()));
      return changed;
    });
  }

  /// Whether it may open an incident again.
  private static boolean opens(Command command) {
    return command instanceof Command.Reopen || command instanceof Command.Trigger;
  }

  /// Reacts to what the incidents' room says. Runs in the reader's transaction.
  void heard(List<Fact> said, Instant now) {
    Experiments.Running running = experiments.at(now); // held before any response
    var work = new Work(now);
    var known = new TreeSet<String>();
    for (Fact fact : said) {
      var event = (IncidentEvent) fact.event();
      known.add(event.incidentId());
      if (event instanceof IncidentEvent.IncidentMerged merged) {
        known.add(merged.intoIncidentId());
      }
    }
    work.hold(known);
    Mattering.Look look = mattering.look(joining(said));
    var keeping = keeping(running, known, now);
    for (Fact fact : said) {
      switch ((IncidentEvent) fact.event()) {
        case IncidentEvent.IncidentFormed formed -> {
          if (!work.knows(formed.incidentId())) {
            work.begin(keeping.formed(formed));
            work.events.addAll(keeping.said());
          }
        }
        case IncidentEvent.IncidentGrew grew -> {
          work.step(
              grew.incidentId(),
              new Impulse.Grew(
                  look.worth(work.find(grew.incidentId()), grew.alertId(), grew.severity())));
          work.consider(grew.incidentId(), look.of(work.find(grew.incidentId()), grew.alertId()));
          keeping
              .unexpected(grew.incidentId(), List.of(grew.alertId()))
              .ifPresent(why -> work.release(keeping, grew.incidentId(), why));
        }
        case IncidentEvent.IncidentSeverityChanged changed -> {
          work.worsen(
              changed.incidentId(),
              look.worth(work.find(changed.incidentId()), changed.severity()));
          work.look(keeping, changed.incidentId());
        }
        case IncidentEvent.IncidentAlertWorsened worse ->
            work.worsen(
                worse.incidentId(),
                look.worth(work.find(worse.incidentId()), worse.alertId(), worse.severity()));
        case IncidentEvent.IncidentShrank _, IncidentEvent.IncidentEased _ -> {}
        case IncidentEvent.IncidentMerged merged -> {
          ResponseState from = work.find(merged.incidentId());
          work.step(
              merged.incidentId(),
              new Impulse.Asked(
                  new Command.MergeInto(merged.intoIncidentId()), whos.person(merged.byId())));
          work.look(keeping, merged.intoIncidentId());
          work.consider(
              merged.intoIncidentId(), look.merged(work.find(merged.intoIncidentId()), from));
        }
        case IncidentEvent.IncidentRetitled retitled ->
            work.step(
                retitled.incidentId(),
                new Impulse.Asked(
                    new Command.Retitle(retitled.title()), whos.person(retitled.byId())));
        case IncidentEvent.IncidentCauseJudged _, IncidentEvent.IncidentCauseNamed _ -> {
          // whom to tell does not hang on it
        }
        case IncidentEvent.IncidentAcknowledgedBySource acknowledged -> {
          ResponseState state = work.find(acknowledged.incidentId());
          if (state != null && state.response().triggered()) {
            work.step(
                acknowledged.incidentId(),
                new Impulse.Asked(
                    new Command.Acknowledge(), whos.monitor(acknowledged.integrationId())));
          }
        }
        case IncidentEvent.IncidentCleared cleared -> {
          Who by = whos.by(cleared.byKind(), cleared.byId());
          work.step(cleared.incidentId(), new Impulse.Cleared(by));
        }
      }
    }
    work.finish(Actor.muster());
  }

  private static List<String> joining(List<Fact> said) {
    var joining = new ArrayList<String>();
    for (Fact fact : said) {
      if (fact.event() instanceof IncidentEvent.IncidentGrew grew) {
        joining.add(grew.alertId());
      }
    }
    return joining;
  }

  @Override
  public int release(String experimentId, String words, Instant now) {
    return transactions.inTransaction(() -> {
      List<String> ids = kept.ofExperiment(experimentId);
      var work = new Work(now);
      work.hold(ids);
      var keeping = keeping(Experiments.Running.NONE, ids, now);
      int open = 0;
      for (String id : ids) {
        ResponseState state = work.find(id);
        if (state != null && state.recovered()) {
          continue; // nothing is broken; an alert that comes back hands it over
        }
        open += state != null && state.response().status().open() ? 1 : 0;
        work.release(keeping, id, new Reason("experiment.over", Keeping.VERSION, words));
      }
      work.finish(Actor.muster());
      return open;
    });
  }

  @Override
  public int reconsider(Collection<String> alertIds, Instant now) {
    return transactions.inTransaction(() -> {
      Experiments.Running running = experiments.at(now);
      var changed = new TreeMap<String, List<String>>();
      incidents
          .memberships(alertIds)
          .forEach((alertId, member) -> {
            if (member.incidentId() != null) {
              changed.computeIfAbsent(member.incidentId(), _ -> new ArrayList<>()).add(alertId);
            }
          });
      var work = new Work(now);
      changed.keySet().retainAll(kept.of(changed.keySet()).keySet());
      work.hold(changed.keySet());
      var keeping = keeping(running, changed.keySet(), now);
      int released = 0;
      for (Map.Entry<String, List<String>> one : changed.entrySet()) {
        Reason why = keeping.unexpected(one.getKey(), one.getValue()).orElse(null);
        if (why != null) {
          work.release(keeping, one.getKey(), why);
          released++;
        }
      }
      work.finish(Actor.muster());
      return released;
    });
  }

  private Keeping keeping(
      Experiments.Running running, Collection<String> incidentIds, Instant now) {
    return new Keeping(running, kept, catalog, incidents, incidentIds, now);
  }

  /// Reacts to timers, and holds the responses before their timers are taken away, as commands do.
  TimerPump.Handler timerHandler() {
    return new TimerPump.Handler() {
      @Override
      public void hold(List<String> incidentIds) {
        responses.hold(incidentIds);
      }

      @Override
      public void due(List<Timers.Timer> timersDue, Instant at) {
        Mobilizer.this.due(timersDue, at);
      }
    };
  }

  /// Reacts to timers. Runs in the pump's transaction.
  void due(List<Timers.Timer> timersDue, Instant now) {
    var work = new Work(now);
    var known = new TreeSet<String>();
    timersDue.forEach(timer -> known.add(timer.key()));
    work.hold(known);
    for (Timers.Timer timer : timersDue) {
      Due.Kind kind = Due.Kind.valueOf(timer.kind().toUpperCase(java.util.Locale.ROOT));
      work.step(timer.key(), new Impulse.Fell(kind));
    }
    work.finish(Actor.muster());
  }

  /// Runs what should have run by that moment and did not, and sets the timers anew.
  ///
  /// @return what was late, by incident id
  Map<String, String> repair(List<String> incidentIds, Instant before, Instant now) {
    return transactions.inTransaction(() -> {
      var late = new LinkedHashMap<String, String>();
      var work = new Work(now);
      work.hold(incidentIds);
      for (String id : incidentIds) {
        ResponseState state = work.find(id);
        if (state == null || !state.response().status().open()) {
          continue;
        }
        for (Due due : state.due()) {
          if (due.at().isBefore(before)) {
            late.merge(id, due.kind() + " was due at " + due.at(), (a, b) -> a + ", " + b);
            timers.cancel(OWNER, id, due.kind().timer());
            work.step(id, new Impulse.Fell(due.kind()));
          }
        }
      }
      work.finish(Actor.muster());
      return late;
    });
  }

  /// One transaction's work on some responses.
  private final class Work {
    private final Instant now;
    private final Round round;
    private final Map<String, ResponseState> before = new LinkedHashMap<>();
    private final Map<String, ResponseState> after = new LinkedHashMap<>();
    private final List<MobilizeEvent> events = new ArrayList<>();
    private final Map<String, String> hushed = new LinkedHashMap<>();
    private final Map<String, List<Decision.Page>> pages = new LinkedHashMap<>();

    Work(Instant now) {
      this.now = now;
      this.round =
          new Round(catalog, policies, onCall, fallback.get(), proof, Mobilizer.this::called, now);
    }

    void hold(Collection<String> incidentIds) {
      Map<String, ResponseState> held = responses.hold(incidentIds);
      before.putAll(held);
      after.putAll(held);
    }

    boolean knows(String id) {
      return after.containsKey(id);
    }

    @Nullable ResponseState find(String id) {
      return after.get(id);
    }

    ResponseState state(String id) {
      ResponseState state = after.get(id);
      if (state == null) {
        throw new IllegalStateException("response " + id + " is not held");
      }
      return state;
    }

    void begin(IncidentEvent.IncidentFormed formed) {
      if (knows(formed.incidentId())) {
        return; // begun in the transaction that declared it
      }
      Decision decision = ResponseStep.begin(formed, round.of(formed), now);
      if (responses.add(decision.after())) {
        before.put(formed.incidentId(), decision.after());
        take(decision);
        syncTimers(List.of(), decision.after());
      } else {
        hold(List.of(formed.incidentId())); // another transaction has begun it in this very moment
      }
    }

    /// An incident that was never begun here was said and retracted before this room listened; there is nothing to do then.
    void step(String id, Impulse impulse) {
      ResponseState state = after.get(id);
      if (state != null) {
        take(ResponseStep.step(state, impulse, round.of(state, impulse), now));
      }
    }

    void worsen(String id, @Nullable Severity severity) {
      consider(id, severity == null ? null : new Impulse.Worsened(severity));
    }

    void consider(String id, @Nullable Impulse matters) {
      if (matters != null) {
        step(id, matters);
      }
    }

    /// Hands it to those who answer for its service.
    void release(Keeping keeping, String id, Reason why) {
      ResponseState state = after.get(id);
      String policy = state == null ? null : keeping.release(state.response(), why);
      events.addAll(keeping.said());
      if (policy != null) {
        step(id, new Impulse.Asked(new Command.Delegate(policy), Who.muster()));
      }
    }

    /// Looks at all its alerts again.
    void look(Keeping keeping, String id) {
      keeping.unexpected(id).ifPresent(why -> release(keeping, id, why));
    }

    private void take(Decision decision) {
      String id = decision.after().id();
      after.put(id, decision.after());
      events.addAll(decision.events());
      round.turn(decision.rings());
      if (decision.hush() != null) {
        hushed.put(id, decision.hush());
        pages.remove(id);
      }
      if (!decision.pages().isEmpty()) {
        pages.computeIfAbsent(id, _ -> new ArrayList<>()).addAll(decision.pages());
      }
    }

    /// Writes everything. Facts come last, as appending them serialises the transactions that do so.
    void finish(Actor actor) {
      var ended = new TreeSet<String>();
      after.forEach((id, state) -> {
        ResponseState was = before.get(id);
        if (was != null && !state.equals(was)) {
          responses.save(state);
          syncTimers(was.due(), state);
          if (was.response().status().open() && !state.response().status().open()) {
            ended.add(id);
          }
        }
      });
      if (!ended.isEmpty()) {
        kept.of(ended).keySet().forEach(id -> kept.release(id, now)); // nobody is kept from it now
      }
      hush();
      tell();
      Endings.tell(incidents, events, actor, now);
      if (!events.isEmpty()) {
        facts.append(TOPIC, 0, now, events);
        transactions.afterCommit(wake);
      }
    }

    private void syncTimers(List<Due> was, ResponseState state) {
      for (Due due : was) {
        if (state.due(due.kind()).isEmpty()) {
          timers.cancel(OWNER, state.id(), due.kind().timer());
        }
      }
      for (Due due : state.due()) {
        if (!was.contains(due)) {
          timers.set(OWNER, state.id(), due.kind().timer(), due.at(), "");
        }
      }
    }

    /// Voids what is still to be told. Messages first, then notices: the post office holds them in this order too.
    private void hush() {
      if (hushed.isEmpty()) {
        return;
      }
      hushed.forEach((id, why) -> outbound.cancel(OWNER, id, null, why, now));
      for (Notice notice : notices.holdUnsent(hushed.keySet())) {
        if (notice.asksForHelp() && state(notice.incidentId()).response().status().open()) {
          continue; // who was asked to help is still wanted, whoever has the incident
        }
        String why = hushed.getOrDefault(notice.incidentId(), "no longer wanted");
        boolean gone =
            notice.state() == Notice.State.WAITING
                || (notice.parcelId() != null
                    && outbound
                        .status(notice.parcelId())
                        .map(status -> status.state().equals("cancelled"))
                        .orElse(true));
        if (gone) {
          notices.save(
              notice.ended(Notice.State.CANCELLED, notice.attempts(), "Not sent: " + why, null));
        }
      }
    }

    private void tell() {
      var wanted = new ArrayList<Notice>();
      pages.forEach((id, asked) -> {
        for (Decision.Page page : asked) {
          plan(id, page, wanted);
        }
      });
      if (!wanted.isEmpty()) {
        notices.add(wanted);
        transactions.afterCommit(wake);
      }
    }

    private void plan(String id, Decision.Page page, List<Notice> wanted) {
      String why = page.reason().words();
      if (page.toFallback()) {
        toFallback(id, page, why, wanted);
        return;
      }
      for (String userId : page.userIds()) {
        wanted.addAll(planned(id, page, userId, wanted));
      }
      for (Declared.Told told : page.toldInPart()) {
        wanted.addAll(NoticePlan.rest(planned(id, page, told.userId(), wanted), told, now));
      }
    }

    /// By which ways a person is to be told. The fallback is wanted for who cannot be reached.
    private List<Notice> planned(
        String id, Decision.Page page, String userId, List<Notice> wanted) {
      Optional<User> user = round.user(userId);
      List<Notice> planned =
          user.isEmpty()
              ? List.of()
              : NoticePlan.plan(
                  id,
                  page.step(),
                  page.urgency(),
                  user.get(),
                  round.methods(userId),
                  round.rules(userId),
                  page.reason().words(),
                  now,
                  ids);
      if (planned.isEmpty()) {
        String name = user.map(User::name).orElse(userId);
        events.add(
            new MobilizeEvent.Unreachable(
                id,
                userId,
                new Reason(
                    "notice.unreachable",
                    1,
                    name + " has neither a usable contact method nor a mail address."),
                now));
        toFallback(id, page, name + " cannot be reached.", wanted);
      }
      return planned;
    }

    /// The fallback as an address: a person who is the fallback is planned as a person.
    private void toFallback(String id, Decision.Page page, String why, List<Notice> wanted) {
      String address = round.fallback().address();
      String userId = round.fallback().userId();
      if (userId != null && !page.userIds().contains(userId)) {
        Optional<User> user = round.user(userId);
        if (user.isPresent() && !user.get().email().isBlank()) {
          address = user.get().email();
        }
      }
      if (address == null) {
        LOG.error("Nobody can be told of incident {}: {}", id, why);
        return;
      }
      wanted.add(
          NoticePlan.toMail(
              ids.next('Q'),
              id,
              page.step(),
              null,
              NoticePlan.FALLBACK,
              address,
              page.urgency(),
              now,
              why + " This address is the fallback."));
    }
  }
}
