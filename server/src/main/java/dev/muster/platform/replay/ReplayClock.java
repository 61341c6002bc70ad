package dev.muster.platform.replay;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until it is moved, and never goes back. A request may carry a moment of its own; within it the clock
/// shows that moment, so that many events of one stretch of time can be handed in side by side, each at its own time.
public final class ReplayClock implements InstantSource {
  private static final ScopedValue<Instant> MOMENT = ScopedValue.newInstance();

  private final AtomicReference<Instant> now;

  public ReplayClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return MOMENT.isBound() ? MOMENT.get() : position();
  }

  /// Where the clock stands for everybody.
  public Instant position() {
    Instant position = now.get();
    if (position == null) {
      throw new IllegalStateException("the clock has no position");
    }
    return position;
  }

  /// Moves the clock; a moment that lies behind it leaves it where it is.
  void moveTo(Instant to) {
    now.updateAndGet(before -> to.isAfter(before) ? to : before);
  }

  /// Runs the work as if it were that moment.
  static <T extends @Nullable Object> T at(Instant moment, Callable<T> work) throws Exception {
    return ScopedValue.where(MOMENT, moment).call(work::call);
  }
}
