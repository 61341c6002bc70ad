package dev.muster.detect.rule;

import dev.muster.detect.series.NamedDays;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/// The rules as every lane sees them.
public final class RuleBook {
  /// What is in force.
  ///
  /// @param version rises with every change
  public record Edition(long version, List<Rule> rules) {}

  private final RuleStore store;
  private final Supplier<NamedDays> calendar;
  private volatile NamedDays days;
  private volatile Edition edition = new Edition(0, List.of());

  /// @param calendar reads the named days
  public RuleBook(RuleStore store, Supplier<NamedDays> calendar) {
    this.store = store;
    this.calendar = calendar;
    this.days = new NamedDays(ZoneId.of("UTC"), List.of());
  }

  /// The calendar of known peaks.
  public NamedDays days() {
    return days;
  }

  public Edition edition() {
    return edition;
  }

  /// Reads the rules again.
  ///
  /// @return true when they have changed
  public synchronized boolean reload() {
    days = calendar.get();
    List<Rule> enabled = store.rules().stream().filter(Rule::enabled).toList();
    if (enabled.toString().equals(edition.rules().toString())) {
      return false;
    }
    edition = new Edition(edition.version() + 1, enabled);
    return true;
  }
}
