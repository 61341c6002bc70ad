package dev.muster.detect.watch;

import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Peers;
import dev.muster.detect.rule.Rule;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The series of which rules want to know more than a lane sees. Safe for several threads.
final class Surveys {
  private final Map<String, Set<Survey>> byRule = new ConcurrentHashMap<>();

  /// Asks for a survey; null when the rule needs none.
  @Nullable Survey ask(Rule rule, LiveSeries series) {
    String group =
        switch (rule.criterion()) {
          case Criterion.Apart apart -> Peers.group(apart, series.name);
          case Criterion.Reaching _, Criterion.Unseen _ -> "";
          case Criterion.Unusual _, Criterion.Beyond _, Criterion.Silent _, Criterion.Moving _ ->
              null;
        };
    if (group == null) {
      return null;
    }
    var survey = new Survey(series, group);
    byRule.computeIfAbsent(rule.id(), _ -> ConcurrentHashMap.newKeySet()).add(survey);
    return survey;
  }

  /// Nobody needs it any more.
  void end(String ruleId, @Nullable Survey survey) {
    Set<Survey> asked = byRule.get(ruleId);
    if (survey != null && asked != null) {
      asked.remove(survey);
    }
  }

  /// What was asked for a rule.
  Collection<Survey> of(String ruleId) {
    return byRule.getOrDefault(ruleId, Set.of());
  }
}
