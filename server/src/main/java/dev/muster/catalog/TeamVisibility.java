package dev.muster.catalog;

import dev.muster.access.Visibility;
import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the rooms what belongs to which teams.
final class TeamVisibility implements Visibility {
  private final Catalog catalog;
  private final Directory directory;

  TeamVisibility(Catalog catalog, Directory directory) {
    this.catalog = catalog;
    this.directory = directory;
  }

  @Override
  public List<String> teamsOf(String userId) {
    return catalog.teamsOf(userId).stream().map(Team::id).toList();
  }

  @Override
  public @Nullable Collection<String> owners(String collection, String id) {
    return switch (collection) {
      case "teams" -> Set.of(id);
      case "users" -> teamsOf(id);
      default -> directory.owners(collection, id);
    };
  }
}
