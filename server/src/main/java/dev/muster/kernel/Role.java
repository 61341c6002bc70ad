package dev.muster.kernel;

import java.util.Optional;

/// What an account may do, in the words of the REST API.
public enum Role {
  OWNER(Permission.ADMINISTER),
  ADMIN(Permission.ADMINISTER),
  /// A manager: sets services, policies and schedules up.
  USER(Permission.CONFIGURE),
  /// A responder: acts on incidents.
  LIMITED_USER(Permission.RESPOND),
  OBSERVER(Permission.READ),
  RESTRICTED_ACCESS(Permission.READ),
  /// A stakeholder: reads.
  READ_ONLY_USER(Permission.READ),
  READ_ONLY_LIMITED_USER(Permission.READ);

  private final Permission highest;

  Role(Permission highest) {
    this.highest = highest;
  }

  /// True when the role includes the permission; each permission includes those before it.
  public boolean may(Permission permission) {
    return permission.compareTo(highest) <= 0;
  }

  public String wire() {
    return Words.of(this);
  }

  /// The role with that wire word; empty when there is none.
  public static Optional<Role> of(String word) {
    return Words.findInAnyCase(Role.class, word);
  }
}
