package dev.muster.correlate.insight;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Alerts by the time at which the trouble began, to see what else cried around an incident: groups are never without fault, and what
/// is missing in one is often just beside it.
public final class Surroundings {
  private final Recent<Symptom> alerts;

  /// @param kept so many alerts are kept, some 500 bytes each; when there are more, the earliest are forgotten
  public Surroundings(int kept) {
    alerts = new Recent<>(kept, symptom -> symptom);
  }

  /// Hears of an alert; in any order.
  public void add(Symptom symptom) {
    alerts.add(symptom);
  }

  /// What cried by that time, latest first.
  ///
  /// @param except ids of alerts that are not meant
  public List<Symptom> at(Instant now, Collection<String> except) {
    return alerts.at(now, except);
  }
}
