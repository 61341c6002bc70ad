package dev.muster.correlate.recipe;

import dev.muster.platform.web.Body;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The desk of the recipes: as they stand, with a change that is not saved, and the groups that they gather.
public interface Recipes {
  /// As they stand.
  Cookbook book();

  /// What the recipe with that id is called; empty when there is none.
  Optional<String> name(String id);

  /// As they would be with that recipe in place of the one with its id, or as the last one when it has none.
  ///
  /// @param given a recipe in the shape of the REST API, or `{"id": ..., "delete": true}`; faults are noted in it
  Cookbook with(Body given);

  /// The groups in those places that end at or after that moment, the newest of each place.
  Map<Cookbook.Place, List<Group>> groups(Collection<Cookbook.Place> places, Instant now);

  /// Keeps what became of groups; in the caller's transaction.
  void save(Collection<Group> groups);
}
