package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A sequence of alerts that ended in incidents before has come again. A warning, never a page by itself.
///
/// @param at event time of the alert that completed the sequence
/// @param service id of the service that is about to be hurt
/// @param probability that an incident follows, 0 to 1
/// @param atLeast lower end of the 90 % interval of the share of past occurrences that an incident followed (Wilson 1927)
/// @param alerts the alerts of the sequence, in their order
/// @param incidents ids of the past incidents that began so, newest last
/// @param lead how long after the sequence the incidents began: quartile, median, quartile
/// @param words in plain words
public record Warning(
    Instant at,
    String service,
    double probability,
    double atLeast,
    List<String> alerts,
    List<String> incidents,
    List<Duration> lead,
    String words) {
  public Warning {
    alerts = List.copyOf(alerts);
    incidents = List.copyOf(incidents);
    lead = List.copyOf(lead);
  }
}
