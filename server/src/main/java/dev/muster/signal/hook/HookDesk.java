package dev.muster.signal.hook;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Makes events of what tools send in their own words, for rooms that take such words by other ways than the webhook's address.
public final class HookDesk {
  private final LiveHooks hooks;

  HookDesk(LiveHooks hooks) {
    this.hooks = hooks;
  }

  /// What a body says.
  public sealed interface Reading {
    /// An event of the Events API v2, without a routing key.
    record Event(ObjectNode event) implements Reading {}

    /// It asks for nothing.
    record Ignored(String why) implements Reading {}

    /// Nothing can be made of it.
    record Unreadable(List<String> faults) implements Reading {
      public Unreadable {
        faults = List.copyOf(faults);
      }
    }
  }

  /// Reads a body as that integration is set up to.
  ///
  /// @throws IllegalStateException when nobody can say how it is set up; the body is to be read again later
  public Reading read(String integrationId, byte[] json) {
    Hook hook = hooks.of(integrationId);
    if (hook.unreadable()) {
      throw new IllegalStateException("the settings of this webhook cannot be read at the moment");
    }
    return switch (hook.mapping().read(json)) {
      case Mapping.Outcome.Event(ObjectNode event) -> new Reading.Event(event);
      case Mapping.Outcome.Ignored(String why) -> new Reading.Ignored(why);
      case Mapping.Outcome.Unreadable(List<String> faults) -> new Reading.Unreadable(faults);
    };
  }
}
