package dev.muster.platform.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Knows which objects there are, whichever room owns them, so that a room on the left can point at, include or check objects of
/// a room on its right without knowing that room. Each room registers its own types.
public final class Directory {
  /// One type of object, told by its owner.
  public interface Entry {
    /// The type without `_reference`, for example `escalation_policy`.
    String type();

    /// The plural in paths, for example `escalation_policies`.
    String collection();

    /// Names by id; ids that do not exist are left out.
    Map<String, String> summaries(Collection<String> ids);

    /// The full objects by id, ready to be written, for `include[]`; ids that do not exist are left out.
    Map<String, Object> full(Collection<String> ids);

    /// What of this owner's objects still uses an object of another type and so forbids its deletion; one sentence each.
    default List<String> blockers(String type, String id) {
      return List.of();
    }

    /// Where the object is in the REST API and on the web, without a slash before it.
    default String path(String id) {
      return collection() + "/" + id;
    }

    /// The teams that an object belongs to; empty when it belongs to none or does not exist; null when these objects do not belong
    /// to teams.
    default @Nullable Collection<String> owners(String id) {
      return null;
    }

    /// The object of another type was deleted; drop what hangs on it. Runs in the transaction of the deletion.
    default void deleted(String type, String id) {}
  }

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Links links;

  public Directory(Links links) {
    this.links = links;
  }

  public Links links() {
    return links;
  }

  /// Adds a type; call it while wiring.
  public void register(Entry entry) {
    Entry before = entries.putIfAbsent(entry.type(), entry);
    if (before != null) {
      throw new IllegalStateException("type " + entry.type() + " is registered twice");
    }
  }

  /// References by id, for ids that exist.
  public Map<String, Reference> references(String type, Collection<String> ids) {
    Entry entry = entry(type);
    var found = new HashMap<String, Reference>();
    entry
        .summaries(ids)
        .forEach((id, summary) ->
            found.put(
                id,
                new Reference(
                    id,
                    type + "_reference",
                    summary,
                    links.apiBase() + "/" + entry.path(id),
                    links.webBase() + "/" + entry.path(id))));
    return found;
  }

  /// A reference; one without a summary when the object is gone.
  public Reference reference(String type, String id) {
    Reference known = references(type, List.of(id)).get(id);
    if (known != null) {
      return known;
    }
    Entry entry = entry(type);
    return new Reference(
        id,
        type + "_reference",
        null,
        links.self(entry.collection(), id),
        links.html(entry.collection(), id));
  }

  /// The full objects by id, for `include[]`.
  public Map<String, Object> full(String type, Collection<String> ids) {
    return entry(type).full(ids);
  }

  /// The teams that an object belongs to; null when no room says so.
  ///
  /// @param collection the plural in paths
  public @Nullable Collection<String> owners(String collection, String id) {
    for (Entry entry : entries.values()) {
      if (entry.collection().equals(collection)) {
        return entry.owners(id);
      }
    }
    return null;
  }

  public boolean exists(String type, String id) {
    return entry(type).summaries(List.of(id)).containsKey(id);
  }

  /// What forbids the deletion of that object, over all owners; empty when nothing does.
  public List<String> blockers(String type, String id) {
    var all = new ArrayList<String>();
    for (Entry entry : entries.values()) {
      all.addAll(entry.blockers(type, id));
    }
    return all;
  }

  /// Tells all owners of a deletion.
  public void deleted(String type, String id) {
    for (Entry entry : entries.values()) {
      entry.deleted(type, id);
    }
  }

  /// True when some room owns that type.
  public boolean knows(@Nullable String type) {
    return type != null && entries.containsKey(type);
  }

  private Entry entry(String type) {
    Entry entry = entries.get(type);
    if (entry == null) {
      throw new IllegalArgumentException("no room owns type " + type);
    }
    return entry;
  }
}
