package dev.muster.mobilize.reach;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts the wrong codes that came from each number, so that nobody who forges a number tries all 10,000 within the days in which a code is
/// good. Kept in memory: each node counts for itself, and a start forgets.
final class WrongCodes {
  /// In a day. A person mistypes a code now and then; whoever guesses finds one of 10,000 with a chance of one in five hundred.
  static final int MOST = 20;

  private static final Duration DAY = Duration.ofDays(1);

  /// Some 200 bytes each. With more the one that was wrong longest ago is forgotten; each costs whoever forges it a text.
  private static final int NUMBERS_MOST = 10_000;

  private record Count(Instant since, int wrong) {}

  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > NUMBERS_MOST;
        }
      };

  /// Whether codes of that number are looked at no more for now.
  synchronized boolean tooMany(String number, Instant now) {
    Count count = counts.get(number);
    return count != null && running(count, now) && count.wrong() >= MOST;
  }

  synchronized void came(String number, Instant now) {
    counts.merge(
        number,
        new Count(now, 1),
        (before, first) ->
            running(before, now) ? new Count(before.since(), before.wrong() + 1) : first);
  }

  private static boolean running(Count count, Instant now) {
    return now.isBefore(count.since().plus(DAY));
  }
}
