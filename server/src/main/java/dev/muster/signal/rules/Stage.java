package dev.muster.signal.rules;

import dev.muster.kernel.Words;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A stage on the way to production, and how much its alerts matter.
///
/// @param name lower case, for example `production`
/// @param aliases other words for it, lower case, for example `prod`, `live`
public record Stage(String name, List<String> aliases, Importance importance) {
  public Stage {
    name = name.toLowerCase(Locale.ROOT);
    aliases = aliases.stream().map(alias -> alias.toLowerCase(Locale.ROOT)).toList();
  }

  /// What an alert of the stage does.
  public enum Importance {
    /// Whatever its service says.
    PAGE,
    /// It forms incidents of low urgency.
    LOW,
    /// It forms incidents that are something to do: nobody is paged, and a ticket is filed where a tracker is connected.
    TICKET,
    /// It is kept and forms no incident.
    RECORD;

    /// The lower-case word used on the wire.
    public String wire() {
      return Words.of(this);
    }

    /// The importance with that wire word; empty when there is none.
    public static Optional<Importance> of(String word) {
      return Words.find(Importance.class, word);
    }
  }
}
