package dev.muster.platform.db;

import org.jspecify.annotations.Nullable;

/// What one request has had of the database so far: whether it answered, and whether anything was written for good. Whoever is told that
/// nothing was changed sends the same again, and a page that is sent twice wakes people twice.
///
/// Kept for the thread that answers the request, from {@link #begin} to {@link #end}; elsewhere nothing is kept.
public final class Dealings {
  private static final ThreadLocal<@Nullable Dealings> OF_THREAD = new ThreadLocal<>();

  private boolean answered;
  private boolean changed;

  private Dealings() {}

  public static void begin() {
    OF_THREAD.set(new Dealings());
  }

  public static void end() {
    OF_THREAD.remove();
  }

  /// Whether the database has answered any question.
  public static boolean answered() {
    Dealings dealings = OF_THREAD.get();
    return dealings != null && dealings.answered;
  }

  /// Whether anything may have been written for good: a transaction was committed, or a statement outside of one was not a plain question.
  public static boolean changed() {
    Dealings dealings = OF_THREAD.get();
    return dealings != null && dealings.changed;
  }

  static void answer() {
    Dealings dealings = OF_THREAD.get();
    if (dealings != null) {
      dealings.answered = true;
    }
  }

  static void change() {
    Dealings dealings = OF_THREAD.get();
    if (dealings != null) {
      dealings.answered = true;
      dealings.changed = true;
    }
  }
}
