package dev.muster.signal.drop;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A file that was taken and is not finished: how far it is. After a crash all of it is made anew from the file's name and the tape.
final class Work {
  final Claim claim;

  /// Size and time of the file; empty when nobody has looked yet.
  String state;

  /// The next piece to send.
  int next;

  /// Why pieces were not taken, by their places among the pieces.
  final SortedMap<Integer, String> refusals = new TreeMap<>();

  /// Whether the tape has to be asked which pieces are durable.
  boolean unsure;

  /// What the tape holds of this file and was not come by yet, by the marks of bodies.
  final Map<String, Integer> durable = new HashMap<>();

  Instant notBefore = Instant.MIN;

  /// Why it waits, for people; null when it does not.
  @Nullable String why;

  int tries;

  Work(Claim claim, String state, boolean unsure) {
    this.claim = claim;
    this.state = state;
    this.unsure = unsure;
  }

  /// Begins anew with what the tape says.
  void again() {
    next = 0;
    refusals.clear();
    durable.clear();
    unsure = true;
  }

  /// Whether a piece with that mark is durable already. Of pieces with the same bytes as many are as are on the tape.
  boolean comesBy(String mark) {
    Integer left = durable.get(mark);
    if (left == null) {
      return false;
    }
    if (left == 1) {
      durable.remove(mark);
    } else {
      durable.put(mark, left - 1);
    }
    return true;
  }
}
