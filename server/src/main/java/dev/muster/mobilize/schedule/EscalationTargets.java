package dev.muster.mobilize.schedule;

import java.util.List;

/// What a list of who is on call needs to know of escalation policies. The owner of the policies offers it.
public interface EscalationTargets {
  /// An escalation policy.
  ///
  /// @param targets of all levels, lowest level first
  /// @param tellsHandoffs true when people are told of their shifts though no service uses it
  record Policy(String id, String name, List<Target> targets, boolean tellsHandoffs) {
    public Policy(String id, String name, List<Target> targets) {
      this(id, name, targets, false);
    }

    public Policy {
      targets = List.copyOf(targets);
    }
  }

  /// Who is told at a level.
  ///
  /// @param level from 1
  /// @param id of a schedule or of a user
  record Target(int level, Kind kind, String id) {}

  /// What a target is.
  enum Kind {
    USER,
    SCHEDULE
  }

  /// All policies, in the order of their names.
  List<Policy> policies();
}
