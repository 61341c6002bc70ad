package dev.muster.correlate.recipe;

import dev.muster.kernel.Reason;
import java.util.Map;

/// Where a recipe puts an alert.
///
/// @param group with the alert in it
/// @param kind what becomes of the alert
/// @param reason which recipe, in which version, and why in plain words
/// @param values the factors by name, 0 to 1 each, and `closeness` of all together; empty when it is the first of its group
public record Serving(Group group, Kind kind, Reason reason, Map<String, Double> values) {
  public Serving {
    values = Map.copyOf(values);
  }

  /// What becomes of the alert.
  public enum Kind {
    /// It joins the group's incident.
    JOINS,
    /// It and all that waited in the group are an incident from now on.
    OPENS,
    /// It waits for more to come.
    WAITS
  }
}
