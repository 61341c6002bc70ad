package dev.muster.alert;

import dev.muster.signal.Signal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Judges a new alert before anybody hears of it: page, wait whether it clears by itself, or keep it without a page. Answers from
/// memory and in the same way for the same input, as long as what it has learned does not change.
@FunctionalInterface
interface Gate {
  /// Lets everything pass.
  Gate OPEN = (_, _) -> null;

  /// What the gate wants.
  ///
  /// @param hold how long to wait for its end before anybody is paged; null when it is to be kept without a page
  /// @param why in plain words
  record Judgement(@Nullable Duration hold, String why) {}

  /// What it thinks of an alert that this signal opens; null when it may page.
  ///
  /// @param last the last alert of the same key; null when none is remembered
  @Nullable Judgement judge(@Nullable AlertState last, Signal opening);
}
