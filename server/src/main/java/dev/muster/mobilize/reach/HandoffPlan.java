package dev.muster.mobilize.reach;

import dev.muster.catalog.HandoffRule;
import dev.muster.mobilize.schedule.Handoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which handoffs are to be told now, to whom, by which of their rules. Pure.
final class HandoffPlan {
  /// A handoff that could not be told in time is told this long after it; later it is no news.
  static final Duration LATE = Duration.ofHours(1);

  private HandoffPlan() {}

  /// A message that is due.
  ///
  /// @param begins true when the person's time on call begins, false when it ends
  record Due(HandoffRule rule, String scheduleId, Handoff handoff, boolean begins) {
    /// The same for the same message, however often it is planned.
    String key() {
      return "handoff:%s:%s:%s:%s"
          .formatted(rule.id(), scheduleId, handoff.at(), begins ? "on" : "off");
    }
  }

  /// In the order of the schedules, of their handoffs, and of the rules.
  ///
  /// @param handoffs by schedule, at least from {@link #LATE} before now to the longest notice after it
  static List<Due> due(List<HandoffRule> rules, Map<String, List<Handoff>> handoffs, Instant now) {
    var due = new ArrayList<Due>();
    new TreeMap<>(handoffs)
        .forEach((schedule, all) -> {
          for (Handoff handoff : all) {
            for (HandoffRule rule : rules) {
              boolean comes = rule.userId().equals(handoff.to()) && rule.kind().begins();
              boolean goes = rule.userId().equals(handoff.from()) && rule.kind().ends();
              boolean time =
                  !handoff.at().minus(Duration.ofMinutes(rule.minutesAhead())).isAfter(now)
                      && handoff.at().plus(LATE).isAfter(now);
              if (time && (comes || goes)) {
                due.add(new Due(rule, schedule, handoff, comes));
              }
            }
          }
        });
    return due;
  }

  /// How far ahead the rules look.
  static Duration ahead(List<HandoffRule> rules) {
    return Duration.ofMinutes(
        rules.stream().mapToInt(HandoffRule::minutesAhead).max().orElse(0) + 1L);
  }
}
