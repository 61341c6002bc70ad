package dev.muster.platform.fact;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The durable log between rooms. A fact becomes visible with the commit of the transaction that appended it, in the order of
/// its sequence and without gaps: a reader that has seen n will never find anything at or below n later.
public interface FactLog {
  /// Appends inside the caller's transaction. What one transaction appends to a topic and lane stays in that order. The sequence
  /// is given out right before the commit, because from then on other transactions that append to the same topic and lane wait;
  /// so the transaction itself does not see yet what it appended.
  ///
  /// @throws IllegalStateException outside of a transaction
  <E> void append(Topic<E> topic, int lane, Instant at, List<? extends E> events);

  /// Facts of that topic and lane after the position, in order. An event that cannot be read comes as {@link Unreadable}.
  ///
  /// @param most largest number of facts to answer
  List<Fact> read(Topic<?> topic, int lane, long after, int most);

  /// A piece of a lane that somebody wants to read.
  ///
  /// @param after the last sequence that is known already
  /// @param until the last sequence that is wanted
  record Stretch(Topic<?> topic, int lane, long after, long until) {
    public Place place() {
      return new Place(topic.name(), lane);
    }
  }

  /// Facts of several stretches at one moment, in the order of the stretches and, within each, of the sequence.
  ///
  /// @param most largest number of facts to answer of each
  List<Fact> read(List<Stretch> stretches, int most);

  /// The last committed position of that topic and lane; 0 when nothing was said.
  long last(Topic<?> topic, int lane);

  /// The last committed positions of all lanes of those topics; a lane in which nothing was said is missing.
  Map<Place, Long> lasts(Set<String> topics);

  /// Where the named reader stands. Inside a transaction the position is held against other readers of the same name until its
  /// end; answers -1 when another node holds it.
  long position(String reader, Topic<?> topic, int lane);

  /// The same as {@link #position} for several places at once; those that another node holds are missing.
  Map<Place, Long> positions(String reader, Collection<Place> places);

  /// Stores, inside the caller's transaction, how far the reader has come in each of those places.
  void advance(String reader, Map<Place, Long> positions);

  /// Stores, inside the caller's transaction, how far the reader has come.
  void advance(String reader, Topic<?> topic, int lane, long sequence);

  /// How far a reader is behind what was said.
  ///
  /// @param behind number of facts that it has still to read
  record Lag(String reader, Place place, long behind) {}

  /// All readers that have ever read, with the number of facts that they have still to read.
  List<Lag> lags();

  /// Puts a fact that cannot be handled aside, with the reason, where people can see and replay it.
  void park(String reader, Fact fact, String why, Instant at);

  /// A fact that was put aside.
  ///
  /// @param why what the reader said when it failed for the last time
  record Parked(
      String reader,
      Place place,
      long sequence,
      String type,
      String body,
      String why,
      Instant parkedAt) {}

  /// What was put aside, newest first.
  List<Parked> parked(int offset, int limit);

  /// Takes a parked fact away, inside the caller's transaction; null when it is not there or somebody else is at it.
  @Nullable Parked unpark(String reader, Place place, long sequence);

  /// Deletes facts said before that moment that every reader of their topic has read. Facts that were put aside are kept as
  /// such.
  ///
  /// @return how many were deleted; fewer than `most` when none is left
  int forget(Instant saidBefore, int most);
}
