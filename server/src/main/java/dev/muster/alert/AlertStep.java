package dev.muster.alert;

import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.signal.Effect;
import dev.muster.signal.Signal;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The life of an alert, as a pure step: the last alert of the key and a signal in; what becomes of it, and why, out.
///
/// ```
///            trigger             trigger again: counted; with another severity: changed
///   nothing ---------> open  --+
///                       |      | acknowledge: said to the right, at most once a minute
///               resolve |  <---+
///                       v
///                    resolved ---- trigger ----> another alert, never the same one again
/// ```
///
/// **Late resolves.** Networks and retries change the order of things. A resolve whose own time lies before the last trigger's own
/// time is about an earlier trouble and is passed over: closing what has come back would lose a page, keeping it open can only cost
/// a look. Two cases are not late: a monitor that gives no times, and one that stamps all its events with the time at which the
/// trouble began. Triggers are never passed over, however old.
///
/// **Suppressed alerts** were opened while their service was disabled or in maintenance, or an event rule wanted it so. When the
/// trouble is still reported after that, or the maintenance ends while it is still there, the alert is released: it may page from
/// then on, as if it had opened at that moment, and keeps its count.
///
/// **Held alerts** wait for their own end before anybody is paged: because a rule says so, or because alerts of their kind tend to
/// clear by themselves. They are released when the time is over, and at once when they become worse.
final class AlertStep {
  /// A monitor that repeats its acknowledgement is passed on this often.
  static final Duration ACKNOWLEDGE_AGAIN = Duration.ofMinutes(1);

  static final String HOLD = "hold";
  static final String NOISE = "noise";

  /// Why the signal had the effect that it had.
  enum Why {
    /// Nothing of that key was open.
    OPENED,
    /// The same again.
    REPEATED,
    /// Its severity changed.
    CHANGED,
    /// It was suppressed and may page now.
    FREED,
    ACKNOWLEDGED,
    /// The monitor said so less than a minute ago.
    ACKNOWLEDGED_ALREADY,
    RESOLVED,
    /// There is nothing to acknowledge or to resolve.
    NOTHING_OPEN,
    /// The resolve is older than the trigger that it would end.
    LATE,
    /// A rule says that it is to have no effect.
    DROPPED,
    /// No rule says which service it is about.
    UNROUTED
  }

  /// A state to be stored.
  ///
  /// @param content the report whose summary and details are kept with it; null leaves them as they are
  /// @param handling what event rules want, stored when it opens
  record Kept(AlertState state, @Nullable Report content, @Nullable Handling handling) {
    Kept(AlertState state, @Nullable Report content) {
      this(state, content, null);
    }
  }

  /// What came of it.
  ///
  /// @param state the key's state from now on; null when there still is none
  /// @param kept states to store at once; empty when only count and last-seen time changed, or nothing at all
  record Outcome(@Nullable AlertState state, List<Kept> kept, List<AlertEvent> facts, Why why) {
    /// What is told to people about what the signal did.
    Effect effect() {
      return switch (why) {
        case OPENED -> opened();
        case REPEATED -> Effect.DEDUPLICATED;
        case CHANGED -> Effect.CHANGED;
        case FREED -> Effect.RELEASED;
        case ACKNOWLEDGED -> Effect.ACKNOWLEDGED;
        case RESOLVED -> Effect.RESOLVED;
        case ACKNOWLEDGED_ALREADY, NOTHING_OPEN, LATE -> Effect.NOTHING;
        case DROPPED -> Effect.DROPPED;
        case UNROUTED -> Effect.UNROUTED;
      };
    }

    private Effect opened() {
      String by = state == null ? null : state.suppressedBy();
      if (by == null) {
        return Effect.OPENED;
      }
      return switch (by) {
        case HOLD -> Effect.HELD;
        case NOISE -> Effect.DEMOTED;
        default -> Effect.SUPPRESSED;
      };
    }
  }

  private AlertStep() {}

  static Outcome on(@Nullable AlertState state, Signal signal, Ids ids) {
    return on(state, signal, ids, Gate.OPEN);
  }

