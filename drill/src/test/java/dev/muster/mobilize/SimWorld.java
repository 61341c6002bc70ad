package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Role;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.fact.MemoryFactLog;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.MemoryOutbound;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.timer.MemoryTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Links;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Some days of a small company: incidents come, people answer or not, rotas are edited, channels fail, the process dies. What
/// must always hold is checked at each page and at the end.
final class SimWorld {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final double CRASH = 0.002;

  /// A page in the clear leaves within this; more than the lease of a crashed process, twice.
  private static final Duration PROMPT = Duration.ofMinutes(4);

  /// Who takes turns from when on.
  private record Turns(Instant from, List<String> people, Duration each) {
    @Nullable String onCall(Instant at) {
      if (people.isEmpty()) {
        return null;
      }
      long turn = Duration.between(from, at).dividedBy(each);
      return people.get((int) (turn % people.size()));
    }
  }

  private record Happening(Instant at, int order, Runnable what) {}

  private final Random random;
  private final Instant end;
  private Instant now = START;

  // What survives a crash
  private final MemoryTransactions memory = new MemoryTransactions();
  private final MemoryFactLog log = new MemoryFactLog(memory, _ -> {});
  private final MemoryTimers timers = new MemoryTimers(memory);
  private final MemoryOutbound outbound = new MemoryOutbound(memory, () -> {});
  private final MemoryResponseRepository responses = new MemoryResponseRepository(memory);
  private final MemoryPolicyRepository policies = new MemoryPolicyRepository(memory);
  private final MemoryNoticeRepository notices = new MemoryNoticeRepository(memory);
  private final FakeCatalog catalog = new FakeCatalog();
  private final Map<String, TreeMap<Instant, Turns>> rotas = new HashMap<>();
  private final CrashingTransactions transactions;
  private final Ids ids;

  // What is made anew after a crash
  private Engine engine;
  private Mobilizer mobilizer;

