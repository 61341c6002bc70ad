package dev.muster.drill;

import java.time.Instant;
import java.time.InstantSource;

/// The house's clock in a drill: stands still until it is moved, and never goes back.
public final class MovedClock implements InstantSource {
  private volatile Instant now;

  public MovedClock(Instant start) {
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// @throws IllegalArgumentException when the moment has passed
  public void set(Instant moment) {
    if (moment.isBefore(now)) {
      throw new IllegalArgumentException(moment + " is before " + now);
    }
    now = moment;
  }
}
