package dev.muster.mobilize;

import dev.muster.kernel.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An escalation policy: who is told at which level, and for how long each level has it.
///
/// @param numLoops how many times the levels are repeated when nobody answers, 0..9
/// @param handoff the wire's word, `if_has_services` or `always`
/// @param rules the levels, first one first; at least one
/// @param teamId the team that owns it; null when none does
/// @param version counts its changes, from 1
public record Policy(
    String id,
    String name,
    @Nullable String description,
    int numLoops,
    String handoff,
    List<Rule> rules,
    @Nullable String teamId,
    Instant createdAt,
    int version) {
  public static final int MOST_LOOPS = 9;
  public static final int MOST_RULES = 20;
  public static final int MOST_TARGETS = 50;

  public Policy {
    rules = List.copyOf(rules);
  }

  /// One level.
  ///
  /// @param delayMinutes how long the level has the incident before the next one gets it
  public record Rule(String id, int delayMinutes, List<Target> targets, Strategy strategy) {
    public Rule {
      targets = List.copyOf(targets);
    }

    public Duration delay() {
      return Duration.ofMinutes(delayMinutes);
    }
  }

  /// A person, or whoever is on call in a schedule.
  public record Target(Kind kind, String id) {
    /// What the target is.
    public enum Kind {
      USER,
      SCHEDULE;

      public String wire() {
        return Words.of(this);
      }
    }
  }

  /// Who of a level is told.
  public enum Strategy {
    ASSIGN_TO_EVERYONE,
    /// One target each time, in turn over the incidents.
    ROUND_ROBIN;

    public String wire() {
      return Words.of(this);
    }

    public static Optional<Strategy> of(String word) {
      return Words.findInAnyCase(Strategy.class, word);
    }
  }

  /// @param level from 1
  public Rule rule(int level) {
    return rules.get(level - 1);
  }

  public int levels() {
    return rules.size();
  }

  public boolean hasRing() {
    return rules.stream().anyMatch(rule -> rule.strategy() == Strategy.ROUND_ROBIN);
  }

  /// The ids of all targets of that kind.
  public Set<String> targets(Target.Kind kind) {
    return rules.stream()
        .flatMap(rule -> rule.targets().stream())
        .filter(target -> target.kind() == kind)
        .map(Target::id)
        .collect(Collectors.toSet());
  }

  /// The same policy of another team; null for none.
  Policy ownedBy(@Nullable String team) {
    return new Policy(
        id, name, description, numLoops, handoff, rules, team, createdAt, version + 1);
  }

  /// The levels, from 1, that have that target.
  public List<Integer> levelsOf(Target target) {
    return java.util.stream.IntStream.rangeClosed(1, levels())
        .filter(level -> rule(level).targets().contains(target))
        .boxed()
        .toList();
  }
}
