package dev.muster.signal.rules;

import java.util.Optional;

/// What rules and doors are called, for those who count by them.
public interface RuleNames {
  /// What can decide what becomes of an event: a rule, a catch-all, a table or a stage.
  ///
  /// @param words what people call it, and whose it is
  /// @param self its path in the REST API
  /// @param page its path in the web interface
  record Name(String words, String self, String page) {}

  /// A door of an orchestration.
  ///
  /// @param label what people call the door
  record Door(String label, String orchestrationId, String orchestration) {}

  /// The name of what decided; empty for what is gone.
  ///
  /// @param ruleKey of {@link Ruling#deciding}
  Optional<Name> name(String ruleKey);

  /// The door with that id; empty when it is none of an orchestration.
  Optional<Door> labelled(String integrationId);
}
