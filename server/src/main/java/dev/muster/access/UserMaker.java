package dev.muster.access;

import dev.muster.kernel.Role;

/// Makes the user behind the first account. The room that owns users offers it as a bean; it tells {@link Accounts} of the user as
/// for any other.
public interface UserMaker {
  /// @return the new user's id
  String make(String name, String email, Role role);
}
