package dev.muster.practice;

import dev.muster.kernel.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An experiment: `PLANNED -> RUNNING -> SETTLING -> ENDED`, or `PLANNED -> WITHDRAWN`. While it settles, what it broke is recovering,
/// and its alerts are expected still.
///
/// @param hypothesis what is believed and may turn out to be wrong
/// @param teamId the team that runs it and is told of what it expects
/// @param policyId escalation policy of that team
/// @param targets what it breaks
/// @param effects what it expects to see; when empty, every alert on its targets
/// @param startAt when it begins by itself; null when somebody begins it
/// @param length how long it runs at most
/// @param settle how long its alerts are expected after it was stopped
/// @param startedAt null before
/// @param stoppedAt when it was stopped, aborted, or its time was over
/// @param aborted whether it was broken off
/// @param settledAt when its alerts were no longer expected; null before
/// @param verdict what became of the hypothesis; null as long as nobody has said
/// @param finding what was learned, in words
/// @param endReason why it was broken off, or was not begun by the clock; empty otherwise
record Experiment(
    String id,
    String name,
    String hypothesis,
    String teamId,
    String policyId,
    List<Target> targets,
    List<Effect> effects,
    @Nullable Instant startAt,
    Duration length,
    Duration settle,
    State state,
    @Nullable Instant startedAt,
    @Nullable Instant stoppedAt,
    boolean aborted,
    @Nullable Instant settledAt,
    @Nullable Verdict verdict,
    String finding,
    String endReason,
    String createdBy,
    Instant createdAt) {
  static final int MOST_TARGETS = 100;
  static final int MOST_EFFECTS = 50;

  /// Longer is no experiment but maintenance.
  static final Duration LONGEST = Duration.ofHours(24);

  static final Duration LONGEST_SETTLE = Duration.ofHours(2);
  static final Duration USUAL_LENGTH = Duration.ofHours(1);

  /// Two rounds of a monitor that looks every two minutes, and a minute for its way.
  static final Duration USUAL_SETTLE = Duration.ofMinutes(5);

  Experiment {
    targets = List.copyOf(targets);
    effects = List.copyOf(effects);
  }

  /// Where it stands.
  enum State {
    PLANNED,
    RUNNING,
    SETTLING,
    ENDED,
    WITHDRAWN;

    String wire() {
      return Words.of(this);
    }

    static Optional<State> of(String word) {
      return Words.find(State.class, word);
    }
  }

  /// What became of the hypothesis.
  enum Verdict {
    HELD,
    REFUTED,
    INCONCLUSIVE;

    String wire() {
      return Words.of(this);
    }

    static Optional<Verdict> of(String word) {
      return Words.find(Verdict.class, word);
    }
  }

  /// What is broken: a service of this house, or an entity of the topology.
  ///
  /// @param type `service` or `entity`
  record Target(String type, String id) {
    static final String SERVICE = "service";
    static final String ENTITY = "entity";
  }

  /// When it stops by itself; null before it runs.
  @Nullable Instant endsAt() {
    return startedAt == null ? null : startedAt.plus(length);
  }

  /// When its alerts are no longer expected; null before it was stopped.
  @Nullable Instant settlesAt() {
    return stoppedAt == null ? null : stoppedAt.plus(settle);
  }

  /// Whether alerts that open at that moment are judged by it.
  boolean watchesAt(Instant at) {
    return startedAt != null
        && !at.isBefore(startedAt)
        && (stoppedAt == null || at.isBefore(stoppedAt.plus(settle)))
        && (settledAt == null || at.isBefore(settledAt));
  }

  Experiment started(Instant at) {
    return with(State.RUNNING, at, null, false, null, verdict, finding, "");
  }

  Experiment stopped(Instant at) {
    return with(State.SETTLING, startedAt, at, false, null, verdict, finding, "");
  }

  /// @param why a whole sentence
  Experiment aborted(String why, Instant at) {
    return with(State.ENDED, startedAt, at, true, at, verdict, finding, why);
  }

  Experiment settledAt(Instant at) {
    return with(State.ENDED, startedAt, stoppedAt, aborted, at, verdict, finding, endReason);
  }

  /// @param why a whole sentence; empty when somebody withdrew it
  Experiment withdrawn(String why) {
    return with(State.WITHDRAWN, null, null, false, null, verdict, finding, why);
  }

  Experiment concluded(@Nullable Verdict said, String words) {
    return with(state, startedAt, stoppedAt, aborted, settledAt, said, words, endReason);
  }

  private Experiment with(
      State next,
      @Nullable Instant began,
      @Nullable Instant stopped,
      boolean broken,
      @Nullable Instant settled,
      @Nullable Verdict said,
      String words,
      String why) {
    return new Experiment(
        id,
        name,
        hypothesis,
        teamId,
        policyId,
        targets,
        effects,
        startAt,
        length,
        settle,
        next,
        began,
        stopped,
        broken,
        settled,
        said,
        words,
        why,
        createdBy,
        createdAt);
  }
}
