package dev.muster.detect.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a source stands with its series.
///
/// @param series that are alive
/// @param limit how many it may have
/// @param learning series whose detector has yet to learn what is kept of them, and does not judge until then
/// @param refused readings since the start that would have made more series than the limit
/// @param refusedAt when the last of them came; null when there were none
public record SourceLoad(
    int series, int limit, int learning, long refused, @Nullable Instant refusedAt) {
  /// A source sends within the hour, or it has changed.
  private static final Duration RECENT = Duration.ofHours(1);

  /// Whether readings are refused these days. The limit holds for what comes in as well, which may be more than the series that became of it.
  public boolean isOver(Instant now) {
    Instant last = refusedAt;
    return last != null && (series >= limit || last.isAfter(now.minus(RECENT)));
  }
}
