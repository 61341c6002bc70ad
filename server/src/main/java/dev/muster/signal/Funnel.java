package dev.muster.signal;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// What became of raw signals, counted and one by one. The counts are made of the same rows as the tape, so the two always agree.
public interface Funnel {
  /// Signals of some stretch of time with the same source, service, rule and effect.
  ///
  /// @param integrationId the door that they came through
  /// @param serviceId empty when no rule routed them
  /// @param ruleId the rule that had the last word; empty when none matched
  record Cell(
      Instant bucket,
      String integrationId,
      String serviceId,
      String ruleId,
      Effect effect,
      long signals) {}

  /// All cells of [since, until). Both are moments at which a stretch begins; see {@link Tally#bucket}.
  List<Cell> cells(Instant since, Instant until);

  /// A raw signal and what it did.
  ///
  /// @param entry the body that it came in
  /// @param index its place in that body
  record Event(TapeEntry entry, int index, Signal signal, Effect effect) {}

  /// Hands over the signals of [since, until), oldest first, until the reader has enough.
  ///
  /// @param reader answers false when it has enough
  void events(Instant since, Instant until, Predicate<Event> reader);
}
