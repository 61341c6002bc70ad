package dev.muster.platform.web;

import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.kernel.Way;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Who acts: bound to the running call, from the door down to the audit trail.
///
/// @param kind what sort of actor
/// @param id user id, integration id, or the name of a part of the house
/// @param name what people read
/// @param email the user's; null for others, and for an account token without a `From` header
/// @param role what the actor may do
/// @param way how the actor came in; null for the house itself and where nobody asked
public record Actor(
    Kind kind, String id, String name, @Nullable String email, Role role, @Nullable Way way) {
  /// An actor of whom it is not known how it came in.
  public Actor(Kind kind, String id, String name, @Nullable String email, Role role) {
    this(kind, id, name, email, role, null);
  }

  /// The same actor, by that way.
  public Actor by(Way means) {
    return new Actor(kind, id, name, email, role, means);
  }

  /// What sort of actor.
  public enum Kind {
    USER,
    /// An account token that names no user.
    ACCOUNT,
    INTEGRATION,
    SYSTEM
  }

  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  private static final Actor MUSTER = new Actor(Kind.SYSTEM, "muster", "Muster", null, Role.OWNER);

  /// The house itself, for timers and automatic decisions.
  public static Actor muster() {
    return MUSTER;
  }

  /// Who acts in the running call; the house itself when nobody was named.
  public static Actor current() {
    return CURRENT.orElse(MUSTER);
  }

  /// Runs the work in that actor's name.
  public static <T extends @Nullable Object> T as(Actor actor, Callable<T> work) throws Exception {
    return ScopedValue.where(CURRENT, actor).call(work::call);
  }

  public boolean may(Permission permission) {
    return role.may(permission);
  }

  /// Passes when the actor may do that.
  ///
  /// @throws ApiException 403 that names the missing permission and the role
  public void require(Permission permission) {
    if (!may(permission)) {
      throw ApiException.forbidden(
          "Your role %s does not include the permission to %s."
              .formatted(role.wire(), permission.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  public boolean isUser() {
    return kind == Kind.USER;
  }
}
