package dev.muster.catalog;

import java.util.Locale;
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
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TeamRole> of(String word) {
      for (TeamRole role : values()) {
        if (role.name().equalsIgnoreCase(word)) {
          return Optional.of(role);
        }
      }
      return Optional.empty();
    }
  }

  /// A user in a team.
  public record Member(String teamId, String userId, TeamRole role) {}
}
