package dev.muster.mobilize;

import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.Optional;

/// What experiments that are running say of alerts. The room that runs them offers it as a bean: who breaks something on purpose wakes
/// nobody else with what was to be expected.
@FunctionalInterface
public interface Experiments {
  /// No experiments.
  Experiments NONE = _ -> _ -> Optional.empty();

  /// What an experiment says of an alert on one of its targets.
  ///
  /// @param expected whether the alert is what the experiment said would happen
  /// @param policyId escalation policy of the experiment's team, which is told instead of the service's
  /// @param reason why it is expected or not, naming the experiment
  record Judgement(String experimentId, boolean expected, String policyId, Reason reason) {}

  /// The experiments that have begun and have not been settled by that moment, looked up once for many alerts.
  Running at(Instant at);

  /// Experiments that are running.
  @FunctionalInterface
  interface Running {
    /// Empty when the alert is on no target of one that was running when the alert opened.
    Optional<Judgement> judge(String alertId);
  }
}
