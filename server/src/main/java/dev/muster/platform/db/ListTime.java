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

  /// Whole seconds that are left, 1 at least, as drivers count in seconds; -1 where no time runs.
  static int secondsLeft(Duration patience) {
    Long began = BEGAN.get();
    if (began == null) {
      return -1;
    }
    long left = patience.toNanos() - (System.nanoTime() - began);
    return (int) Math.max(1, Math.ceilDiv(left, 1_000_000_000L));
  }
}
