package dev.muster.mobilize;

import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/// What experiments that are running say of alerts. The room that runs them offers it as a bean: who breaks something on purpose wakes
/// nobody else with what was to be expected.
@FunctionalInterface
public interface Experiments {
  /// No experiments.
  Experiments NONE = _ -> Running.NONE;

  /// What an experiment says of an alert on one of its targets.
  ///
  /// @param expected whether the alert is what the experiment said would happen
  /// @param policyId escalation policy of the experiment's team, which is told instead of the service's
  /// @param reason why it is expected or not, naming the experiment
  record Judgement(String experimentId, boolean expected, String policyId, Reason reason) {}

  /// The experiments that have begun and have not been settled by that moment, looked up once for many alerts. None of them ends before
  /// the caller's transaction does, so that whoever ends one sees all that was kept to its team. Ask before anything else is held:
  /// whoever ends an experiment holds that first, and responses afterwards.
  Running at(Instant at);

  /// Experiments that are running.
  @FunctionalInterface
  interface Running {
    /// None.
    Running NONE = _ -> Map.of();

    /// What they say of these alerts as they are now, by alert id. Left out are those that are on no target of an experiment that was
    /// running when they opened.
    Map<String, Judgement> judge(Collection<String> alertIds);
  }
}
