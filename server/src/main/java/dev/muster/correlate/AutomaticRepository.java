package dev.muster.correlate;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the engine that groups by itself keeps how far it has come and what it was told. Everything runs in the caller's
/// transaction.
interface AutomaticRepository {
  /// How far the engine has come.
  ///
  /// @param sequence of its last input
  /// @param tickedAt when it last decided what had fallen due
  /// @param made what it was made with
  /// @param first the sequence before its first input
  record Position(long sequence, Instant tickedAt, Mind.Made made, long first) {}

  /// Holds the engine against other writers until the end of the transaction.
  Position hold();

  void keep(Position position);

  /// An input as it was taken.
  ///
  /// @param tickedAt what had fallen due until then was decided before
  record Taken(Mind.Input input, Instant tickedAt) {}

  /// Adds inputs in order, the first with that sequence.
  void add(long first, List<Taken> inputs);

  /// Gives all inputs in order.
  void replay(Consumer<Taken> take);

  /// The version of what was learned last; 0 when nothing was.
  long modelVersion();

  /// What was learned last, as the model writes itself; null when nothing was.
  byte @Nullable [] model();

  /// Deletes all inputs, because the engine begins anew.
  void clear();

  /// How many inputs there are.
  long inputs();
}
