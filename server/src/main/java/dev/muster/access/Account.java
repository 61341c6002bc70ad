package dev.muster.access;

import dev.muster.kernel.Role;
import dev.muster.platform.web.Actor;

/// What sign-in knows of a user: the id is the user's.
///
/// @param hasPassword false when only a token or a first sign-in opens it
public record Account(String id, String name, String email, Role role, boolean hasPassword) {
  /// The user as the one who acts.
  public Actor actor() {
    return new Actor(Actor.Kind.USER, id, name, email, role);
  }
}
