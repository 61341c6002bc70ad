package dev.muster.platform.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// How often each client may ask: a fixed number in each minute of its own. Kept in memory, so each node counts for itself.
public final class RateLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /// About 200 bytes each, so some 20 MiB at most; when there are more, those whose minute is over are dropped.
  private static final int CLIENTS_MAX = 100_000;

  /// The answer for one request.
  ///
  /// @param remaining how many more may come in this minute
  /// @param resetSeconds seconds until the minute is over, 1 at least
  public record Verdict(boolean allowed, int limit, int remaining, long resetSeconds) {}

  private record Minute(Instant since, int taken) {}

  private final Map<String, AtomicReference<Minute>> minutes = new ConcurrentHashMap<>();
  private final Counter refused;

  public RateLimits(MeterRegistry meters) {
    this.refused =
        Counter.builder("muster.http.rate.limited")
            .description("Requests that were refused because their client asked too often")
            .register(meters);
  }

  /// Counts a request.
  ///
  /// @param client who asks, for example a token's id
  /// @param perMinute how often it may
  public Verdict take(String client, int perMinute, Instant now) {
    if (minutes.size() > CLIENTS_MAX) {
      minutes.values().removeIf(minute -> over(minute.get(), now));
    }
    Minute minute =
        minutes
            .computeIfAbsent(client, _ -> new AtomicReference<>(new Minute(now, 0)))
            .updateAndGet(running ->
                over(running, now)
                    ? new Minute(now, 1)
                    : new Minute(running.since(), running.taken() + 1));
    long reset = Math.max(1, Duration.between(now, minute.since().plus(WINDOW)).toSeconds());
    boolean allowed = minute.taken() <= perMinute;
    if (!allowed) {
      refused.increment();
    }
    return new Verdict(allowed, perMinute, Math.max(0, perMinute - minute.taken()), reset);
  }

  private static boolean over(Minute minute, Instant now) {
    return !now.isBefore(minute.since().plus(WINDOW)) || now.isBefore(minute.since());
  }
}
