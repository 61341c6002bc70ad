package dev.muster.platform.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is told to move.
public final class TestClock implements InstantSource {
  public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  public Instant forward(Duration time) {
    now = now.plus(time);
    return now;
  }

  public void set(Instant moment) {
    now = moment;
  }
}
