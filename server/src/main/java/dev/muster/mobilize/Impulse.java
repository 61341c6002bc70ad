package dev.muster.mobilize;

import dev.muster.kernel.Severity;
import org.jspecify.annotations.Nullable;

/// What can happen to a response that exists.
sealed interface Impulse {
  /// Somebody asks something of it.
  ///
  /// @param why why, in that person's words; null when nothing was said
  record Asked(Command command, Who by, @Nullable String why) implements Impulse {
    Asked(Command command, Who by) {
      this(command, by, null);
    }
  }

  /// One more alert belongs to the incident.
  record Grew(Severity severity) implements Impulse {}

  /// Its worst alert has become worse.
  record Worsened(Severity severity) implements Impulse {}

  /// Something that pages nobody was found to matter after all.
  ///
  /// @param words why, in plain words
  record Matters(String words) implements Impulse {}

  /// All its alerts have cleared.
  record Cleared(Who by) implements Impulse {}

  /// Something that stood in {@link ResponseState#due} is due.
  record Fell(Due.Kind kind) implements Impulse {}
}
