package dev.muster.correlate.analysis;

import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.past.PastStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the change that people mean: by its id here, or by the word by which its event names itself.
final class ChangeNames {
  /// Where events name themselves.
  private static final List<String> NAMES =
      List.of("change_id", "id", "number", "ticket", "change", "sys_id", "key");

  private final Map<String, String> byName = new HashMap<>();

  private ChangeNames() {}

  static ChangeNames of(List<ChangeSighting> changes) {
    var names = new ChangeNames();
    for (ChangeSighting change : changes) {
      for (String field : NAMES) {
        String name = change.attributes().get(field);
        if (name != null && !name.isBlank()) {
          names.byName.putIfAbsent(name, change.changeId());
        }
      }
    }
    changes.forEach(change -> names.byName.put(change.changeId(), change.changeId()));
    return names;
  }

  /// What people found out about a change behind that incident.
  PastIncident.Verdict verdict(PastStore.Told told) {
    if (!told.changeKnown()) {
      return new PastIncident.Verdict.Unknown();
    }
    String change = told.change();
    if (change == null) {
      return new PastIncident.Verdict.NoChange();
    }
    String id = byName.get(change);
    return id == null ? new PastIncident.Verdict.Unknown() : new PastIncident.Verdict.ByChange(id);
  }
}
