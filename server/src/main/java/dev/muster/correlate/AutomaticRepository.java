package dev.muster.correlate;

import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  /// @param occurrence what stays known when it is let go; null for nothing, and when reading what was kept
  record Taken(Mind.Input input, Instant tickedAt, @Nullable Occurrence occurrence) {}

  /// Adds inputs in order, the first with that sequence.
  void add(long first, List<Taken> inputs);

  /// When the latest input came; empty when there is none.
  Optional<Instant> latest();

  /// Lets inputs go: alerts and what became of them when they came before that, changes when they were made, and announced work was over,
  /// before that.
  ///
  /// @param living those of the engine's incidents of which it is still worth knowing which of ours they are; null for all
  /// @param let is told what stays known of each
  /// @return how many were let go
  long letGo(
      Instant alertsBefore,
      Instant changesBefore,
      @Nullable Set<String> living,
      Consumer<Occurrence> let);

  /// What came in inputs that were let go.
  Recurrences before();

  void keepBefore(Recurrences before);

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
