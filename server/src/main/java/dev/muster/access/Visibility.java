package dev.muster.access;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What belongs to which teams, for people who may see their own teams' things alone. The owner of the teams offers it.
public interface Visibility {
  /// The teams that a person is in.
  List<String> teamsOf(String userId);

  /// The teams that an object belongs to; empty when it belongs to none or does not exist; null when objects of that kind do not
  /// belong to teams.
  ///
  /// @param collection the plural in paths, for example `services`
  @Nullable Collection<String> owners(String collection, String id);
}
