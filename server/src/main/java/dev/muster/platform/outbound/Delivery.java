package dev.muster.platform.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one attempt.
public sealed interface Delivery {
  /// The outside took it.
  ///
  /// @param ticket the outside's word for it, for example a message id or an HTTP status
  record Handed(String ticket) implements Delivery {}

  /// Not now.
  ///
  /// @param in when to try again; null leaves it to the back-off of the channel
  record TryAgain(String why, @Nullable Duration in) implements Delivery {}

  /// Never.
  record GiveUp(String why) implements Delivery {}

  /// No longer wanted, for example because somebody has acknowledged; nothing was sent.
  record Moot(String why) implements Delivery {}
}
