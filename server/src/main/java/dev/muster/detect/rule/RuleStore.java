package dev.muster.detect.rule;

import java.util.List;

/// Where rules are kept.
public interface RuleStore {
  /// All of them, the oldest first.
  List<Rule> rules();

  /// Makes or changes one.
  void save(Rule rule);

  /// @return false when there was none
  boolean delete(String id);
}