  static Outcome on(@Nullable AlertState state, Signal signal, Ids ids, Gate gate) {
    Ruling ruling = signal.ruling();
    if (ruling != null && ruling.fate() == Ruling.Fate.DROP) {
      return new Outcome(state, List.of(), List.of(), Why.DROPPED);
    }
    return switch (signal.report().action()) {
      case TRIGGER -> trigger(state, signal, ids, gate);
      case ACKNOWLEDGE -> acknowledge(state, signal);
      case RESOLVE -> resolve(state, signal);
    };
  }

  private static Outcome trigger(@Nullable AlertState state, Signal signal, Ids ids, Gate gate) {
    if (state == null || !state.open()) {
      return signal.serviceId().isEmpty()
          ? new Outcome(state, List.of(), List.of(), Why.UNROUTED)
          : open(state, signal, ids, gate);
    }
    Severity severity = signal.report().severity();
    boolean worse = severity != null && severity.worseThan(state.severity());
    String free = free(state, signal, worse);
    if (free != null) {
      AlertState counted = state.counted(signal.receivedAt(), signal.eventAt());
      AlertState released =
          (severity == null ? counted : counted.withSeverity(severity)).released();
      return new Outcome(
          released,
          List.of(new Kept(released, severity == null ? null : signal.report())),
          List.of(
              new AlertReleased(
                  state.id(),
                  state.serviceId(),
                  fact(released, signal),
                  was(state),
                  free,
                  signal.receivedAt())),
          Why.FREED);
    }
    AlertState counted = state.counted(signal.receivedAt(), signal.eventAt());
    if (severity == null || severity == state.severity()) {
      return new Outcome(counted, List.of(), List.of(), Why.REPEATED);
    }
    AlertState changed = counted.withSeverity(severity);
    return new Outcome(
        changed,
        List.of(new Kept(changed, signal.report())),
        List.of(
            new AlertChanged(
                state.id(),
                state.serviceId(),
                state.severity(),
                severity,
                signal.report().summary(),
                state.suppressedWhy() != null,
                signal.receivedAt())),
        Why.CHANGED);
  }

  /// Why an alert that was kept quiet may page because of that trigger; null when it stays as it is.
  private static @Nullable String free(AlertState state, Signal signal, boolean worse) {
    String by = state.suppressedBy();
    if (by == null || signal.quiet() != null) {
      return null;
    }
    if (by.equals(HOLD)) {
      return worse ? "It became worse while it waited for its own end." : null;
    }
    if (by.equals(NOISE)) {
      return worse ? "It became worse than what is said all the time." : null;
    }
    return "It was suppressed because %s; that is over and the trouble is still reported."
        .formatted(state.suppressedWhy());
  }

  private static Outcome open(@Nullable AlertState last, Signal signal, Ids ids, Gate gate) {
    Report report = signal.report();
    Instant now = signal.receivedAt();
    Severity severity = report.severity() == null ? Severity.ERROR : report.severity();
    long[] turns = last == null ? new long[] {now.toEpochMilli()} : last.turned(now);
    boolean flappedBefore = last != null && last.flapping();
    boolean flapping = AlertState.flaps(flappedBefore, turns.length);
    String why = signal.quiet();
    String by = signal.quietBy();
    Instant until = null;
    Ruling ruling = signal.ruling();
    if (why == null && ruling != null && ruling.holdSeconds() > 0) {
      until = now.plusSeconds(ruling.holdSeconds());
      why = "an event rule lets it wait %d s for its own end".formatted(ruling.holdSeconds());
      by = HOLD;
    } else if (why == null) {
      Gate.Judgement judgement = gate.judge(flapping, turns.length, signal);
      if (judgement != null) {
        until = judgement.hold() == null ? null : now.plus(judgement.hold());
        why = judgement.why();
        by = until == null ? NOISE : HOLD;
      }
    }
    var opened =
        new AlertState(
            ids.next('Q'),
            signal.integrationId(),
            signal.serviceId(),
            signal.dedupKey(),
            true,
            severity,
            1,
            now,
            now,
            signal.eventAt(),
            signal.eventAt(),
            null,
            null,
            null,
            null,
            null,
            why,
            by,
            until,
            flapping,
            turns);
    var facts = new ArrayList<AlertEvent>();
    facts.add(fact(opened, signal));
    if (flapping != flappedBefore) {
      facts.add(new AlertFlapping(opened.id(), opened.serviceId(), flapping, turns.length, now));
    }
    return new Outcome(
        opened, List.of(new Kept(opened, report, Handling.of(signal))), facts, Why.OPENED);
  }

