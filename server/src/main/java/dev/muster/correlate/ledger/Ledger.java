package dev.muster.correlate.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where decisions and analyses are written down. Everything runs in the caller's transaction.
public interface Ledger {
  void add(Collection<Entry> entries);

  /// Decisions on an alert, earliest first.
  ///
  /// @param asOf only those made by then; null for all
  List<Entry> ofAlert(String alertId, @Nullable Instant asOf);

  /// All decisions after that place in the ledger, in order.
  List<Entry> after(long sequence, int most);

  /// What all decisions after that place in the ledger did, in order.
  List<Move> moves(long sequence, int most);

  /// Keeps what is thought of an incident, in place of what was thought of it at the same moment.
  void keep(String incidentId, Analysis analysis);

  /// What was thought of it latest.
  ///
  /// @param asOf by then; null for now
  @Nullable Analysis analysis(String incidentId, @Nullable Instant asOf);
}
