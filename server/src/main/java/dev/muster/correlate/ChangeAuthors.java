package dev.muster.correlate;

import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Who made a change, in the words of whoever sent it.
public final class ChangeAuthors {
  /// What senders call the person; the usual words first.
  private static final List<String> FIELDS =
      List.of(
          "author_email",
          "author",
          "committer_email",
          "committer",
          "deployed_by",
          "requested_by",
          "changed_by",
          "triggered_by",
          "user_email",
          "user",
          "username",
          "actor",
          "owner",
          "email");

  private final Changes changes;

  ChangeAuthors(Changes changes) {
    this.changes = changes;
  }

  /// What the change is called; its id when it is not known.
  public String summary(String changeId) {
    return changes.change(changeId).map(Change::summary).orElse(changeId);
  }

  /// Names, mail addresses and user names, the likeliest first; empty when nothing says who it was.
  public Set<String> of(String changeId) {
    var found = new LinkedHashSet<String>();
    Map<String, String> details =
        changes
            .change(changeId)
            .map(change -> Sightings.attributes(change.details()))
            .orElse(Map.of());
    for (String field : FIELDS) {
      details.forEach((name, value) -> {
        if (name.toLowerCase(Locale.ROOT).replace('-', '_').equals(field) && !value.isBlank()) {
          found.add(value.strip());
        }
      });
    }
    return found;
  }
}
