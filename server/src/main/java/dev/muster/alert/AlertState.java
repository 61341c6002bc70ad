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
    return new AlertState(
        id,
        integrationId,
        serviceId,
        dedupKey,
        open,
        severity,
        count + 1,
        firstSeenAt,
        receivedAt.isAfter(lastSeenAt) ? receivedAt : lastSeenAt,
        openedEventAt,
        later(lastEventAt, eventAt),
        acknowledgedAt,
        resolvedAt,
        resolvedByKind,
        resolvedById,
        resolveReason,
        suppressedWhy,
        flapping,
        turns);
  }

  AlertState withSeverity(Severity other) {
    return new AlertState(
        id,
        integrationId,
        serviceId,
        dedupKey,
        open,
        other,
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
        flapping,
        turns);
  }

  AlertState acknowledged(Instant at) {
    return new AlertState(
        id,
        integrationId,
        serviceId,
        dedupKey,
        open,
        severity,
        count,
        firstSeenAt,
        lastSeenAt,
        openedEventAt,
        lastEventAt,
        at,
        resolvedAt,
        resolvedByKind,
        resolvedById,
        resolveReason,
        suppressedWhy,
        flapping,
        turns);
  }

  AlertState resolved(
      Instant at, String byKind, String byId, String reason, boolean nowFlapping, long[] nowTurns) {
    return new AlertState(
        id,
        integrationId,
        serviceId,
        dedupKey,
        false,
        severity,
        count,
        firstSeenAt,
        lastSeenAt,
        openedEventAt,
        lastEventAt,
        acknowledgedAt,
        at,
        byKind,
        byId,
        reason,
        suppressedWhy,
        nowFlapping,
        nowTurns);
  }

  AlertState calmed(boolean nowFlapping, long[] nowTurns) {
    return new AlertState(
        id,
        integrationId,
        serviceId,
        dedupKey,
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
        nowFlapping,
        nowTurns);
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
    return "AlertState[%s %s/%s of %s, %s, %s, %d times %s..%s, event %s..%s, ack %s, end %s %s %s (%s), quiet %s, flapping %s %s]"
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
            flapping,
            Arrays.toString(turns));
  }
}
