package dev.muster.mobilize;

import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Escalation policies in memory, for simulations.
final class MemoryPolicyRepository implements PolicyRepository {
  private final MemoryTable<String, Policy> policies;
  private final MemoryTable<String, Long> rings;

  MemoryPolicyRepository(MemoryTransactions transactions) {
    policies = new MemoryTable<>(transactions);
    rings = new MemoryTable<>(transactions);
  }

  @Override
  public void save(Policy policy) {
    policies.put(policy.id(), policy);
  }

  @Override
  public void delete(String id) {
    policies.remove(id);
  }

  @Override
  public Optional<Policy> find(String id) {
    return Optional.ofNullable(policies.get(id));
  }

  @Override
  public Optional<Policy> hold(String id) {
    return find(id);
  }

  @Override
  public List<Policy> all() {
    return policies.all().stream()
        .sorted(
            Comparator.comparing((Policy policy) -> policy.name().toLowerCase(Locale.ROOT))
                .thenComparing(Policy::id))
        .toList();
  }

  @Override
  public @Nullable Policy named(String name) {
    return all().stream()
        .filter(policy -> policy.name().equalsIgnoreCase(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Map<String, Long> holdRings(Collection<String> ruleIds) {
    var places = new HashMap<String, Long>();
    for (String rule : ruleIds) {
      Long place = rings.get(rule);
      places.put(rule, place == null ? 0L : place);
    }
    return places;
  }

  @Override
  public void turn(Map<String, Long> places) {
    places.forEach(rings::put);
  }
}
