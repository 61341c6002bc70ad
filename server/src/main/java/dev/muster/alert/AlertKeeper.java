package dev.muster.alert;

import dev.muster.alert.AlertRepository.Batch;
import dev.muster.alert.AlertRepository.Command;
import dev.muster.alert.AlertRepository.LaneFact;
import dev.muster.alert.AlertRepository.Loaded;
import dev.muster.alert.AlertRepository.Row;
import dev.muster.kernel.Ids;
import dev.muster.platform.json.Json;
import dev.muster.platform.lane.LaneWriter;
import dev.muster.signal.Signal;
import dev.muster.signal.Submission;
import dev.muster.signal.Tally;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;

/// Keeps the alerts of its lanes: in memory for deciding, in the repository for good. What a batch brings about is stored with the
/// batch itself; a signal that only counts is written behind, and counted again from the tape should Muster fall over before.
final class AlertKeeper implements LaneWriter<AlertKeeper.Portion, List<AlertStep.Why>> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertKeeper.class);

  /// How far counts in the database lag behind when few alerts are busy. With many it is a millisecond for each that was
  /// written, at most {@link #COUNTS_LATEST}: alerts that repeat all the time are then written once for many repeats, and
  /// counting takes a small share of the lane however many there are.
  private static final Duration COUNTS_EVERY = Duration.ofMillis(250);

  private static final Duration COUNTS_LATEST = Duration.ofSeconds(2);

  /// Counts written in one transaction; one or two milliseconds, because signals wait behind it.
  private static final int COUNTS_AT_ONCE = 100;

  private static final Duration CALM_EVERY = Duration.ofSeconds(10);

  /// How long after the end of a maintenance window the alerts that are still open are looked at.
  private static final Duration QUIET_EVERY = Duration.ofSeconds(1);

  /// Alerts released in one transaction; what is left waits for the next tick.
  private static final int RELEASED_AT_ONCE = 500;

  /// Commands are announced; this finds those that another node wrote, or that were announced before a failure.
  private static final Duration COMMANDS_EVERY = Duration.ofSeconds(1);

  private static final int COMMANDS_AT_ONCE = 500;

  /// Resolved keys remembered for flapping, about 30 MiB; beyond it the oldest are forgotten and may be called flapping a little
  /// later.
  private static final int RECENT_MAX = 100_000;

  /// Says why a service pages nobody at some moment; null when it does.
  @FunctionalInterface
  interface Quiet {
    @Nullable String why(String serviceId, Instant at);
  }

  /// Some signals of a request: those whose keys are in one writer's lanes.
  ///
  /// @param chosen their indices in the submission
  record Portion(Submission submission, List<Integer> chosen) {}

  /// An alert that waits for its own end.
  private record Waiting(Instant until, AlertKey key, String alertId) {}

  /// What a writer has in memory.
  private static final class Memory {
    final Map<AlertKey, AlertState> open = new HashMap<>();

    /// Resolved within the flapping window, oldest first.
    final LinkedHashMap<AlertKey, AlertState> recent = new LinkedHashMap<>();

    final Set<AlertKey> flapping = new LinkedHashSet<>();

    /// Open alerts that wait for their own end, soonest first; what ended meanwhile is passed over when it is due.
    final PriorityQueue<Waiting> held =
        new PriorityQueue<>(Comparator.comparing(Waiting::until).thenComparing(Waiting::alertId));

    /// The same by alert id, so that none waits twice.
    final Map<String, Instant> known = new HashMap<>();

    /// Open alerts that are quiet because of maintenance.
    final Set<AlertKey> maintained = new LinkedHashSet<>();

    Set<AlertKey> uncounted = new LinkedHashSet<>();

    /// Keys being written, and the segment up to which they will then be counted.
    final ArrayDeque<AlertKey> counting = new ArrayDeque<>();

    long countingTo;

    /// The last segment stored; what is in memory includes it.
    long segment;

    Instant countsDue = Instant.EPOCH;
    Instant calmDue = Instant.EPOCH;
    Instant commandsDue = Instant.EPOCH;
    Instant quietDue = Instant.EPOCH;

    @Nullable AlertState state(AlertKey key) {
      AlertState state = open.get(key);
      return state != null ? state : recent.get(key);
    }

    void put(AlertState state) {
      AlertKey key = state.key();
      if (state.open()) {
        open.put(key, state);
        recent.remove(key);
      } else {
        open.remove(key);
        recent.remove(key);
        recent.put(key, state);
        if (recent.size() > RECENT_MAX) {
          var oldest = recent.entrySet().iterator();
          flapping.remove(oldest.next().getKey());
          oldest.remove();
        }
      }
      if (state.flapping()) {
        flapping.add(key);
      } else {
        flapping.remove(key);
      }
      if (state.open() && "maintenance".equals(state.suppressedBy())) {
        maintained.add(key);
      } else {
        maintained.remove(key);
      }
      Instant until = state.heldUntil();
      if (state.open() && until != null && !known.containsKey(state.id())) {
        known.put(state.id(), until);
        held.add(new Waiting(until, key, state.id()));
      }
    }
  }

  /// What a batch brings about, gathered while its steps run.
  private final class Effects {
    final Memory memory;
    final Map<String, Row> rows = new LinkedHashMap<>();
    final List<LaneFact> facts = new ArrayList<>();
    final Tally tally = new Tally();

    Effects(Memory memory) {
      this.memory = memory;
    }

    AlertStep.Why take(AlertKey key, AlertStep.Outcome outcome, Signal signal) {
      tally.count(signal, outcome.effect());
      return take(key, outcome);
    }

    AlertStep.Why take(AlertKey key, AlertStep.Outcome outcome) {
      for (AlertStep.Kept kept : outcome.kept()) {
        AlertState state = kept.state();
        Row before = rows.get(state.id());
        AlertState known = memory.state(key);
        boolean fresh =
            before != null ? before.fresh() : known == null || !known.id().equals(state.id());
        Report content =
            kept.content() != null ? kept.content() : before == null ? null : before.content();
        Handling handling =
            kept.handling() != null ? kept.handling() : before == null ? null : before.handling();
        rows.put(state.id(), new Row(state, content, handling, fresh));
        memory.put(state);
      }
      AlertState state = outcome.state();
      if (outcome.why() == AlertStep.Why.REPEATED && state != null) {
        memory.open.put(key, state);
        Row before = rows.get(state.id());
        if (before != null) {
          rows.put(state.id(), new Row(state, before.content(), before.handling(), before.fresh()));
        } else {
          memory.uncounted.add(key);
        }
      }
      int lane = key.lane();
      for (AlertEvent event : outcome.facts()) {
        facts.add(new LaneFact(lane, event));
      }
      counters[outcome.why().ordinal()].increment();
      return outcome.why();
    }

    void commit(int writer, Instant now, List<TapeEntry> tape, List<Long> commands) {
      if (tape.isEmpty() && rows.isEmpty() && facts.isEmpty() && commands.isEmpty()) {
        return;
      }
      memory.segment =
          repository.commit(
              new Batch(
                  writer, now, tape, rows.values(), facts, commands, memory.segment, tally.text()));
      openAlerts.get(writer).set(memory.open.size());
    }
  }

  private final AlertRepository repository;
  private final Ids ids;
  private final Gate gate;
  private final Quiet quiet;
  private final int writers;
  private final List<Memory> memories = new ArrayList<>();
  private final List<AtomicInteger> openAlerts = new ArrayList<>();
  private final List<AtomicInteger> announced = new ArrayList<>();
  private final Counter[] counters = new Counter[AlertStep.Why.values().length];

  AlertKeeper(AlertRepository repository, Ids ids, int writers, MeterRegistry meters) {
    this(repository, ids, Gate.OPEN, (_, _) -> null, writers, meters);
  }

  AlertKeeper(
      AlertRepository repository,
      Ids ids,
      Gate gate,
      Quiet quiet,
      int writers,
      MeterRegistry meters) {
    this.repository = repository;
    this.ids = ids;
    this.gate = gate;
    this.quiet = quiet;
    this.writers = writers;
    for (int i = 0; i < writers; i++) {
      memories.add(new Memory());
      announced.add(new AtomicInteger());
      AtomicInteger open = new AtomicInteger();
      openAlerts.add(open);
      Gauge.builder("muster.alerts.open", open, AtomicInteger::get)
          .description("Open alerts")
          .tag("lane", String.valueOf(i))
          .register(meters);
    }
    for (AlertStep.Why why : AlertStep.Why.values()) {
      counters[why.ordinal()] =
          Counter.builder("muster.alert.signals")
              .description("What signals did to alerts")
              .tag("effect", why.name().toLowerCase(Locale.ROOT))
              .register(meters);
    }
  }

  /// Says that a command was written down for that writer.
  void announce(int writer) {
    announced.get(writer).incrementAndGet();
  }

  /// What the writer remembers of that key; for tests, between batches.
  @Nullable AlertState remembered(AlertKey key) {
    return memories.get(key.lane() % writers).state(key);
  }

  @Override
  public void load(int writer, Instant now) {
    var memory = new Memory();
    memory.segment = repository.lastSegment();
    var countedTo = new HashMap<AlertKey, Long>();
    for (Loaded loaded : repository.load(writer, writers, now.minus(AlertState.WINDOW))) {
      memory.put(loaded.state());
      if (loaded.state().open()) {
        countedTo.put(loaded.state().key(), loaded.countedTo());
      }
    }
    int[] again = {0};
    repository.uncounted((segment, entry) -> {
      for (Signal signal : entry.signals()) {
        var key = new AlertKey(signal.integrationId(), signal.dedupKey());
        AlertState state = memory.open.get(key);
        // Whatever changed more than the count was stored with its segment; what is left only
        // counts.
        if (state != null
            && signal.report().action() == Report.Action.TRIGGER
            && segment > countedTo.getOrDefault(key, Long.MAX_VALUE)) {
          memory.open.put(key, state.counted(signal.receivedAt(), signal.eventAt()));
          memory.uncounted.add(key);
          again[0]++;
        }
      }
    });
    memory.countsDue = now.plus(COUNTS_EVERY);
    memory.calmDue = now.plus(CALM_EVERY);
    memories.set(writer, memory);
    openAlerts.get(writer).set(memory.open.size());
    if (again[0] > 0) {
      LOG.info("writer {}: {} signals counted again from the tape", writer, again[0]);
    }
  }

  @Override
  public List<List<AlertStep.Why>> write(int writer, List<Portion> batch, Instant now) {
    Memory memory = memories.get(writer);
    var effects = new Effects(memory);
    var tape = new ArrayList<TapeEntry>(batch.size());
    var answers = new ArrayList<List<AlertStep.Why>>(batch.size());
    var codes = new StringBuilder();
    for (Portion portion : batch) {
      var answer = new ArrayList<AlertStep.Why>(portion.chosen().size());
      codes.setLength(0);
      for (int index : portion.chosen()) {
        Signal signal = portion.submission().signals().get(index);
        var key = new AlertKey(signal.integrationId(), signal.dedupKey());
        AlertStep.Outcome outcome = AlertStep.on(memory.state(key), signal, ids, gate);
        answer.add(effects.take(key, outcome, signal));
        codes.append(outcome.effect().code());
      }
      tape.add(portion.submission().entry(portion.chosen()).withEffects(codes.toString()));
      answers.add(answer);
    }
    effects.commit(writer, now, tape, List.of());
    return answers;
  }

  @Override
  public int tick(int writer, Instant now) {
    Memory memory = memories.get(writer);
    int done = 0;
    if (announced.get(writer).getAndSet(0) > 0 || !now.isBefore(memory.commandsDue)) {
      done += commands(writer, memory, now);
    }
    if (memory.counting.isEmpty()
        && !memory.uncounted.isEmpty()
        && !now.isBefore(memory.countsDue)) {
      memory.countsDue = now.plus(untilNextCounting(memory.uncounted.size()));
      beginCounting(memory);
    }
    if (!memory.counting.isEmpty()) {
      done += count(writer, memory);
    }
    done += releaseHeld(writer, memory, now);
    if (!now.isBefore(memory.quietDue)) {
      done += releaseMaintained(writer, memory, now);
      memory.quietDue = now.plus(QUIET_EVERY);
    }
    if (!now.isBefore(memory.calmDue)) {
      done += calm(writer, memory, now);
      memory.calmDue = now.plus(CALM_EVERY);
    }
    return done;
  }

  @Override
  public void leave(int writer, Instant now) {
    Memory memory = memories.get(writer);
    while (!memory.counting.isEmpty() || !memory.uncounted.isEmpty()) {
      if (memory.counting.isEmpty()) {
        beginCounting(memory);
      }
      count(writer, memory);
    }
  }

  private static Duration untilNextCounting(int alerts) {
    Duration fair = Duration.ofMillis(alerts);
    if (fair.compareTo(COUNTS_EVERY) < 0) {
      return COUNTS_EVERY;
    }
    return fair.compareTo(COUNTS_LATEST) > 0 ? COUNTS_LATEST : fair;
  }

  private static void beginCounting(Memory memory) {
    memory.counting.addAll(memory.uncounted);
    memory.uncounted = new LinkedHashSet<>();
    memory.countingTo = memory.segment;
  }

  private int count(int writer, Memory memory) {
    var states = new ArrayList<AlertState>();
    while (!memory.counting.isEmpty() && states.size() < COUNTS_AT_ONCE) {
      AlertState state = memory.open.get(memory.counting.remove());
      if (state != null) { // resolved meanwhile, and stored with its count
        states.add(state);
      }
    }
    long progress = memory.counting.isEmpty() ? memory.countingTo : 0;
    repository.keepCounts(writer, states, memory.segment, progress);
    return Math.max(1, states.size());
  }

  private int commands(int writer, Memory memory, Instant now) {
    List<Command> commands = repository.commands(writer, writers, COMMANDS_AT_ONCE);
    if (commands.size() < COMMANDS_AT_ONCE) {
      memory.commandsDue = now.plus(COMMANDS_EVERY);
    }
    if (commands.isEmpty()) {
      return 0;
    }
    var effects = new Effects(memory);
    for (Command command : commands) {
      AlertState state = memory.state(command.key());
      switch (command.kind()) {
        case RESOLVE -> {
          if (state != null && state.open() && state.id().equals(command.alertId())) {
            ResolveOrder order = Json.read(command.body(), ResolveOrder.class);
            effects.take(
                command.key(),
                AlertStep.end(
                    state, command.givenAt(), order.byKind(), order.byId(), order.reason()));
          }
        }
        case RELEASE -> {
          if (state != null
              && state.open()
              && state.suppressedWhy() != null
              && state.id().equals(command.alertId())) {
            ReleaseOrder order = Json.read(command.body(), ReleaseOrder.class);
            release(effects, List.of(state), _ -> order.why(), command.givenAt());
          }
        }
        case OPEN -> {
          OpenOrder order = Json.read(command.body(), OpenOrder.class);
          effects.take(
              command.key(),
              AlertStep.on(
                  state, order.signal(command.key(), command.givenAt()), _ -> command.alertId()));
        }
      }
    }
    effects.commit(writer, now, List.of(), commands.stream().map(Command::id).toList());
    return commands.size();
  }

  /// What a release command carries.
  record ReleaseOrder(String why) {}

  /// What a resolve command carries.
  record ResolveOrder(String byKind, String byId, String reason) {}

  /// What an open command carries.
  record OpenOrder(
      String serviceId,
      dev.muster.kernel.Severity severity,
      String summary,
      String source,
      @Nullable String details) {
    Signal signal(AlertKey key, Instant at) {
      var report =
          new Report(
              Report.Action.TRIGGER,
              key.dedupKey(),
              summary,
              source,
              severity,
              null,
              null,
              null,
              null,
              null,
              details == null ? null : RawJson.of(details),
              null,
              null,
              null,
              null,
              Map.of());
      return new Signal(key.integrationId(), serviceId, null, at, report);
    }
  }

  /// Lets alerts page whose time of waiting for their own end is over.
  private int releaseHeld(int writer, Memory memory, Instant now) {
    var due = new ArrayList<AlertState>();
    for (Waiting next = memory.held.peek();
        next != null && !next.until().isAfter(now) && due.size() < RELEASED_AT_ONCE;
        next = memory.held.peek()) {
      memory.held.poll();
      memory.known.remove(next.alertId());
      AlertState state = memory.open.get(next.key());
      if (state != null && state.id().equals(next.alertId()) && state.held()) {
        due.add(state);
      }
    }
    if (due.isEmpty()) {
      return 0;
    }
    var effects = new Effects(memory);
    release(
        effects,
        due,
        state ->
            "It has not cleared by itself within %d s: %s."
                .formatted(
                    Duration.between(state.firstSeenAt(), now).toSeconds(), state.suppressedWhy()),
        now);
    effects.commit(writer, now, List.of(), List.of());
    return due.size();
  }

  /// Lets alerts page that maintenance kept quiet and that are still open when it is over.
  private int releaseMaintained(int writer, Memory memory, Instant now) {
    if (memory.maintained.isEmpty()) {
      return 0;
    }
    var still = new HashMap<String, Boolean>();
    var due = new ArrayList<AlertState>();
    for (AlertKey key : memory.maintained) {
      AlertState state = memory.open.get(key);
      if (state != null
          && !still.computeIfAbsent(state.serviceId(), id -> quiet.why(id, now) != null)) {
        due.add(state);
        if (due.size() == RELEASED_AT_ONCE) {
          break;
        }
      }
    }
    if (due.isEmpty()) {
      return 0;
    }
    var effects = new Effects(memory);
    release(
        effects,
        due,
        _ -> "The maintenance of its service is over and the trouble is still there.",
        now);
    effects.commit(writer, now, List.of(), List.of());
    return due.size();
  }

  private void release(
      Effects effects, List<AlertState> due, Function<AlertState, String> why, Instant now) {
    Map<String, AlertEvent.AlertOpened> openings =
        repository.opened(due.stream().map(AlertState::id).toList());
    for (AlertState state : due) {
      AlertEvent.AlertOpened opening = openings.get(state.id());
      if (opening != null) {
        effects.take(state.key(), AlertStep.release(state, opening, why.apply(state), now));
      }
    }
  }

  private int calm(int writer, Memory memory, Instant now) {
    var effects = new Effects(memory);
    for (AlertKey key : List.copyOf(memory.flapping)) {
      AlertState state = memory.state(key);
      if (state == null) {
        memory.flapping.remove(key);
        continue;
      }
      AlertStep.Outcome outcome = AlertStep.calm(state, now);
      if (!outcome.kept().isEmpty()) {
        effects.take(key, outcome);
      }
    }
    Instant from = now.minus(AlertState.WINDOW);
    var oldest = memory.recent.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<AlertKey, AlertState> entry = oldest.next();
      Instant resolved = entry.getValue().resolvedAt();
      if (resolved != null && !resolved.isBefore(from)) {
        break;
      }
      if (!entry.getValue().flapping()) {
        oldest.remove();
      }
    }
    int said = effects.facts.size();
    effects.commit(writer, now, List.of(), List.of());
    return said;
  }

  @Override
  public boolean isContentFault(RuntimeException failure) {
    return failure instanceof IllegalArgumentException
        || (failure instanceof NonTransientDataAccessException
            && !(failure instanceof NonTransientDataAccessResourceException));
  }

  @Override
  public int pieces(Portion portion) {
    return portion.chosen().size();
  }

  @Override
  public long bytes(Portion portion) {
    Submission whole = portion.submission();
    return whole.bytes() * portion.chosen().size() / Math.max(1, whole.signals().size());
  }
}
