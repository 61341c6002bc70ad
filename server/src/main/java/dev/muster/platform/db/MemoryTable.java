package dev.muster.platform.db;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table in memory, sorted by key, whose changes are taken back with the transaction. Rows must be immutable.
///
/// @param <K> the primary key
/// @param <V> the row
public final class MemoryTable<K extends Comparable<K>, V> {
  private final MemoryTransactions transactions;
  private final TreeMap<K, V> rows = new TreeMap<>();

  public MemoryTable(MemoryTransactions transactions) {
    this.transactions = transactions;
  }

  public @Nullable V get(K key) {
    return transactions.<@Nullable V>inTransaction(() -> rows.get(key));
  }

  /// Puts a row in place of the one with that key, if any.
  public void put(K key, V row) {
    transactions.run(() -> {
      V before = rows.put(key, row);
      transactions.onRollback(() -> restore(key, before));
    });
  }

  /// True when there was such a row.
  public boolean remove(K key) {
    return transactions.inTransaction(() -> {
      V before = rows.remove(key);
      if (before != null) {
        transactions.onRollback(() -> rows.put(key, before));
      }
      return before != null;
    });
  }

  private void restore(K key, @Nullable V before) {
    if (before == null) {
      rows.remove(key);
    } else {
      rows.put(key, before);
    }
  }

  /// All rows in order of their keys, as they are now.
  public List<V> all() {
    return transactions.inTransaction(() -> List.copyOf(rows.values()));
  }

  /// The rows with keys in [from, to), in order.
  public List<V> range(K from, K to) {
    return transactions.inTransaction(() -> List.copyOf(rows.subMap(from, to).values()));
  }

  /// The same as entries.
  public Collection<Map.Entry<K, V>> entries() {
    return transactions.inTransaction(() -> List.copyOf(rows.entrySet()));
  }
}
