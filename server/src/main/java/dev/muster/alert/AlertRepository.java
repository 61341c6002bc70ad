package dev.muster.alert;

import dev.muster.signal.TapeEntry;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the lanes keep alerts: PostgreSQL, or memory for simulations. A writer is a lane thread; it owns the lanes whose number
/// leaves its own when divided by the number of writers.
interface AlertRepository {
  /// A state to be stored.
  ///
  /// @param content what its summary and details come from; null leaves those that are stored
  /// @param handling what event rules want, stored when it is fresh
  /// @param fresh true when it is not stored yet
  record Row(
      AlertState state, @Nullable Report content, @Nullable Handling handling, boolean fresh) {
    Row(AlertState state, @Nullable Report content, boolean fresh) {
      this(state, content, null, fresh);
    }
  }

  /// What happened in a batch.
  ///
  /// @param tape bodies to be journaled; empty when it came from commands or from the passing of time
  /// @param facts in order
  /// @param commands carried out, to be forgotten
  /// @param countedTo last segment before this batch
  /// @param tally what the signals of the tape did
  record Batch(
      int writer,
      Instant now,
      List<TapeEntry> tape,
      Collection<Row> rows,
      List<LaneFact> facts,
      List<Long> commands,
      long countedTo,
      String tally) {
    Batch(
        int writer,
        Instant now,
        List<TapeEntry> tape,
        Collection<Row> rows,
        List<LaneFact> facts,
        List<Long> commands,
        long countedTo) {
      this(writer, now, tape, rows, facts, commands, countedTo, "");
    }
  }

  /// A fact and the lane that says it.
  record LaneFact(int lane, AlertEvent event) {}

  /// A state and the segment up to which its count is right.
  record Loaded(AlertState state, long countedTo) {}

  /// A wish from a room on the right.
  ///
  /// @param body the kind's own JSON
  record Command(long id, Kind kind, String alertId, AlertKey key, String body, Instant givenAt) {
    enum Kind {
      RESOLVE,
      OPEN,
      RELEASE
    }
  }

  /// Stores all of a batch, or nothing.
  ///
  /// @return the segment that it became; `countedTo` when it had no bodies
  long commit(Batch batch);

  /// Writes counts and last-seen times down, and then, when `progress` is above 0, that everything up to that segment is counted.
  void keepCounts(int writer, Collection<AlertState> counted, long countedTo, long progress);

  /// Open alerts of the writer's lanes, and those resolved since, oldest resolve first.
  List<Loaded> load(int writer, int writers, Instant resolvedSince);

  /// Bodies that were journaled after counters were last written, of all writers there ever were, oldest first for each of them.
  void uncounted(UncountedReader reader);

  /// Receives bodies with the segment that they are in.
  interface UncountedReader {
    void entry(long segment, TapeEntry entry);
  }

  /// The last segment that any writer stored, 0 when none is left. What a writer has counted when it has loaded is counted up to
  /// there: its keys are in no segment that another writer stores meanwhile.
  long lastSegment();

  /// The facts with which these alerts opened, by alert id; alerts that are not stored are left out.
  Map<String, AlertEvent.AlertOpened> opened(Collection<String> ids);

  /// Commands for the writer's lanes, oldest first.
  List<Command> commands(int writer, int writers, int most);

  /// Writes a command down, in the caller's transaction.
  void command(Command.Kind kind, String alertId, AlertKey key, String body, Instant now);
}
