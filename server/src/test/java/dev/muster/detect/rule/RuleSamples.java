package dev.muster.detect.rule;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import java.time.Instant;
import java.util.List;

/// Rules for tests, also of other packages.
public final class RuleSamples {
  public static final Criterion UNUSUAL = new Criterion.Unusual(Criterion.Sensitivity.MEDIUM);

  private RuleSamples() {}

  public static RuleStore store(Database database) {
    return new PostgresRules(database);
  }

  /// A rule that watches the metric `m`.
  public static Rule rule(
      Criterion criterion, Rule.Direction direction, int points, int of, int recovery) {
    List<Matcher> matchers = List.of(Matcher.of("__name__", Matcher.Op.EQUAL, "m"));
    return rule(matchers, criterion, direction, points, of, recovery);
  }

  /// A rule that watches what all of these hold for.
  public static Rule rule(List<Matcher> matchers, Criterion criterion) {
    return rule(matchers, criterion, Rule.Direction.UP, 1, 1, 1);
  }

  private static Rule rule(
      List<Matcher> matchers,
      Criterion criterion,
      Rule.Direction direction,
      int points,
      int of,
      int recovery) {
    return new Rule(
        "R",
        "Rule",
        true,
        matchers,
        criterion,
        direction,
        points,
        of,
        recovery,
        Severity.WARNING,
        null,
        "u",
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
