package dev.muster.platform.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that moves work on, a bounded piece at a time.
public interface Pump {
  /// A short name for threads and metrics, for example `mobilize.facts`.
  String name();

  /// Does at most one batch of what is there at that moment and says how many pieces it did; 0 means idle.
  int poll(Instant now);

  /// True when it wants to look at once after {@link Engine#wake(String)}: a topic of facts, or what a room calls its own wake-up.
  /// A pump that listens to too much costs a look after every commit in the house.
  default boolean wokenBy(String what) {
    return true;
  }

  /// When something that this pump waits for falls due next; null when nothing is waiting.
  default @Nullable Instant nextDue() {
    return null;
  }
}