  // The outside
  private final PriorityQueue<Happening> happenings =
      new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparingInt(Happening::order));
  private final Map<String, Instant> formed = new HashMap<>();
  private final Map<String, Instant> firstTold = new HashMap<>();
  private final Map<String, Integer> toldAt = new HashMap<>();
  private final Map<String, String> noticeOfStep = new HashMap<>();
  private final List<Instant[]> storms = new ArrayList<>();
  private int order;
  int crashes;
  int pages;
  int edits;

  SimWorld(long seed, int days) {
    this.random = new Random(seed);
    this.end = START.plus(Duration.ofDays(days));
    this.transactions = new CrashingTransactions(memory, random, CRASH);
    this.ids = Ids.from(random);
    setUp();
    this.engine = new Engine(() -> now);
    this.mobilizer = start();
  }

  private void setUp() {
    List<String> people = List.of("ana", "ben", "cyd", "dan", "eve", "fay");
    for (String person : people) {
      // Told at once by mail, and by text after some minutes when it is urgent.
      catalog
          .person(person, person)
          .way(person, ContactMethod.Type.EMAIL, person + "@sim.example", 0)
          .way(person, ContactMethod.Type.SMS, "1" + person, 1 + random.nextInt(9), Urgency.HIGH);
    }
    for (String rota : List.of("R1", "R2", "R3")) {
      rotas.put(rota, new TreeMap<>());
      edit(rota, START);
    }
    policy("P1", random.nextInt(3), false, "R1", "R2");
    policy("P2", 0, false, "R3", "ana");
    policy("P3", 1, true, "R1", "R3");
    for (int i = 1; i <= 3; i++) {
      catalog.services.put("S" + i, Service.of("S" + i, "service " + i, "P" + i, START));
    }
  }

  private void policy(String id, int loops, boolean ring, String... targets) {
    var levels = new ArrayList<Policy.Rule>();
    for (int i = 0; i < targets.length; i++) {
      levels.add(
          new Policy.Rule(
              id + i,
              10 + 5 * random.nextInt(5),
              ring && i == 0
                  ? List.of(target(targets[i]), target("ben"), target("cyd"))
                  : List.of(target(targets[i])),
              ring && i == 0 ? Policy.Strategy.ROUND_ROBIN : Policy.Strategy.ASSIGN_TO_EVERYONE));
    }
    memory.run(
        () -> policies.save(new Policy(id, id, null, loops, "always", levels, null, START, 1)));
  }

  private static Policy.Target target(String name) {
    return new Policy.Target(
        name.startsWith("R") ? Policy.Target.Kind.SCHEDULE : Policy.Target.Kind.USER, name);
  }

  /// From now on other people take turns; the past stays. Now and then there is nobody.
  private void edit(String rota, Instant at) {
    var all = new ArrayList<>(List.of("ana", "ben", "cyd", "dan", "eve", "fay"));
    int size = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4);
    var chosen = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      chosen.add(all.remove(random.nextInt(all.size())));
    }
    rotas
        .getOrDefault(rota, new TreeMap<>())
        .put(at, new Turns(at, chosen, Duration.ofHours(1 + random.nextInt(48))));
    edits++;
  }

  private @Nullable String onCall(String rota, Instant at) {
    var version = rotas.getOrDefault(rota, new TreeMap<>()).floorEntry(at);
    return version == null ? null : version.getValue().onCall(at);
  }

  private Mobilizer start() {
    engine = new Engine(() -> now);
    var meters = new SimpleMeterRegistry();
    OnCall onCall =
        new OnCall() {
          @Override
          public Map<String, List<String>> at(Collection<String> scheduleIds, Instant at) {
            var found = new HashMap<String, List<String>>();
            for (String id : scheduleIds) {
              String person = onCall(id, at);
              if (person != null) {
                found.put(id, List.of(person));
              }
            }
            return found;
          }

          @Override
          public Map<String, String> names(Collection<String> scheduleIds) {
            var names = new HashMap<String, String>();
            scheduleIds.forEach(id -> names.put(id, id));
            return names;
          }
        };
    var fallback = new Fallback(null, "fallback@sim.example");
    mobilizer =
        new Mobilizer(
            transactions,
            responses,
            policies,
            notices,
            catalog,
            new SimIncidents(),
            onCall,
            timers,
            log,
            outbound,
            () -> fallback,
            ids,
            () -> {});
    engine.add(
        new FactReader(
            "mobilize.facts",
            List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
            log,
            transactions,
            mobilizer::heard));
    engine.add(new TimerPump(Mobilizer.OWNER, timers, transactions, mobilizer.timerHandler()));
    var links = new Links(URI.create("https://sim.example"), URI.create("https://sim.example"));
    var channels =
        new Channels(
            new MailSettings(
                "mail.sim.example", 25, null, null, "m@sim.example", false, Duration.ofSeconds(9)),
            new PhoneSettings(
                "https://phone.sim.example", "a", "t", "+1", null, false, Duration.ofSeconds(9)));
    var notice =
        new NoticePump(
            transactions,
            notices,
            responses,
            new NoCallsForHelp(),
            catalog,
            channels,
            new Composer(new TapLinks(new byte[32], "https://sim.example"), links),
            new QuietSources(catalog, new SimIncidents(), _ -> Map.of(), channels),
            outbound,
            log,
            () -> fallback,
            MobilizeSettings.BUNDLING,
            ids,
            meters,
            () -> {});
    engine.add(notice);
    engine.add(
        new OutboundPump(
            outbound,
            transactions,
            List.of(
                carrier(Channels.channel(ContactMethod.Type.EMAIL)),
                carrier(Channels.channel(ContactMethod.Type.SMS))),
            List.of(notice),
            engine,
            () -> now,
            random,
            meters));
    return mobilizer;
  }

  private Carrier carrier(String channel) {
    return new Carrier() {
      @Override
      public String channel() {
        return channel;
      }

      @Override
      public Delivery carry(Parcel parcel, int attempt) {
        if (storm(now)) {
          return new Delivery.TryAgain("storm", null);
        }
        int dice = random.nextInt(100);
        if (dice < 8) {
          return new Delivery.TryAgain("busy", null);
        }
        if (dice < 9) {
          return new Delivery.GiveUp("no such number");
        }
        told(parcel);
        return new Delivery.Handed("ok");
      }

      @Override
      public Duration patience() {
        return Duration.ofHours(2);
      }
    };
  }

  private boolean storm(Instant at) {
    return storms.stream().anyMatch(storm -> !at.isBefore(storm[0]) && at.isBefore(storm[1]));
  }

  // What happens
  // ---------------------------------------------------------------------------------------------

  private void in(Duration time, Runnable what) {
    happenings.add(new Happening(now.plus(time), order++, what));
  }

  private Duration minutes(int most) {
    return Duration.ofSeconds(1 + random.nextInt(most * 60));
  }

  void run() {
    in(minutes(60), this::incident);
    in(minutes(600), this::editSome);
    in(minutes(3_000), this::storm);
    while (true) {
      Happening next = happenings.peek();
      Instant due = engine.nextDue();
      boolean outside = next != null && (due == null || !due.isBefore(next.at()));
      Instant at = outside ? next.at() : due;
      if (at == null || at.isAfter(end)) {
        break;
      }
      now = at.isAfter(now) ? at : now;
      if (outside) {
        happenings.remove();
        surely(next.what());
      } else {
        Instant before = now;
        surely(() -> {});
        Instant still = engine.nextDue();
        if (before.equals(now) && still != null && !still.isAfter(now)) {
          now = now.plusSeconds(1); // held by something that is due later
        }
      }
    }
    now = end;
    check();
  }

  /// Does it and lets the house come to rest; after a crash the house starts again and the outside repeats itself.
  private void surely(Runnable what) {
    while (true) {
      try {
        what.run();
        engine.settle();
        return;
      } catch (CrashingTransactions.Crash crash) {
        crashes++;
        now = now.plusSeconds(1 + random.nextInt(20));
        mobilizer = start();
      }
    }
  }

  private void editSome() {
    edit("R" + (1 + random.nextInt(3)), now);
    in(minutes(2_000), this::editSome);
  }

  private void storm() {
    storms.add(new Instant[] {now, now.plus(minutes(90))});
    in(minutes(6_000), this::storm);
  }

  private void incident() {
    String id = ids.next('Q');
    Severity severity = Severity.values()[random.nextInt(4)];
    Urgency urgency = random.nextInt(4) == 0 ? Urgency.LOW : Urgency.HIGH;
    formed.put(id, now);
    memory.run(() ->
        log.append(
            Incidents.TOPIC,
            Incidents.LANE,
            now,
            List.of(
                new IncidentEvent.IncidentFormed(
                    id,
                    formed.size(),
                    "S" + (1 + random.nextInt(3)),
                    "incident " + id,
                    severity,
                    urgency,
                    null,
                    "A" + id,
                    null,
                    new Reason("sim", 1, "The simulation says so."),
                    now))));
    if (random.nextInt(3) > 0) {
      in(minutes(900), () -> clear(id));
    }
    in(minutes(random.nextInt(5) == 0 ? 3 : 1_200), this::incident);
  }

  private void clear(String id) {
    memory.run(() ->
        log.append(
            Incidents.TOPIC,
            Incidents.LANE,
            now,
            List.of(new IncidentEvent.IncidentCleared(id, "monitor", "I1", "all clear", now))));
  }

  private void act(String person, String id, Command command) {
    try {
      mobilizer.change(
          id, command, new Actor(Actor.Kind.USER, person, person, null, Role.USER), now);
    } catch (ApiException refused) {
      if (refused.status() >= 500) {
        throw refused; // anything else is a person who came too late
      }
    }
  }

  // What must hold
  // ---------------------------------------------------------------------------------------------

  /// A page has left.
  private void told(Parcel parcel) {
    pages++;
    List<Notice> carried = notices.holdOf(parcel.id());
    require(!carried.isEmpty(), "a page about nothing: " + parcel);
    boolean wanted = false;
    for (Notice notice : carried) {
      ResponseState state = responses.states(List.of(notice.incidentId())).get(notice.incidentId());
      require(state != null, "a page about an unknown incident: " + notice);
      if (state == null) {
        return;
      }
      String person = notice.userId();
      wanted |=
          state.wants(notice.step()) && (person == null || state.response().assignedTo(person));
      once(notice);
      firstTold.putIfAbsent(notice.incidentId(), now);
      if (person != null && random.nextInt(3) > 0) {
        in(minutes(45), () -> acknowledge(person, notice.incidentId()));
      }
    }
    require(
        wanted,
        "a page after acknowledge or resolve, or to somebody who does not have it: " + carried);
  }

  /// Twice only when the process died in between, and never as two messages for one step.
  private void once(Notice notice) {
    String step =
        String.join("/", notice.incidentId(), "" + notice.step(), notice.userId(), notice.rule());
    String other = noticeOfStep.putIfAbsent(step, notice.id());
    require(other == null || other.equals(notice.id()), "told twice for one step: " + step);
    Integer before = toldAt.put(notice.id(), crashes);
    require(before == null || before < crashes, "told twice without a crash: " + notice);
  }

  private void acknowledge(String person, String id) {
    ResponseState state = responses.states(List.of(id)).get(id);
    if (state != null && state.response().triggered()) {
      act(
          person,
          id,
          random.nextInt(6) == 0
              ? new Command.Snooze(Duration.ofMinutes(30 + random.nextInt(600)))
              : new Command.Acknowledge());
      if (random.nextInt(4) > 0) {
        in(minutes(500), () -> act(person, id, new Command.Resolve(null)));
      }
    }
  }

  private void check() {
    Map<String, List<MobilizeEvent>> said = new HashMap<>();
    for (Fact fact : log.read(Mobilize.TOPIC, 0, 0, Integer.MAX_VALUE)) {
      var event = (MobilizeEvent) fact.event();
      said.computeIfAbsent(event.incidentId(), _ -> new ArrayList<>()).add(event);
      if (event instanceof MobilizeEvent.Assigned assigned) {
        rightPeople(assigned);
      }
    }
    require(log.parked(0, 10).isEmpty(), "parked: " + log.parked(0, 10));
    formed.forEach((id, at) -> {
      if (at.plus(PROMPT).isBefore(end)) {
        heardOf(id, at, said.getOrDefault(id, List.of()));
      }
    });
    for (Response response : responses.search(ResponseFilter.all(), 0, Integer.MAX_VALUE)) {
      ResponseState state =
          responses.states(List.of(response.incidentId())).get(response.incidentId());
      Instant due = state == null ? null : state.nextDueAt();
      require(
          !response.status().open() || due == null || due.plusSeconds(60).isAfter(end),
          "a step was due and did not run: " + state);
    }
  }

  /// Who was on call is who was assigned.
  private void rightPeople(MobilizeEvent.Assigned assigned) {
    if (assigned.policyId() == null || assigned.level() == 0) {
      return;
    }
    Policy policy = policies.find(assigned.policyId()).orElseThrow();
    Policy.Rule rule = policy.rule(assigned.level());
    Set<String> could = new HashSet<>();
    for (Policy.Target target : rule.targets()) {
      String person =
          target.kind() == Policy.Target.Kind.USER
              ? target.id()
              : onCall(target.id(), assigned.at());
      if (person != null) {
        could.add(person);
      }
    }
    // Whoever had acknowledged hears of it again too.
    boolean again =
        assigned.reason().rule().startsWith("acknowledgement.")
            || assigned.reason().rule().startsWith("snooze.");
    boolean right =
        again
            ? assigned
                .userIds()
                .containsAll(rule.strategy() == Policy.Strategy.ROUND_ROBIN ? Set.of() : could)
            : rule.strategy() == Policy.Strategy.ROUND_ROBIN
                ? assigned.userIds().size() == 1 && could.containsAll(assigned.userIds())
                : could.equals(Set.copyOf(assigned.userIds()));
    require(right, "assigned " + assigned + " but on call were " + could);
  }

  /// Every incident is told to somebody, or says why not.
  private void heardOf(String id, Instant at, List<MobilizeEvent> said) {
    Instant over = end;
    boolean explained = false;
    for (MobilizeEvent event : said) {
      switch (event) {
        case MobilizeEvent.Acknowledged _, MobilizeEvent.Resolved _ ->
            over = event.at().isBefore(over) ? event.at() : over;
        case MobilizeEvent.Notified notified ->
            explained |= notified.outcome() == MobilizeEvent.Notified.Outcome.FAILED;
        case MobilizeEvent.Unreachable _ -> explained = true;
        default -> explained |= false;
      }
    }
    Instant by = at.plus(PROMPT);
    boolean calm =
        storms.stream().noneMatch(storm -> storm[0].isBefore(by) && storm[1].isAfter(at));
    if (over.isBefore(by) || explained || !calm) {
      return;
    }
    Instant told = firstTold.get(id);
    require(
        told != null && !told.isAfter(by),
        "incident "
            + id
            + " of "
            + at
            + " was told to nobody by "
            + by
            + " but at "
            + told
            + ": "
            + said);
  }

  private void require(boolean holds, String words) {
    if (!holds) {
      throw new AssertionError(words + " (at " + now + ")");
    }
  }
}
