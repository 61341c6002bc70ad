package dev.muster.respond.impact;

import dev.muster.correlate.IncidentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One wave of an incident: from when alerts were open until all of them had cleared. What comes again while it is being watched is the
/// next wave of the same incident.
///
/// @param number counted from 1
/// @param endedAt when the last alert cleared; null while some are open
/// @param alerts how many came in it
/// @param words why it belongs to the incident
record Wave(int number, Instant beganAt, @Nullable Instant endedAt, int alerts, String words) {
  /// The waves after one more fact about the incident. Pure; facts come in the order in which they were said, which need not be that of
  /// their moments.
  static List<Wave> after(List<Wave> before, IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.IncidentFormed formed ->
          before.isEmpty()
              ? List.of(
                  new Wave(
                      1,
                      formed.at(),
                      null,
                      formed.alertId() == null ? 0 : 1,
                      formed.reason().words()))
              : before;
      case IncidentEvent.IncidentGrew grew -> grown(before, grew);
      case IncidentEvent.IncidentCleared cleared -> ended(before, cleared.at());
      case IncidentEvent.IncidentMerged merged -> ended(before, merged.at());
      case IncidentEvent.IncidentSeverityChanged _,
          IncidentEvent.IncidentAlertWorsened _,
          IncidentEvent.IncidentShrank _,
          IncidentEvent.IncidentEased _,
          IncidentEvent.IncidentRetitled _,
          IncidentEvent.IncidentCauseJudged _,
          IncidentEvent.IncidentCauseNamed _,
          IncidentEvent.IncidentAcknowledgedBySource _ ->
          before;
    };
  }

  private static List<Wave> grown(List<Wave> before, IncidentEvent.IncidentGrew grew) {
    var waves = new ArrayList<>(before);
    Wave last = waves.isEmpty() ? null : waves.getLast();
    Instant end = last == null ? null : last.endedAt();
    if (last != null && end == null) {
      waves.set(
          waves.size() - 1,
          new Wave(last.number(), last.beganAt(), null, last.alerts() + 1, last.words()));
    } else {
      Instant at = end != null && grew.at().isBefore(end) ? end : grew.at();
      waves.add(new Wave(waves.size() + 1, at, null, 1, grew.reason().words()));
    }
    return List.copyOf(waves);
  }

  private static List<Wave> ended(List<Wave> before, Instant at) {
    Wave last = before.isEmpty() ? null : before.getLast();
    if (last == null || last.endedAt() != null) {
      return before;
    }
    var waves = new ArrayList<>(before);
    Instant end = at.isBefore(last.beganAt()) ? last.beganAt() : at;
    waves.set(
        waves.size() - 1,
        new Wave(last.number(), last.beganAt(), end, last.alerts(), last.words()));
    return List.copyOf(waves);
  }
}
