package dev.muster.alert;

import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.signal.Signal;
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
/// **Suppressed alerts** were opened while their service was disabled or in maintenance. When the trouble is still reported after
/// that, the suppressed alert ends and one that may page takes its place.
final class AlertStep {
  /// A monitor that repeats its acknowledgement is passed on this often.
  static final Duration ACKNOWLEDGE_AGAIN = Duration.ofMinutes(1);

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
    LATE
  }

  /// A state to be stored.
  ///
  /// @param content the report whose summary and details are kept with it; null leaves them as they are
  record Kept(AlertState state, @Nullable Report content) {}

  /// What came of it.
  ///
  /// @param state the key's state from now on; null when there still is none
  /// @param kept states to store at once; empty when only count and last-seen time changed, or nothing at all
  record Outcome(@Nullable AlertState state, List<Kept> kept, List<AlertEvent> facts, Why why) {}

  private AlertStep() {}

  static Outcome on(@Nullable AlertState state, Signal signal, Ids ids) {
    return switch (signal.report().action()) {
      case TRIGGER -> trigger(state, signal, ids);
      case ACKNOWLEDGE -> acknowledge(state, signal);
      case RESOLVE -> resolve(state, signal);
    };
  }

  private static Outcome trigger(@Nullable AlertState state, Signal signal, Ids ids) {
    if (state == null || !state.open()) {
      return open(state, signal, ids, new ArrayList<>(), new ArrayList<>(), Why.OPENED);
    }
    if (state.suppressedWhy() != null && signal.quiet() == null) {
      var kept = new ArrayList<Kept>();
      var facts = new ArrayList<AlertEvent>();
      AlertState ended =
          state.resolved(
              signal.receivedAt(),
              "muster",
              "maintenance",
              "It was suppressed because "
                  + state.suppressedWhy()
                  + "; the trouble is still there, so another alert took its place.",
              state.flapping(),
              state.turnsAt(signal.receivedAt()));
      kept.add(new Kept(ended, null));
      facts.add(
          new AlertResolved(
              state.id(), state.serviceId(), "muster", "maintenance", signal.receivedAt()));
      return open(ended, signal, ids, kept, facts, Why.FREED);
    }
    AlertState counted = state.counted(signal.receivedAt(), signal.eventAt());
    Severity severity = signal.report().severity();
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

  private static Outcome open(
      @Nullable AlertState last,
      Signal signal,
      Ids ids,
      List<Kept> kept,
      List<AlertEvent> facts,
      Why why) {
    Report report = signal.report();
    Instant now = signal.receivedAt();
    Severity severity = report.severity() == null ? Severity.ERROR : report.severity();
    long[] turns = last == null ? new long[] {now.toEpochMilli()} : last.turned(now);
    boolean flappedBefore = last != null && last.flapping();
    boolean flapping = AlertState.flaps(flappedBefore, turns.length);
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
            signal.quiet(),
            flapping,
            turns);
    kept.add(new Kept(opened, report));
    facts.add(
        new AlertOpened(
            opened.id(),
            opened.integrationId(),
            opened.serviceId(),
            opened.dedupKey(),
            severity,
            report.summary(),
            report.source(),
            report.component(),
            report.group(),
            report.eventClass(),
            opened.suppressedWhy() != null,
            Attributes.of(report),
            now));
    if (flapping != flappedBefore) {
      facts.add(new AlertFlapping(opened.id(), opened.serviceId(), flapping, turns.length, now));
    }
    return new Outcome(opened, kept, facts, why);
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
        "Its monitor says that it is over.");
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
