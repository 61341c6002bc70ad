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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;

/// Keeps the alerts of its lanes: in memory for deciding, in the repository for good. What a batch brings about is stored with the
/// batch itself; a signal that only counts is written behind, and counted again from the tape should Muster fall over before.
final class AlertKeeper implements LaneWriter<AlertKeeper.Portion, List<AlertStep.Why>> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertKeeper.class);

  /// How far counts in the database may lag behind.
  static final Duration COUNTS_EVERY = Duration.ofMillis(250);

  /// Counts written in one transaction; about 10 ms, so that signals do not wait long behind it.
  private static final int COUNTS_AT_ONCE = 1_000;

  private static final Duration CALM_EVERY = Duration.ofSeconds(10);

  /// Commands are announced; this finds those that another node wrote, or that were announced before a failure.
  private static final Duration COMMANDS_EVERY = Duration.ofSeconds(1);

  private static final int COMMANDS_AT_ONCE = 500;

  /// Resolved keys remembered for flapping, about 30 MiB; beyond it the oldest are forgotten and may be called flapping a little
  /// later.
  private static final int RECENT_MAX = 100_000;

  /// Some signals of a request: those whose keys are in one writer's lanes.
  ///
  /// @param chosen their indices in the submission
  record Portion(Submission submission, List<Integer> chosen) {}

  /// What a writer has in memory.
  private static final class Memory {
    final Map<AlertKey, AlertState> open = new HashMap<>();

    /// Resolved within the flapping window, oldest first.
    final LinkedHashMap<AlertKey, AlertState> recent = new LinkedHashMap<>();

    final Set<AlertKey> flapping = new LinkedHashSet<>();
    Set<AlertKey> uncounted = new LinkedHashSet<>();

    /// Keys being written, and the segment up to which they will then be counted.
    final ArrayDeque<AlertKey> counting = new ArrayDeque<>();

    long countingTo;

    /// The last segment stored; what is in memory includes it.
    long segment;

    Instant countsDue = Instant.EPOCH;
    Instant calmDue = Instant.EPOCH;
    Instant commandsDue = Instant.EPOCH;

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
    }
  }

  /// What a batch brings about, gathered while its steps run.
  private final class Effects {
    final Memory memory;
    final Map<String, Row> rows = new LinkedHashMap<>();
    final List<LaneFact> facts = new ArrayList<>();

    Effects(Memory memory) {
      this.memory = memory;
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
        rows.put(state.id(), new Row(state, content, fresh));
        memory.put(state);
      }
      AlertState state = outcome.state();
      if (outcome.why() == AlertStep.Why.REPEATED && state != null) {
        memory.open.put(key, state);
        Row before = rows.get(state.id());
        if (before != null) {
          rows.put(state.id(), new Row(state, before.content(), before.fresh()));
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
              new Batch(writer, now, tape, rows.values(), facts, commands, memory.segment));
      openAlerts.get(writer).set(memory.open.size());
    }
  }

  private final AlertRepository repository;
  private final Ids ids;
  private final int writers;
  private final List<Memory> memories = new ArrayList<>();
  private final List<AtomicInteger> openAlerts = new ArrayList<>();
  private final List<AtomicInteger> announced = new ArrayList<>();
  private final Counter[] counters = new Counter[AlertStep.Why.values().length];

  AlertKeeper(AlertRepository repository, Ids ids, int writers, MeterRegistry meters) {
    this.repository = repository;
    this.ids = ids;
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
    for (Portion portion : batch) {
      tape.add(portion.submission().entry(portion.chosen()));
      var answer = new ArrayList<AlertStep.Why>(portion.chosen().size());
      for (int index : portion.chosen()) {
        Signal signal = portion.submission().signals().get(index);
        var key = new AlertKey(signal.integrationId(), signal.dedupKey());
        answer.add(effects.take(key, AlertStep.on(memory.state(key), signal, ids)));
      }
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
      beginCounting(memory);
      memory.countsDue = now.plus(COUNTS_EVERY);
    }
    if (!memory.counting.isEmpty()) {
      done += count(writer, memory);
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
