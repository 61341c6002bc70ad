package dev.muster.signal.rules;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often a condition was asked lately, for `trigger_count`. In memory: after a restart, and on each node, it counts from
/// nothing. Safe for every thread.
public final class Counters {
  /// Events remembered for one counter; a higher count stays there, which no sensible condition asks for.
  private static final int MOST_EVENTS = 10_000;

  /// Counters kept, about 80 KiB each when they are full; beyond it the one that was not asked for the longest time is forgotten.
  private static final int MOST_COUNTERS = 2_000;

  /// The last events, newest last, in a ring.
  private static final class Ring {
    long[] millis = new long[16];
    int first;
    int size;

    int add(long now, long windowMillis) {
      while (size > 0 && millis[first] <= now - windowMillis) {
        first = (first + 1) % millis.length;
        size--;
      }
      if (size == millis.length && size < MOST_EVENTS) {
        long[] more = new long[Math.min(MOST_EVENTS, size * 2)];
        for (int i = 0; i < size; i++) {
          more[i] = millis[(first + i) % millis.length];
        }
        millis = more;
        first = 0;
      }
      if (size == millis.length) {
        first = (first + 1) % millis.length;
        size--;
      }
      millis[(first + size) % millis.length] = now;
      return ++size;
    }
  }

  private final Map<String, Ring> rings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ring> eldest) {
          return size() > MOST_COUNTERS;
        }
      };

  /// Counts an event.
  ///
  /// @return events within the window, this one included
  synchronized long count(String name, long windowSeconds, Instant now) {
    return rings
        .computeIfAbsent(name, _ -> new Ring())
        .add(now.toEpochMilli(), windowSeconds * 1_000);
  }

  synchronized void reset(String name) {
    rings.remove(name);
  }
}
