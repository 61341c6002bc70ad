package dev.muster.detect.watch;

import dev.muster.detect.series.Verdict;
import org.jspecify.annotations.Nullable;

/// Decides when the steps of a series that a rule watches become an anomaly, and when it is over. Needs several unusual steps to
/// open and several usual ones to close, so that a single odd value wakes nobody and an anomaly is one.
final class Gate {
  /// What a step brought about.
  enum Turn {
    NOTHING,
    OPENED,
    CLOSED
  }

  /// A value has to be clearly usual to count as recovered.
  private static final double HYSTERESIS = 0.8;

  private long hits;
  private int calm;
  private boolean open;
  private boolean upwards;

  /// An anomaly that is open already, as after a restart.
  void reopen(boolean wasUpwards) {
    open = true;
    upwards = wasUpwards;
    hits = -1;
  }

  boolean isOpen() {
    return open;
  }

  /// Whether the last unusual value was above what was expected.
  boolean upwards() {
    return upwards;
  }

  /// A step with a value.
  ///
  /// @param verdict what the detector says; null when nobody asked it
  Turn step(Rule rule, double value, @Nullable Verdict verdict) {
    return switch (rule.kind()) {
      case DYNAMIC -> verdict == null ? Turn.NOTHING : dynamic(rule, verdict);
      case THRESHOLD -> threshold(rule, value);
      case ABSENCE -> open ? close() : Turn.NOTHING;
    };
  }

  /// The series has been silent for long.
  Turn silent() {
    if (open) {
      return Turn.NOTHING;
    }
    open = true;
    upwards = false;
    return Turn.OPENED;
  }

  private Turn dynamic(Rule rule, Verdict verdict) {
    if (verdict.state() != Verdict.State.JUDGED) {
      return Turn.NOTHING;
    }
    double score = rule.sensitivity().score();
    boolean up = verdict.actual() >= verdict.expected();
    boolean side = sides(rule, up);
    // The score fades while an event lasts, so that only its beginning has to be new.
    boolean unusual = verdict.score() >= score || (hits != 0 && verdict.abnormality() >= score);
    return turn(rule, side && unusual, !side || verdict.abnormality() < HYSTERESIS * score, up);
  }

  private Turn threshold(Rule rule, double value) {
    Double limit = rule.limit();
    if (limit == null) {
      return Turn.NOTHING;
    }
    boolean up = rule.direction() != Rule.Direction.DOWN;
    boolean beyond = up ? value > limit : value < limit;
    return turn(rule, beyond, !beyond, up);
  }

  private static boolean sides(Rule rule, boolean up) {
    return switch (rule.direction()) {
      case UP -> up;
      case DOWN -> !up;
      case BOTH -> true;
    };
  }

  private Turn turn(Rule rule, boolean hit, boolean usual, boolean up) {
    hits = (hits << 1 | (hit ? 1 : 0)) & mask(rule.of());
    if (hit) {
      upwards = up;
    }
    if (!open) {
      if (hit && Long.bitCount(hits) >= rule.points()) {
        open = true;
        calm = 0;
        return Turn.OPENED;
      }
      return Turn.NOTHING;
    }
    calm = usual ? calm + 1 : 0;
    return calm >= rule.recovery() ? close() : Turn.NOTHING;
  }

  private static long mask(int of) {
    return of >= Long.SIZE ? -1 : (1L << of) - 1;
  }

  private Turn close() {
    open = false;
    calm = 0;
    hits = 0;
    return Turn.CLOSED;
  }
}
