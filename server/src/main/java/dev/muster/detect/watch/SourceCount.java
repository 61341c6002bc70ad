package dev.muster.detect.watch;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What the lanes count of a source; anybody may read it.
final class SourceCount {
  /// Of a source that no lane has heard of.
  static final SourceCount EMPTY = new SourceCount();

  final AtomicInteger live = new AtomicInteger();
  final AtomicInteger learning = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private volatile @Nullable Instant refusedAt;

  void refused(int readings, Instant now) {
    refused.add(readings);
    refusedAt = now;
  }

  SourceLoad load(int limit) {
    return new SourceLoad(live.get(), limit, learning.get(), refused.sum(), refusedAt);
  }
}