  private static String was(AlertState state) {
    return state.suppressedBy() == null ? "" : state.suppressedBy();
  }

  private static AlertOpened fact(AlertState state, Signal signal) {
    Report report = signal.report();
    return new AlertOpened(
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
        state.suppressedWhy() != null,
        Attributes.of(report),
        signal.receivedAt(),
        Handling.of(signal),
        report.eventAt());
  }

  private static Outcome acknowledge(@Nullable AlertState state, Signal signal) {
    if (state == null || !state.open()) {
      return new Outcome(state, List.of(), List.of(), Why.NOTHING_OPEN);
    }
    Instant before = state.acknowledgedAt();
    if (before != null && signal.receivedAt().isBefore(before.plus(ACKNOWLEDGE_AGAIN))) {
      return new Outcome(state, List.of(), List.of(), Why.ACKNOWLEDGED_ALREADY);
    }
    AlertState acknowledged = state.acknowledged(signal.receivedAt());
    return new Outcome(
        acknowledged,
        List.of(new Kept(acknowledged, null)),
        List.of(
            new AlertAcknowledged(
                state.id(), state.serviceId(), signal.integrationId(), signal.receivedAt())),
        Why.ACKNOWLEDGED);
  }

  private static Outcome resolve(@Nullable AlertState state, Signal signal) {
    if (state == null || !state.open()) {
      return new Outcome(state, List.of(), List.of(), Why.NOTHING_OPEN);
    }
    Instant happened = signal.eventAt();
    Instant last = state.lastEventAt();
    if (happened != null
        && last != null
        && happened.isBefore(last)
        && !happened.equals(state.openedEventAt())) {
      return new Outcome(state, List.of(), List.of(), Why.LATE);
    }
    return end(
        state,
        signal.receivedAt(),
        "monitor",
        signal.integrationId(),
        state.held()
            ? "Its monitor says that it is over, before anybody had to be paged."
            : "Its monitor says that it is over.");
  }

  /// Resolves an open alert, whoever asks.
  static Outcome end(AlertState state, Instant now, String byKind, String byId, String reason) {
    long[] turns = state.turned(now);
    boolean flapping = AlertState.flaps(state.flapping(), turns.length);
    AlertState resolved = state.resolved(now, byKind, byId, reason, flapping, turns);
    var facts = new ArrayList<AlertEvent>();
    facts.add(new AlertResolved(state.id(), state.serviceId(), byKind, byId, now));
    if (flapping != state.flapping()) {
      facts.add(new AlertFlapping(state.id(), state.serviceId(), flapping, turns.length, now));
    }
    return new Outcome(resolved, List.of(new Kept(resolved, null)), facts, Why.RESOLVED);
  }

  /// Lets an alert that was kept quiet page from now on.
  ///
  /// @param opened the fact of its opening
  static Outcome release(AlertState state, AlertOpened opened, String why, Instant now) {
    AlertState released = state.released();
    return new Outcome(
        released,
        List.of(new Kept(released, null)),
        List.of(
            new AlertReleased(
                state.id(),
                state.serviceId(),
                opened.released(state.severity(), now),
                was(state),
                why,
                now)),
        Why.FREED);
  }

  /// Lets time pass for a flapping key: says so when it has become calm.
  static Outcome calm(AlertState state, Instant now) {
    long[] turns = state.turnsAt(now);
    if (!state.flapping() || AlertState.flaps(true, turns.length)) {
      return new Outcome(state, List.of(), List.of(), Why.NOTHING_OPEN);
    }
    AlertState calmed = state.calmed(false, turns);
    return new Outcome(
        calmed,
        List.of(new Kept(calmed, null)),
        List.of(new AlertFlapping(state.id(), state.serviceId(), false, turns.length, now)),
        Why.CHANGED);
  }
}
