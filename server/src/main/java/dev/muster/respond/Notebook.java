package dev.muster.respond;

import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.Map;

/// Where the parts of this room and the rooms on its right write on an incident's timeline.
@FunctionalInterface
public interface Notebook {
  /// Adds an entry in plain words, in the caller's transaction.
  ///
  /// @param detail what the entry has of its own, for machines
  void note(String incidentId, Instant at, Actor by, String words, Map<String, Object> detail);
}
