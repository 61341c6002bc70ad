package dev.muster.improve;

import dev.muster.alert.noise.Noise;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.mobilize.PageVerdicts;
import dev.muster.platform.db.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes what people say of having been told, and lets the noise gate learn from it: what was called noise of more than one incident is
/// kept back, and who takes his word back takes back what was learned from it.
final class VerdictDesk implements PageVerdicts {
  /// Alerts of an incident whose kinds are learned about; the first ones are what people saw.
  private static final int MOST_ALERTS = 200;

  private final PostgresVerdicts store;
  private final Incidents incidents;
  private final Noise noise;
  private final Transactions transactions;

  VerdictDesk(PostgresVerdicts store, Incidents incidents, Noise noise, Transactions transactions) {
    this.store = store;
    this.incidents = incidents;
    this.noise = noise;
    this.transactions = transactions;
  }

  @Override
  public void judge(String incidentId, String userId, boolean worth, Instant now) {
    give(incidentId, userId, worth ? Verdict.ACTIONABLE : Verdict.NOT_ACTIONABLE, now);
  }

  /// The verdict on an incident; empty when there is no such incident.
  Optional<Verdict.Judged> verdict(String incidentId) {
    return store
        .verdict(incidentId)
        .or(() ->
            incidents.incidents(Set.of(incidentId)).containsKey(incidentId)
                ? Optional.of(Verdict.awaited())
                : Optional.empty());
  }

  void give(String incidentId, String userId, Verdict verdict, Instant now) {
    transactions.run(() -> {
      store.give(incidentId, userId, verdict, now);
      learn(incidentId, userId, verdict, now);
    });
  }

  /// What the person said is taken back: what acts show, or somebody else said, counts again.
  void withdraw(String incidentId, String userId, Instant now) {
    transactions.run(() -> {
      store.withdraw(incidentId, userId);
      learn(incidentId, userId, Verdict.UNKNOWN, now);
    });
  }

  private void learn(String incidentId, String userId, Verdict verdict, Instant now) {
    List<String> alerts =
        incidents.members(incidentId, 0, MOST_ALERTS).stream().map(Member::alertId).toList();
    noise.said(incidentId, userId, alerts, word(verdict), now);
  }

  private static Noise.Word word(Verdict verdict) {
    return switch (verdict) {
      case NOT_ACTIONABLE -> Noise.Word.NOISE;
      case ACTIONABLE -> Noise.Word.WORTH_IT;
      case UNKNOWN -> Noise.Word.NOTHING;
    };
  }
}
