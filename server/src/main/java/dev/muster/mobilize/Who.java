package dev.muster.mobilize;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.kernel.Way;
import dev.muster.platform.web.Actor;
import org.jspecify.annotations.Nullable;

/// Who did something to a response, as the timeline keeps it.
///
/// @param id user id, integration id, service id, or the name of a part of the house
/// @param name what people read; the name at that time
/// @param via how they came in; null for what happens by itself, and for what was done before this was kept
public record Who(
    Kind kind,
    String id,
    String name,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Way via) {
  public Who(Kind kind, String id, String name) {
    this(kind, id, name, null);
  }

  /// What sort of actor.
  public enum Kind {
    USER,
    /// An account token that names no user.
    ACCOUNT,
    /// A monitor, through its integration.
    INTEGRATION,
    /// The service itself, when all its alerts have cleared or a time limit of it has passed.
    SERVICE,
    MUSTER
  }

  public static Who of(Actor actor) {
    Kind kind =
        switch (actor.kind()) {
          case USER -> Kind.USER;
          case ACCOUNT -> Kind.ACCOUNT;
          case INTEGRATION -> Kind.INTEGRATION;
          case SYSTEM -> Kind.MUSTER;
        };
    return new Who(kind, actor.id(), actor.name(), actor.way());
  }

  /// The house itself: timers and automatic decisions.
  public static Who muster() {
    return new Who(Kind.MUSTER, "muster", "Muster");
  }

  @JsonIgnore
  public boolean isUser() {
    return kind == Kind.USER;
  }
}
