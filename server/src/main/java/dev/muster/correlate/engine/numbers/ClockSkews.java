package dev.muster.correlate.engine.numbers;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far the clocks of monitors are off. An alert cannot arrive before it was sent, so the smallest differences between arrival and
/// reported time are the error of the clock plus the shortest way; what lies above them is delay. Kept per tool over the last
/// {@value #KEPT} alerts.
public final class ClockSkews {
  private static final int KEPT = 64;

  /// Fewer alerts than this say too little: the monitor is believed then.
  private static final int ENOUGH = 8;

  /// Tools remembered; beyond that the longest unused is forgotten.
  private static final int TOOLS = 4_096;

  /// The quantile of the differences that is taken for the error; not the smallest, as one odd alert must not move all others.
  private static final double QUANTILE = 0.1;

  /// A delay longer than this is rather a wrong clock.
  public static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private final Map<String, Ring> rings =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ring> eldest) {
          return size() > TOOLS;
        }
      };

  private static final class Ring {
    private final long[] differences = new long[KEPT];
    private int count;
    private long error;
  }

  /// When the trouble began.
  public Instant onset(String tool, Instant arrivedAt, @Nullable Instant reportedAt) {
    if (reportedAt == null) {
      return arrivedAt;
    }
    Ring ring = rings.computeIfAbsent(tool, key -> new Ring());
    long difference = arrivedAt.toEpochMilli() - reportedAt.toEpochMilli();
    ring.differences[ring.count++ % KEPT] = difference;
    if (ring.count >= ENOUGH && (ring.count < KEPT || ring.count % 8 == 0)) {
      long[] sorted = Arrays.copyOf(ring.differences, Math.min(ring.count, KEPT));
      Arrays.sort(sorted);
      ring.error = sorted[(int) (sorted.length * QUANTILE)];
    }
    Instant onset = reportedAt.plusMillis(ring.count < ENOUGH ? 0 : ring.error);
    Instant earliest = arrivedAt.minus(LONGEST_DELAY);
    return onset.isAfter(arrivedAt) ? arrivedAt : onset.isBefore(earliest) ? earliest : onset;
  }
}
