package dev.muster.platform.db;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The time that the database has for everything that one request for a list asks of it: the page, the total, and what both refer to.
/// It runs for the thread that answers the request, from {@link #begin} to {@link #end}, and {@link Patience} says how long it is.
public final class ListTime {
  private static final ThreadLocal<@Nullable Long> BEGAN = new ThreadLocal<>();

  private ListTime() {}

  public static void begin() {
    BEGAN.set(System.nanoTime());
  }

  public static void end() {
    BEGAN.remove();
  }

  static boolean runs() {
    return BEGAN.get() != null;
  }

  /// Milliseconds that are left of the time that runs; 0 and below when it is over.
  static long millisLeft(Duration patience) {
    Long began = BEGAN.get();
    long passed = began == null ? 0 : System.nanoTime() - began;
    return Math.ceilDiv(patience.toNanos() - passed, 1_000_000L);
  }
}
