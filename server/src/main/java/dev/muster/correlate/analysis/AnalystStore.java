package dev.muster.correlate.analysis;

import dev.muster.correlate.insight.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the analyst keeps how far it has come, and its warnings. Everything runs in the caller's transaction.
interface AnalystStore {
  /// Holds the analyst against other writers until the end of the transaction, and says how far it has read the ledger.
  long hold();

  void keep(long sequence);

  /// A warning as it is kept.
  ///
  /// @param serviceId the service of this house that is about to be hurt; null when none answers for it
  /// @param outcome `open`, `hit` or `miss`
  record Kept(
      String id,
      Instant at,
      @Nullable String serviceId,
      Warning warning,
      String outcome,
      @Nullable String incidentId,
      @Nullable Instant closedAt) {}

  void add(Kept warning);

  void close(String id, @Nullable String incidentId, Instant at);

  /// Newest first.
  ///
  /// @param outcome null for all
  List<Kept> warnings(@Nullable String outcome, int offset, int limit);

  long count(@Nullable String outcome);

  /// How many warnings there are by outcome.
  Map<String, Long> score();

  /// The earliest place in the ledger of an entry made since then.
  long firstSince(Instant since);

  /// External ids of past incidents, by the id that they have here.
  Map<String, String> externalIds();
}
