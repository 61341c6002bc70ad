package dev.muster.catalog;

import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes pointers to objects of any room, or with `include[]` the objects themselves.
final class References {
  private final Directory directory;

  References(Directory directory) {
    this.directory = directory;
  }

  /// By id; an object that is gone has a reference without a summary.
  ///
  /// @param full true for the objects themselves
  Map<String, Object> of(String type, Collection<String> ids, boolean full) {
    var found = new HashMap<String, Object>();
    if (!ids.isEmpty() && directory.knows(type)) {
      found.putAll(full ? directory.full(type, ids) : directory.references(type, ids));
    }
    for (String id : ids) {
      found.computeIfAbsent(id, gone -> new Reference(gone, type + "_reference", null, null, null));
    }
    return found;
  }

  Object one(String type, String id) {
    return of(type, List.of(id), false).getOrDefault(id, Map.of());
  }

  @Nullable Object maybe(String type, @Nullable String id) {
    return id == null ? null : one(type, id);
  }

  /// True when the object exists, or when no room says that it owns such objects.
  boolean plausible(String type, String id) {
    return !directory.knows(type) || directory.exists(type, id);
  }
}
