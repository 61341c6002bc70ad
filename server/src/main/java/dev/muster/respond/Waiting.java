package dev.muster.respond;

import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactReader;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Lets a reader see what he has just done. Rooms follow each other's facts within milliseconds; a call that wants to show their
/// effect waits for it, but never for long.
final class Waiting {
  /// Whoever has waited so long gets what there is.
  private static final Duration MOST = Duration.ofSeconds(2);

  private static final Duration BETWEEN = Duration.ofMillis(3);

  private final Engine engine;

  Waiting(Engine engine) {
    this.engine = engine;
  }

  /// Waits until the facts of incidents and responses that were committed before the call have reached the timeline.
  ///
  /// @return true when they have
  boolean forTimeline() {
    List<FactReader> readers = readers("correlate", "mobilize", "respond");
    return until(() -> readers.stream().allMatch(FactReader::caughtUp));
  }

  /// Waits until something is so.
  ///
  /// @return true when it is
  boolean until(BooleanSupplier settled) {
    if (settled.getAsBoolean()) {
      return true;
    }
    if (!engine.running()) {
      return false; // nobody moves things on but the caller
    }
    engine.wake();
    long end = System.nanoTime() + MOST.toNanos();
    try {
      while (System.nanoTime() < end) {
        Thread.sleep(BETWEEN);
        if (settled.getAsBoolean()) {
          return true;
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /// From left to right, so that one that has caught up has said all that the next must read.
  private List<FactReader> readers(String... rooms) {
    return List.of(rooms).stream()
        .flatMap(room ->
            engine.pumps().stream()
                .filter(pump -> pump.name().startsWith(room + "."))
                .filter(FactReader.class::isInstance)
                .map((Pump pump) -> (FactReader) pump))
        .toList();
  }
}
