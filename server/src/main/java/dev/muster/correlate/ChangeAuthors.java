package dev.muster.correlate;

import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    return changes.change(changeId).map(ChangeAuthors::of).orElse(Set.of());
  }

  /// The same, of a change that was read already.
  public static Set<String> of(Change change) {
    var found = new LinkedHashSet<String>();
    Map<String, String> details = Sightings.attributes(change.details());
    for (String field : FIELDS) {
      details.forEach((name, value) -> {
        if (name.toLowerCase(Locale.ROOT).replace('-', '_').equals(field) && !value.isBlank()) {
          found.addAll(names(value.strip()));
        }
      });
    }
    return found;
  }

  /// What a value calls the person: `Ann Lee <ann@example.com>`, as git writes it, is all of that, then the address, then the name.
  static List<String> names(String value) {
    int open = value.lastIndexOf('<');
    int close = value.lastIndexOf('>');
    if (open < 0 || close < open) {
      return List.of(value);
    }
    return Stream.of(value, value.substring(open + 1, close), value.substring(0, open))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
