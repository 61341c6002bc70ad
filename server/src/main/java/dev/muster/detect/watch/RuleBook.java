package dev.muster.detect.watch;

import java.util.List;

/// The rules as every lane sees them.
final class RuleBook {
  /// What is in force.
  ///
  /// @param version rises with every change
  record Edition(long version, List<Rule> rules) {}

  private final SeriesStore store;
  private volatile Edition edition = new Edition(0, List.of());

  RuleBook(SeriesStore store) {
    this.store = store;
  }

  Edition edition() {
    return edition;
  }

  /// Reads the rules again.
  ///
  /// @return true when they have changed
  synchronized boolean reload() {
    List<Rule> enabled = store.rules().stream().filter(Rule::enabled).toList();
    if (enabled.toString().equals(edition.rules().toString())) {
      return false;
    }
    edition = new Edition(edition.version() + 1, enabled);
    return true;
  }
}
