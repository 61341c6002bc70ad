package dev.muster.improve;

import dev.muster.kernel.Words;
import dev.muster.signal.Effect;
import dev.muster.signal.Funnel.Cell;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The funnel from raw events to pages. Pure. It follows a cohort: the events of some time, the alerts that they opened, the incidents
/// that those alerts formed, and the messages about those incidents, whenever they left.
final class Funnel {
  /// By what it is told apart.
  enum By {
    SOURCE,
    SERVICE,
    RULE;

    static Optional<By> of(String word) {
      return Words.find(By.class, word);
    }

    String wire() {
      return Words.of(this);
    }

    String of(Cell cell) {
      return switch (this) {
        case SOURCE -> cell.integrationId();
        case SERVICE -> cell.serviceId();
        case RULE -> cell.ruleId();
      };
    }
  }

  /// A row of the funnel.
  ///
  /// @param origin integration, service or rule; empty when there is none
  /// @param effects what the events did; adds up to `events`
  record Row(String origin, long events, Map<Effect, Long> effects, PostgresWays.Came came) {
    /// Alerts that its events opened.
    long alertsOpened() {
      long opened = 0;
      for (Map.Entry<Effect, Long> effect : effects.entrySet()) {
        opened += effect.getKey().makesAlert() ? effect.getValue() : 0;
      }
      return opened;
    }
  }

  private Funnel() {}

  /// Most events first.
  static List<Row> rows(By by, List<Cell> cells, Map<String, PostgresWays.Came> came) {
    var effects = new TreeMap<String, EnumMap<Effect, Long>>();
    for (Cell cell : cells) {
      effects
          .computeIfAbsent(by.of(cell), _ -> new EnumMap<>(Effect.class))
          .merge(cell.effect(), cell.signals(), Long::sum);
    }
    var origins = new TreeSet<>(effects.keySet());
    origins.addAll(came.keySet());
    var rows = new ArrayList<Row>();
    for (String origin : origins) {
      EnumMap<Effect, Long> did = effects.getOrDefault(origin, new EnumMap<>(Effect.class));
      rows.add(
          new Row(
              origin,
              did.values().stream().mapToLong(Long::longValue).sum(),
              did,
              came.getOrDefault(origin, PostgresWays.Came.NOTHING)));
    }
    rows.sort(
        java.util.Comparator.comparingLong(Row::events).reversed().thenComparing(Row::origin));
    return rows;
  }

  /// All rows together.
  static Row total(List<Row> rows) {
    var effects = new EnumMap<Effect, Long>(Effect.class);
    long events = 0;
    long[] sums = new long[9];
    for (Row row : rows) {
      events += row.events();
      row.effects().forEach((effect, signals) -> effects.merge(effect, signals, Long::sum));
      PostgresWays.Came came = row.came();
      sums[0] += came.alerts();
      sums[1] += came.keptBack();
      sums[2] += came.released();
      sums[3] += came.formed();
      sums[4] += came.grouped();
      sums[5] += came.tickets();
      sums[6] += came.toDo();
      sums[7] += came.pages();
      sums[8] = Math.max(sums[8], came.people());
    }
    return new Row(
        "",
        events,
        effects,
        new PostgresWays.Came(
            sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8]));
  }
}
