package dev.muster.correlate.recipe;

import dev.muster.kernel.Words;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What a person wants to go together. Alerts are compared with the first alert of a group, so that a group does not wander.
///
/// @param version goes up by one with every change
/// @param serviceIds whose alerts it looks at; empty for all
/// @param include condition that an alert must meet; null for none
/// @param exclude condition that it must not meet; null for none
/// @param seed condition that the first alert of a group must meet; null for none
/// @param threshold how alike an alert must be to the group, weighted over all factors, 0 to 1
/// @param window for so long after its first alert a group takes up more
/// @param extension an alert that joins keeps the group open for so long at least
/// @param longest no group takes up alerts for longer than this
/// @param leastAlerts an incident is opened only when so many alerts have come, 1 to 100
public record Recipe(
    String id,
    int version,
    String name,
    boolean enabled,
    SortedSet<String> serviceIds,
    @Nullable String include,
    @Nullable String exclude,
    @Nullable String seed,
    List<Factor> factors,
    double threshold,
    Match match,
    Duration window,
    Duration extension,
    Duration longest,
    int leastAlerts) {
  public Recipe {
    factors = List.copyOf(factors);
    serviceIds = java.util.Collections.unmodifiableSortedSet(new java.util.TreeSet<>(serviceIds));
  }

  /// Which of several groups an alert joins.
  public enum Match {
    /// The oldest one that it is alike enough to.
    FIRST,
    /// The one that it is most alike to.
    CLOSEST;

    String wire() {
      return Words.of(this);
    }

    static Optional<Match> of(String word) {
      return Words.find(Match.class, word);
    }
  }

  /// Whether it asks where alerts are in the topology.
  boolean asksTopology() {
    return factors.stream().anyMatch(factor -> factor instanceof Factor.Topology && factor.on());
  }
}
