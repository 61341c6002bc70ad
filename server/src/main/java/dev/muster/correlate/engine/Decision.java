package dev.muster.correlate.engine;

import java.time.Instant;
import java.util.List;

/// What the engine decides. An alert is always in one of three states: in an incident, held, or in none (demoted); a decision moves it.
public sealed interface Decision {
  /// Why.
  Why why();

  /// These alerts, in the order of their onset, are an incident that did not exist.
  record Open(String incidentId, List<String> alertIds, Why why) implements Decision {
    public Open {
      alertIds = List.copyOf(alertIds);
    }
  }

  /// The alert belongs to that incident, wherever it was before (held, demoted or in another incident that keeps existing).
  ///
  /// @param phase 1 for the first wave of an incident, higher for alerts after it had been quiet
  record Join(String alertId, String incidentId, int phase, Why why) implements Decision {}

  /// Nothing is decided yet; it is at the latest by that time.
  ///
  /// @param noise how probable it is that the alert is noise by itself, 0 to 1; 0 when nothing was learned
  record Hold(String alertId, Instant until, double noise, Why why) implements Decision {}

  /// It looks like noise. It stays visible, in no incident, and is taken up later should it turn out to belong to one.
  record Demote(String alertId, Why why) implements Decision {}

  /// Both incidents are one; `from` ends as a link to `into`, which keeps its id.
  record Merge(String from, String into, Why why) implements Decision {}

  /// These alerts leave an incident that goes on without them, and are a new one.
  record Split(String from, String incidentId, List<String> alertIds, Why why) implements Decision {
    public Split {
      alertIds = List.copyOf(alertIds);
    }
  }
}
