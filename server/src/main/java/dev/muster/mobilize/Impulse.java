package dev.muster.mobilize;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
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
  ///
  /// @param severity of that alert; null when a rule holds it low or to do, so that it makes nothing urgent
  record Grew(@Nullable Severity severity) implements Impulse {}

  /// An alert that no rule holds low has become worse, or came with an incident that was merged into this one.
  ///
  /// @param severity of that alert
  record Worsened(Severity severity) implements Impulse {}

  /// An alert belongs to it that matters more than those did which said how it is handled.
  ///
  /// @param words which alert, in plain words that a sentence can begin with
  /// @param urgency that its rules want; null leaves it to the service
  /// @param severity of that alert; null when it is not known
  record Matters(String words, @Nullable Urgency urgency, @Nullable Severity severity)
      implements Impulse {}

  /// All its alerts have cleared.
  record Cleared(Who by) implements Impulse {}

  /// Something that stood in {@link ResponseState#due} is due.
  record Fell(Due.Kind kind) implements Impulse {}
}
