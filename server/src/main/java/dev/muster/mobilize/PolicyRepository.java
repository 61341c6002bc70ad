package dev.muster.mobilize;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps escalation policies and the places of their rings.
interface PolicyRepository {
  /// Adds it, or writes it in place of the one with its id.
  void save(Policy policy);

  void delete(String id);

  Optional<Policy> find(String id);

  /// The same, held until the end of the transaction.
  Optional<Policy> hold(String id);

  /// By name; there are hundreds, not millions.
  List<Policy> all();

  /// The policy with that name in any case; null when there is none.
  @Nullable Policy named(String name);

  /// Whose turn it is, by rule id; held until the end of the transaction. A rule that is left out is at 0.
  Map<String, Long> holdRings(Collection<String> ruleIds);

  void turn(Map<String, Long> places);
}
