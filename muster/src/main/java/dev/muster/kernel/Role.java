package dev.muster.kernel;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an account may do, in the words of the REST API.
public enum Role {
  OWNER(EnumSet.allOf(Permission.class)),
  ADMIN(EnumSet.allOf(Permission.class)),
  /// A manager: sets services, policies and schedules up.
  USER(EnumSet.of(Permission.READ, Permission.RESPOND, Permission.CONFIGURE)),
  /// A responder: acts on incidents.
  LIMITED_USER(EnumSet.of(Permission.READ, Permission.RESPOND)),
  OBSERVER(EnumSet.of(Permission.READ)),
  RESTRICTED_ACCESS(EnumSet.of(Permission.READ)),
  /// A stakeholder: reads.
  READ_ONLY_USER(EnumSet.of(Permission.READ)),
  READ_ONLY_LIMITED_USER(EnumSet.of(Permission.READ));

  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = permissions;
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role with that wire word; empty when there is none.
  public static Optional<Role> of(String word) {
    for (Role role : values()) {
      if (role.name().equalsIgnoreCase(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
