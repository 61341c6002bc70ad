package dev.muster.catalog;

import java.util.List;

/// How a service's alerts become incidents.
public sealed interface AlertGrouping {
  /// Each alert is an incident of its own.
  record None() implements AlertGrouping {}

  /// All alerts within some time of the first are one incident.
  ///
  /// @param minutes 0 means as long as the incident is open
  record Time(int minutes) implements AlertGrouping {}

  /// Alerts that agree in fields are one incident.
  ///
  /// @param fields names such as `summary`, `source`, `component`, `custom_details.region`
  /// @param all true when every field must agree, false when one is enough
  /// @param windowSeconds how long an incident takes alerts up; 0 means as long as it is open
  record Content(List<String> fields, boolean all, int windowSeconds) implements AlertGrouping {
    public Content {
      fields = List.copyOf(fields);
    }
  }

  /// Alerts that read alike are one incident.
  ///
  /// @param windowSeconds 0 leaves it to the house
  record Intelligent(int windowSeconds) implements AlertGrouping {}
}
