package dev.muster.platform.fact;

import java.time.Instant;
import java.util.List;

/// The durable log between rooms. A fact becomes visible with the commit of the transaction that appended it, in the order of
/// its sequence and without gaps: a reader that has seen n will never find anything at or below n later.
public interface FactLog {
  /// Appends inside the caller's transaction. Appending to one topic and lane serialises the transactions that do so from here
  /// to their commit; so append last.
  <E> void append(Topic<E> topic, int lane, Instant at, List<? extends E> events);

  /// Facts of that topic and lane after the position, in order.
  ///
  /// @param most largest number of facts to answer
  List<Fact> read(Topic<?> topic, int lane, long after, int most);

  /// The last committed position of that topic and lane; 0 when nothing was said.
  long last(Topic<?> topic, int lane);

  /// Where the named reader stands. Inside a transaction the position is held against other readers of the same name until its
  /// end; answers -1 when another node holds it.
  long position(String reader, Topic<?> topic, int lane);

  /// Stores, inside the caller's transaction, how far the reader has come.
  void advance(String reader, Topic<?> topic, int lane, long sequence);

  /// Puts a fact that cannot be handled aside, with the reason, where people can see and replay it.
  void park(String reader, Fact fact, String why, Instant at);
}
