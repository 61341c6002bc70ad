package dev.muster.platform.db;

import java.util.ArrayList;
import java.util.List;

/// A condition that is put together part by part, with the values of its parameters in their order.
public final class Where {
  private final StringBuilder sql = new StringBuilder("true");
  private final List<Object> values = new ArrayList<>();

  /// Also demands this.
  ///
  /// @param condition SQL of ours, never of a request
  /// @param given the values of its parameters
  public void and(String condition, Object... given) {
    sql.append(" and ").append(condition);
    values.addAll(List.of(given));
  }

  /// The whole condition; `true` when nothing was demanded.
  public String sql() {
    return sql.toString();
  }

  /// The values, and behind them those of what follows the condition.
  public List<Object> values(Object... following) {
    var all = new ArrayList<>(values);
    all.addAll(List.of(following));
    return all;
  }
}
