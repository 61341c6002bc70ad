package dev.muster.alert;

import dev.muster.signal.Tape;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Alerts in memory, for simulations and for rehearsing. Keeps states, and texts only of what may be released later.
final class MemoryAlertRepository implements AlertRepository {
  private final Tape tape;
  private final Map<String, Loaded> alerts = new LinkedHashMap<>();
  private final Map<String, AlertEvent.AlertOpened> openings = new HashMap<>();
  private final TreeMap<Long, Command> commands = new TreeMap<>();
  private final Map<Integer, Long> progress = new HashMap<>();
  private final List<LaneFact> said = new ArrayList<>();
  private final boolean remember;
  private long lastCommand;
  private long lastSegment;

  /// @param remember whether facts and resolved alerts are kept for looking at; a rehearsal need not
  MemoryAlertRepository(Tape tape, boolean remember) {
    this.tape = tape;
    this.remember = remember;
  }

  /// What was said, in order of commits.
  synchronized List<LaneFact> said() {
    return List.copyOf(said);
  }

  @Override
  public synchronized long commit(Batch batch) {
    long segment = batch.countedTo();
    if (!batch.tape().isEmpty()) {
      segment =
          tape.append(
              batch.writer(),
              tape.pack(batch.writer(), batch.tape()),
              batch.tape().size(),
              batch.tape().getFirst().receivedAt(),
              batch.tape().getLast().receivedAt(),
              batch.tally());
      lastSegment = segment;
      progress.putIfAbsent(batch.writer(), segment - 1);
    }
    for (Row row : batch.rows()) {
      if (row.fresh() == alerts.containsKey(row.state().id())) {
        throw new IllegalStateException("alert " + row.state().id() + " is or is not there");
      }
      alerts.put(row.state().id(), new Loaded(row.state(), segment));
      keepOpening(row);
      if (!remember && !row.state().open()) {
        alerts.remove(row.state().id());
      }
    }
    batch.commands().forEach(commands::remove);
    if (remember) {
      said.addAll(batch.facts());
    }
    return segment;
  }

  /// Only what is quiet now may be released later.
  private void keepOpening(Row row) {
    AlertState state = row.state();
    Report report = row.content();
    if (!state.open() || state.suppressedWhy() == null) {
      openings.remove(state.id());
    } else if (report != null && row.fresh()) {
      openings.put(
          state.id(),
          new AlertEvent.AlertOpened(
              state.id(),
              state.integrationId(),
              state.serviceId(),
              state.dedupKey(),
              state.severity(),
              report.summary(),
              report.source(),
              report.component(),
              report.group(),
              report.eventClass(),
              true,
              Attributes.of(report),
              state.firstSeenAt(),
              row.handling()));
    }
  }

  @Override
  public synchronized Map<String, AlertEvent.AlertOpened> opened(Collection<String> ids) {
    var found = new LinkedHashMap<String, AlertEvent.AlertOpened>();
    for (String id : ids) {
      AlertEvent.AlertOpened opening = openings.get(id);
      if (opening != null) {
        found.put(id, opening);
      }
    }
    return found;
  }

  @Override
  public synchronized void keepCounts(
      int writer, Collection<AlertState> counted, long countedTo, long reached) {
    for (AlertState state : counted) {
      alerts.computeIfPresent(state.id(), (_, _) -> new Loaded(state, countedTo));
    }
    if (reached > 0) {
      progress.put(writer, reached);
    }
  }

  @Override
  public synchronized List<Loaded> load(int writer, int writers, Instant resolvedSince) {
    return alerts.values().stream()
        .filter(loaded -> loaded.state().lane() % writers == writer)
        .filter(loaded -> {
          Instant resolved = loaded.state().resolvedAt();
          return resolved == null || !resolved.isBefore(resolvedSince);
        })
        .sorted(
            Comparator.comparing((Loaded loaded) ->
                    Objects.requireNonNullElse(loaded.state().resolvedAt(), Instant.MAX))
                .thenComparing(loaded -> loaded.state().id()))
        .toList();
  }

  @Override
  public synchronized void uncounted(UncountedReader reader) {
    progress.forEach((writer, reached) ->
        tape.follow(
            writer,
            reached,
            segment -> segment.entries().forEach(entry -> reader.entry(segment.id(), entry))));
  }

  @Override
  public synchronized long lastSegment() {
    return lastSegment;
  }

  @Override
  public synchronized List<Command> commands(int writer, int writers, int most) {
    return commands.values().stream()
        .filter(command -> command.key().lane() % writers == writer)
        .limit(most)
        .toList();
  }

  @Override
  public synchronized void command(
      Command.Kind kind, String alertId, AlertKey key, String body, Instant now) {
    long id = ++lastCommand;
    commands.put(id, new Command(id, kind, alertId, key, body, now));
  }
}
