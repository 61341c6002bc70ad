package dev.muster.alert;

import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The last alert of a key as its lane remembers it: what decisions need, and no more, since there may be a hundred thousand.
///
/// @param integrationId empty for alerts made by hand
/// @param lastSeenAt when the last equal signal was received
/// @param openedEventAt when the opening event happened, as the monitor says; null when it did not say
/// @param lastEventAt the same of the last trigger
/// @param acknowledgedAt when a monitor last asked to acknowledge it
/// @param suppressedWhy why it pages nobody; null when it may
/// @param suppressedBy what sort of reason that is: `maintenance`, `disabled`, `rule`, `stage`, `noise`, or `hold` while it waits for
///     its own end; null when it may page
/// @param heldUntil when it pages unless it has ended by then; null when it does not wait
/// @param turns milliseconds since 1970 at which the key opened or resolved, newest last, within {@link #WINDOW}
record AlertState(
    String id,
    String integrationId,
    String serviceId,
    String dedupKey,
    boolean open,
    Severity severity,
    int count,
    Instant firstSeenAt,
    Instant lastSeenAt,
    @Nullable Instant openedEventAt,
    @Nullable Instant lastEventAt,
    @Nullable Instant acknowledgedAt,
    @Nullable Instant resolvedAt,
    @Nullable String resolvedByKind,
    @Nullable String resolvedById,
    @Nullable String resolveReason,
    @Nullable String suppressedWhy,
    @Nullable String suppressedBy,
    @Nullable Instant heldUntil,
    boolean flapping,
    @SuppressWarnings("ArrayRecordComponent") long[] turns) {
  /// Within this time turns count together.
  static final Duration WINDOW = Duration.ofMinutes(30);

  /// So many turns within the window are flapping: three times open and resolved.
  static final int FLAPPING_FROM = 6;

  /// So few are calm again. Between the two it stays what it is, or the flag itself would flap.
  static final int CALM_AT = 2;

  /// Turns remembered; a key that turns more often than this in half an hour is flapping anyway.
  static final int TURNS_MAX = 32;

  static final long[] NO_TURNS = {};

  AlertKey key() {
    return new AlertKey(integrationId, dedupKey);
  }

  int lane() {
    return key().lane();
  }

  /// Turns that still count.
  long[] turnsAt(Instant now) {
    long from = now.minus(WINDOW).toEpochMilli();
    int first = 0;
    while (first < turns.length && turns[first] <= from) {
      first++;
    }
    return first == 0 ? turns : Arrays.copyOfRange(turns, first, turns.length);
  }

  /// Turns that still count, and one now.
  long[] turned(Instant now) {
    long[] counting = turnsAt(now);
    int drop = counting.length >= TURNS_MAX ? counting.length - TURNS_MAX + 1 : 0;
    long[] more = Arrays.copyOfRange(counting, drop, counting.length + 1);
    more[more.length - 1] = now.toEpochMilli();
    return more;
  }

  static boolean flaps(boolean before, int turns) {
    return before ? turns > CALM_AT : turns >= FLAPPING_FROM;
  }

  AlertState counted(Instant receivedAt, @Nullable Instant eventAt) {
    Draft draft = draft();
    draft.count++;
    draft.lastSeenAt = receivedAt.isAfter(lastSeenAt) ? receivedAt : lastSeenAt;
    draft.lastEventAt = later(lastEventAt, eventAt);
    return draft.done();
  }

  AlertState withSeverity(Severity other) {
    Draft draft = draft();
    draft.severity = other;
    return draft.done();
  }

  AlertState acknowledged(Instant at) {
    Draft draft = draft();
    draft.acknowledgedAt = at;
    return draft.done();
  }

  AlertState resolved(
      Instant at, String byKind, String byId, String reason, boolean nowFlapping, long[] nowTurns) {
    Draft draft = draft();
    draft.open = false;
    draft.resolvedAt = at;
    draft.resolvedByKind = byKind;
    draft.resolvedById = byId;
    draft.resolveReason = reason;
    draft.flapping = nowFlapping;
    draft.turns = nowTurns;
    return draft.done();
  }

  /// From now on it may page.
  AlertState released() {
    Draft draft = draft();
    draft.suppressedWhy = null;
    draft.suppressedBy = null;
    draft.heldUntil = null;
    return draft.done();
  }

  AlertState calmed(boolean nowFlapping, long[] nowTurns) {
    Draft draft = draft();
    draft.flapping = nowFlapping;
    draft.turns = nowTurns;
    return draft.done();
  }

  /// True while it waits for its own end.
  boolean held() {
    return heldUntil != null;
  }

  private Draft draft() {
    return new Draft(this);
  }

  /// A copy that can still be changed.
  private static final class Draft {
    private final AlertState from;
    private boolean open;
    private Severity severity;
    private int count;
    private Instant lastSeenAt;
    private @Nullable Instant lastEventAt;
    private @Nullable Instant acknowledgedAt;
    private @Nullable Instant resolvedAt;
    private @Nullable String resolvedByKind;
    private @Nullable String resolvedById;
    private @Nullable String resolveReason;
    private @Nullable String suppressedWhy;
    private @Nullable String suppressedBy;
    private @Nullable Instant heldUntil;
    private boolean flapping;
    private long[] turns;

    Draft(AlertState from) {
      this.from = from;
      open = from.open;
      severity = from.severity;
      count = from.count;
      lastSeenAt = from.lastSeenAt;
      lastEventAt = from.lastEventAt;
      acknowledgedAt = from.acknowledgedAt;
      resolvedAt = from.resolvedAt;
      resolvedByKind = from.resolvedByKind;
      resolvedById = from.resolvedById;
      resolveReason = from.resolveReason;
      suppressedWhy = from.suppressedWhy;
      suppressedBy = from.suppressedBy;
      heldUntil = from.heldUntil;
      flapping = from.flapping;
      turns = from.turns;
    }

    AlertState done() {
      return new AlertState(
          from.id,
          from.integrationId,
          from.serviceId,
          from.dedupKey,
          open,
          severity,
          count,
          from.firstSeenAt,
          lastSeenAt,
          from.openedEventAt,
          lastEventAt,
          acknowledgedAt,
          resolvedAt,
          resolvedByKind,
          resolvedById,
          resolveReason,
          suppressedWhy,
          suppressedBy,
          heldUntil,
          flapping,
          turns);
    }
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AlertState that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "AlertState[%s %s/%s of %s, %s, %s, %d times %s..%s, event %s..%s, ack %s, end %s %s %s (%s), quiet %s by %s until %s, flapping %s %s]"
        .formatted(
            id,
            integrationId,
            dedupKey,
            serviceId,
            open,
            severity,
            count,
            firstSeenAt,
            lastSeenAt,
            openedEventAt,
            lastEventAt,
            acknowledgedAt,
            resolvedAt,
            resolvedByKind,
            resolvedById,
            resolveReason,
            suppressedWhy,
            suppressedBy,
            heldUntil,
            flapping,
            Arrays.toString(turns));
  }
}
