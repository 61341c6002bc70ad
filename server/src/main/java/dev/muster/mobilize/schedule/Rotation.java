package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One version of a layer's plan: people who take turns, in force from `start` until `end`. A layer that is edited closes one and
/// opens the next, so what was true in the past stays true.
///
/// Turn `k` starts at `virtualStart` and `k` turns. Turns of whole days keep the wall clock of the zone: they last 23 or 25 hours
/// where the clocks change. All other turns keep elapsed time. Moments are found by arithmetic, never by walking from
/// `virtualStart`, which may lie years away on either side.
///
/// @param end null when it goes on for ever
/// @param zone whose wall clock counts for turns and restrictions
/// @param turn 1 hour to 365 days, in whole seconds
/// @param offset place in `users` of who has turn 0
/// @param users in order; somebody may stand there more than once
/// @param restrictions hours in which the rotation counts; all hours when empty
record Rotation(
    Instant start,
    @Nullable Instant end,
    ZoneId zone,
    Instant virtualStart,
    Duration turn,
    int offset,
    List<String> users,
    List<Restriction> restrictions) {
  /// Shorter turns would let one year's rendering grow past some ten thousand entries a layer.
  static final Duration SHORTEST_TURN = Duration.ofHours(1);

  private static final long DAY = Duration.ofDays(1).toSeconds();

  static final Duration LONGEST_TURN = Duration.ofDays(365);

  Rotation {
    users = List.copyOf(users);
    restrictions = List.copyOf(restrictions);
    if (end != null && !start.isBefore(end)) {
      throw new IllegalArgumentException("empty rotation " + start + ".." + end);
    }
    turn = Duration.ofSeconds(turn.toSeconds());
    if (turn.compareTo(SHORTEST_TURN) < 0 || turn.compareTo(LONGEST_TURN) > 0) {
      throw new IllegalArgumentException("a turn lasts 1 hour to 365 days, not " + turn);
    }
    if (users.isEmpty()) {
      throw new IllegalArgumentException("a rotation without users");
    }
    offset = Math.floorMod(offset, users.size());
  }

  /// The first moment after it; the end of time when it goes on for ever.
  Instant endOrNever() {
    return end == null ? Instant.MAX : end;
  }

  boolean holds(Instant moment) {
    return !moment.isBefore(start) && moment.isBefore(endOrNever());
  }

  Rotation endingAt(@Nullable Instant newEnd) {
    return new Rotation(start, newEnd, zone, virtualStart, turn, offset, users, restrictions);
  }

  private boolean byWallClock() {
    return turn.toSeconds() % DAY == 0;
  }

  /// When turn `k` starts.
  Instant turnStart(long k) {
    return byWallClock()
        ? WallClock.at(
            LocalDateTime.ofInstant(virtualStart, zone).plusDays(k * turn.toDays()), zone)
        : virtualStart.plusSeconds(
            Math.multiplyExact(turn.toSeconds(), k)); // turns are whole seconds
  }

  /// The turn that a moment lies in, also outside of `start` and `end`. A turn of no length, on a day that the zone skipped, holds
  /// no moment.
  long turnAt(Instant moment) {
    long k;
    if (byWallClock()) {
      // A guess from the wall clock; it is off by one at most next to a change of the clocks.
      k =
          Math.floorDiv(
              ChronoUnit.SECONDS.between(
                  LocalDateTime.ofInstant(virtualStart, zone),
                  LocalDateTime.ofInstant(moment, zone)),
              turn.toSeconds());
      while (turnStart(k).isAfter(moment)) {
        k--;
      }
      while (!turnStart(k + 1).isAfter(moment)) {
        k++;
      }
      return k;
    }
    Duration elapsed = Duration.between(virtualStart, moment);
    k = Math.floorDiv(elapsed.toSeconds(), turn.toSeconds());
    while (turnStart(k).isAfter(moment)) {
      k--;
    }
    while (!turnStart(k + 1).isAfter(moment)) {
      k++;
    }
    return k;
  }

  int placeOf(long k) {
    return (int) Math.floorMod(k + offset, (long) users.size());
  }

  String userOf(long k) {
    return users.get(placeOf(k));
  }

  /// Who has the turn at that moment; null outside of the rotation and of its hours.
  @Nullable String at(Instant moment) {
    if (!holds(moment)) {
      return null;
    }
    if (!restrictions.isEmpty()) {
      var now = new TimeRange(moment, moment.plusNanos(1));
      if (restrictions.stream().allMatch(hours -> hours.windows(now, zone).isEmpty())) {
        return null;
      }
    }
    return userOf(turnAt(moment));
  }

  /// The pieces that overlap the range, uncut, one for each turn and window.
  List<Piece> pieces(TimeRange range, Shift.Origin origin) {
    var mine = new TimeRange(start, endOrNever()).overlap(range);
    if (mine.isEmpty()) {
      return List.of();
    }
    Instant from = mine.get().from();
    Instant until = mine.get().until();
    long first = turnAt(from);
    long last = turnAt(until.minusNanos(1));
    var reach =
        new TimeRange(later(turnStart(first), start), earlier(turnStart(last + 1), endOrNever()));
    List<TimeRange> windows =
        restrictions.isEmpty() ? List.of(reach) : Restriction.union(restrictions, reach, zone);
    var pieces = new ArrayList<Piece>();
    int w = 0;
    Instant turnFrom = turnStart(first);
    for (long k = first; k <= last; k++) {
      Instant turnUntil = turnStart(k + 1);
      Instant lo = later(turnFrom, start);
      Instant hi = earlier(turnUntil, endOrNever());
      while (w < windows.size() && !windows.get(w).until().isAfter(lo)) {
        w++;
      }
      for (int v = w; v < windows.size() && windows.get(v).from().isBefore(hi); v++) {
        Instant s = later(windows.get(v).from(), lo);
        Instant e = earlier(windows.get(v).until(), hi);
        if (s.isBefore(e) && s.isBefore(until) && e.isAfter(from)) {
          pieces.add(
              new Piece(
                  new Shift(userOf(k), s, e, origin),
                  s.equals(start) && turnFrom.isBefore(s),
                  e.equals(end) && turnUntil.isAfter(e)));
        }
      }
      turnFrom = turnUntil;
    }
    return pieces;
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
