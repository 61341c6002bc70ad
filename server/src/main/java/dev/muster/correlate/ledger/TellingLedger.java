package dev.muster.correlate.ledger;

import dev.muster.platform.fact.FactLog;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A ledger that says what was thought, in the transaction in which it was written down.
final class TellingLedger implements Ledger {
  /// Services named at most; the rest are unlikely.
  private static final int MOST = 10;

  private final Ledger ledger;
  private final FactLog facts;

  TellingLedger(Ledger ledger, FactLog facts) {
    this.ledger = ledger;
    this.facts = facts;
  }

  @Override
  public void add(Collection<Entry> entries) {
    ledger.add(entries);
  }

  @Override
  public List<Entry> ofAlert(String alertId, @Nullable Instant asOf) {
    return ledger.ofAlert(alertId, asOf);
  }

  @Override
  public List<Entry> after(long sequence, int most) {
    return ledger.after(sequence, most);
  }

  @Override
  public List<Move> moves(long sequence, int most) {
    return ledger.moves(sequence, most);
  }

  @Override
  public void keep(String incidentId, Analysis analysis) {
    ledger.keep(incidentId, analysis);
    List<ThoughtEvent.Owner> owners = owners(analysis);
    if (!owners.isEmpty()) {
      facts.append(
          ThoughtEvent.TOPIC,
          0,
          analysis.at(),
          List.of(new ThoughtEvent.CauseConsidered(incidentId, owners, analysis.at())));
    }
  }

  private static List<ThoughtEvent.Owner> owners(Analysis analysis) {
    Analysis.Place only = analysis.onlyService();
    if (only != null) {
      String service = only.musterService();
      return service == null
          ? List.of()
          : List.of(new ThoughtEvent.Owner(service, 1, only.reasons().getFirst(), true));
    }
    Map<String, ThoughtEvent.Owner> owners = new LinkedHashMap<>();
    for (Analysis.Cause cause : analysis.services()) {
      String service = cause.musterService();
      if (service != null) {
        String reason = cause.reasons().isEmpty() ? "" : cause.reasons().getFirst();
        owners.merge(
            service,
            new ThoughtEvent.Owner(service, cause.probability(), reason),
            (one, other) ->
                new ThoughtEvent.Owner(
                    service, Math.min(1, one.probability() + other.probability()), one.reason()));
      }
    }
    return owners.values().stream()
        .sorted(
            java.util.Comparator.comparingDouble((ThoughtEvent.Owner owner) -> -owner.probability())
                .thenComparing(ThoughtEvent.Owner::serviceId))
        .limit(MOST)
        .toList();
  }

  @Override
  public @Nullable Analysis analysis(String incidentId, @Nullable Instant asOf) {
    return ledger.analysis(incidentId, asOf);
  }
}
