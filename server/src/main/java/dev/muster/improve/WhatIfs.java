package dev.muster.improve;

import dev.muster.kernel.Words;
import dev.muster.platform.engine.Pump;
import dev.muster.signal.Tape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays the tape in the background, a slice at a time, one trial after the other. Trials are kept in memory: after a restart they are
/// asked for anew.
final class WhatIfs implements Pump {
  private static final Logger LOG = LoggerFactory.getLogger(WhatIfs.class);

  /// Trials kept to be looked at.
  private static final int KEPT = 20;

  /// Trials that may wait.
  static final int MOST_WAITING = 5;

  /// A trial is played in so many slices.
  private static final int SLICES = 240;

  /// Incidents shown of each sort.
  static final int EXAMPLES = 20;

  /// Where a trial stands.
  enum Status {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED;

    String wire() {
      return Words.of(this);
    }

    boolean over() {
      return this == DONE || this == CANCELLED || this == FAILED;
    }
  }

  /// A trial.
  static final class Trial {
    final String id;
    final String description;
    final Instant since;
    final Instant until;
    final Instant askedAt;
    final WhatIf now;
    final WhatIf then;
    volatile Status status = Status.WAITING;
    volatile Instant cursor;
    volatile @Nullable String failure;
    volatile List<PostgresWays.Incident> missed = List.of();

    Trial(
        String id,
        String description,
        Instant since,
        Instant until,
        Instant askedAt,
        WhatIf now,
        WhatIf then) {
      this.id = id;
      this.description = description;
      this.since = since;
      this.until = until;
      this.askedAt = askedAt;
      this.now = now;
      this.then = then;
      this.cursor = since;
    }

    /// 0..1.
    double progress() {
      double whole = Duration.between(since, until).toMillis();
      return status == Status.DONE ? 1 : Duration.between(since, cursor).toMillis() / whole;
    }
  }

  private final Tape tape;
  private final PostgresWays ways;
  private final Map<String, Trial> trials = new LinkedHashMap<>();

  WhatIfs(Tape tape, PostgresWays ways) {
    this.tape = tape;
    this.ways = ways;
  }

  /// False when too many wait already.
  synchronized boolean add(Trial trial) {
    if (trials.values().stream().filter(other -> !other.status.over()).count() >= MOST_WAITING) {
      return false;
    }
    trials.put(trial.id, trial);
    var oldest = trials.values().iterator();
    while (trials.size() > KEPT && oldest.hasNext()) {
      if (oldest.next().status.over()) {
        oldest.remove();
      }
    }
    return true;
  }

  synchronized Optional<Trial> find(String id) {
    return Optional.ofNullable(trials.get(id));
  }

  /// Newest first.
  synchronized List<Trial> all() {
    return new ArrayList<>(trials.values()).reversed();
  }

  synchronized void cancel(Trial trial) {
    if (!trial.status.over()) {
      trial.status = Status.CANCELLED;
    }
  }

  private synchronized @Nullable Trial next() {
    return trials.values().stream().filter(trial -> !trial.status.over()).findFirst().orElse(null);
  }

  @Override
  public String name() {
    return "improve.what_if";
  }

  @Override
  public int poll(Instant at) {
    Trial trial = next();
    if (trial == null) {
      return 0;
    }
    synchronized (this) {
      if (trial.status == Status.WAITING) {
        trial.status = Status.RUNNING;
      }
    }
    try {
      step(trial);
    } catch (RuntimeException failure) {
      LOG.error("what-if {} failed", trial.id, failure);
      synchronized (this) {
        trial.failure = "It could not be played: " + failure;
        trial.status = Status.FAILED;
      }
    }
    return 1;
  }

  private void step(Trial trial) {
    Duration slice = Duration.between(trial.since, trial.until).dividedBy(SLICES);
    Instant end =
        trial.cursor.plus(
            slice.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : slice);
    if (end.isAfter(trial.until)) {
      end = trial.until;
    }
    tape.read(
        trial.cursor,
        end,
        entry -> {
          trial.now.play(entry);
          trial.then.play(entry);
        });
    trial.cursor = end;
    if (!end.isBefore(trial.until)) {
      trial.now.end(trial.until);
      trial.then.end(trial.until);
      List<PostgresWays.Incident> missed =
          WhatIf.missed(
              ways.incidents(trial.since, trial.until), trial.now.outcome(), trial.then.outcome());
      synchronized (this) {
        trial.missed = missed;
        if (trial.status == Status.RUNNING) {
          trial.status = Status.DONE;
        }
      }
    }
  }
}
