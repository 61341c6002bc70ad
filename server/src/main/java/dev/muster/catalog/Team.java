package dev.muster.catalog;

import dev.muster.kernel.Words;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A group of users that owns things together.
public record Team(
    String id, String name, @Nullable String description, @Nullable String parentId) {

  /// What a member may do with what the team owns.
  public enum TeamRole {
    OBSERVER,
    RESPONDER,
    MANAGER;

    public String wire() {
      return Words.of(this);
    }

    public static Optional<TeamRole> of(String word) {
      return Words.findInAnyCase(TeamRole.class, word);
    }
  }

  /// A user in a team.
  public record Member(String teamId, String userId, TeamRole role) {}
}
