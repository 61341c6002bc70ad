package dev.muster.platform.outbound;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait between attempts: twice as long each time, never longer than a 48th of the carrier's patience (so that a page
/// with 15 minutes of patience is tried every 19 seconds and a webhook with 48 hours every hour), a quarter more or less so that
/// many that failed together do not come back together.
final class BackOff {
  static final Duration FIRST = Duration.ofSeconds(2);

  /// A carrier that asks for less would spin.
  static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(15);

  private BackOff() {}

  static Duration after(int attempt, Duration patience, RandomGenerator random) {
    Duration limit = patience.dividedBy(48);
    if (limit.compareTo(SHORTEST_LIMIT) < 0) {
      limit = SHORTEST_LIMIT;
    }
    Duration pause = FIRST.multipliedBy(1L << Math.min(Math.max(attempt - 1, 0), 20));
    if (pause.compareTo(limit) > 0) {
      pause = limit;
    }
    double jitter;
    synchronized (random) { // a seeded generator is not safe for threads
      jitter = 0.75 + random.nextDouble() / 2;
    }
    return Duration.ofMillis(Math.round(pause.toMillis() * jitter));
  }
}
