package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A shift in the making.
///
/// @param opensMidTurn it starts where the plan was changed in the middle of a turn, so the turn may have begun before
/// @param closesMidTurn it ends where the plan was changed in the middle of a turn, so the turn may go on after
record Piece(Shift shift, boolean opensMidTurn, boolean closesMidTurn) {
  Instant start() {
    return shift.start();
  }

  Instant end() {
    return shift.end();
  }

  boolean overlaps(TimeRange range) {
    return shift.start().isBefore(range.until()) && shift.end().isAfter(range.from());
  }

  private Piece with(Instant start, Instant end) {
    return new Piece(
        new Shift(shift.userId(), start, end, shift.origin()),
        opensMidTurn && start.equals(start()),
        closesMidTurn && end.equals(end()));
  }

  Shift cut(TimeRange range) {
    Instant start = start().isBefore(range.from()) ? range.from() : start();
    Instant end = end().isAfter(range.until()) ? range.until() : end();
    return start.equals(start()) && end.equals(end()) ? shift : with(start, end).shift;
  }

  /// Lays one list over another: where both have somebody, the upper one holds. Both are sorted and disjoint, and so is the answer.
  static List<Piece> over(List<Piece> upper, List<Piece> lower) {
    if (upper.isEmpty()) {
      return lower;
    }
    if (lower.isEmpty()) {
      return upper;
    }
    var all = new ArrayList<Piece>(upper.size() + lower.size());
    int u = 0;
    for (Piece piece : lower) {
      Instant from = piece.start();
      while (u < upper.size() && !upper.get(u).end().isAfter(from)) {
        all.add(upper.get(u++));
      }
      int v = u;
      while (v < upper.size() && upper.get(v).start().isBefore(piece.end())) {
        if (from.isBefore(upper.get(v).start())) {
          all.add(piece.with(from, upper.get(v).start()));
        }
        from = upper.get(v).end();
        if (from.isAfter(piece.end())) {
          break; // it reaches into the pieces that follow
        }
        all.add(upper.get(v++));
      }
      u = v;
      if (from.isBefore(piece.end())) {
        all.add(piece.with(from, piece.end()));
      }
    }
    while (u < upper.size()) {
      all.add(upper.get(u++));
    }
    return all;
  }

  /// Makes one piece of two that are the same person's same turn on both sides of a change of the plan, so that an edit leaves no
  /// trace in the shift of somebody whom it does not move.
  static List<Piece> join(List<Piece> pieces) {
    var joined = new ArrayList<Piece>(pieces.size());
    for (Piece piece : pieces) {
      Piece last = joined.isEmpty() ? null : joined.getLast();
      if (last != null
          && last.closesMidTurn
          && piece.opensMidTurn
          && last.end().equals(piece.start())
          && last.shift.userId().equals(piece.shift.userId())
          && last.shift.origin().equals(piece.shift.origin())) {
        joined.set(
            joined.size() - 1,
            new Piece(
                new Shift(last.shift.userId(), last.start(), piece.end(), last.shift.origin()),
                last.opensMidTurn,
                piece.closesMidTurn));
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }
}
