package dev.muster.alert;

import dev.muster.signal.Signal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Judges a new alert before anybody hears of it: page, wait whether it clears by itself, or keep it without a page. Answers from
/// memory and in the same way for the same input, as long as what it has learned does not change.
@FunctionalInterface
public interface Gate {
  /// Lets everything pass.
  Gate OPEN = (_, _, _) -> null;

  /// What the gate wants.
  ///
  /// @param hold how long to wait for its end before anybody is paged; null when it is to be kept without a page
  /// @param why in plain words, without a full stop
  record Judgement(@Nullable Duration hold, String why) {}

  /// The same for trying things out: what it wants there is counted nowhere.
  default Gate rehearsed() {
    return this;
  }

  /// What it thinks of an alert that this signal opens; null when it may page.
  ///
  /// @param flapping whether its key opens and resolves in quick succession
  /// @param turns how often it did so in the last half hour, this time included
  @Nullable Judgement judge(boolean flapping, int turns, Signal opening);
}
