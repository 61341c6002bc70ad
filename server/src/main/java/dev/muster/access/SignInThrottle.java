package dev.muster.access;

import dev.muster.platform.db.Database;
import dev.muster.platform.web.ApiException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Slows guessing down: after some failures for one e-mail address, or many from one network address, sign-in is refused for a time
/// that doubles with each further failure. Kept in the database, so that neither a restart nor another node forgets.
final class SignInThrottle {
  private static final int FREE_PER_EMAIL = 5;

  /// More, because many people may share one network address.
  private static final int FREE_PER_ADDRESS = 50;

  private static final Duration FIRST_BLOCK = Duration.ofSeconds(15);
  private static final Duration LONGEST_BLOCK = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final Database database;

  SignInThrottle(Database database) {
    this.database = database;
  }

  /// @throws ApiException 429 while sign-in is refused
  void check(String email, String address, Instant now) {
    database
        .sql()
        .sql(
            "select blocked_until from access.failed_sign_in where who in (?, ?) and blocked_until > ? order by 1 desc limit 1")
        .params(key(email), address, Timestamp.from(now))
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .optional()
        .ifPresent(until -> {
          long seconds = Math.max(1, Duration.between(now, until).toSeconds() + 1);
          throw new ApiException(
              429,
              2020,
              "Too Many Requests",
              List.of("Too many failed sign-ins. Try again in " + seconds + " seconds."));
        });
  }

  void failed(String email, String address, Instant now) {
    count(key(email), FREE_PER_EMAIL, now);
    count(address, FREE_PER_ADDRESS, now);
  }

  private void count(String who, int free, Instant now) {
    int failures =
        database
            .sql()
            .sql(
                """
                insert into access.failed_sign_in as f (who, failures, last_at) values (?, 1, ?)
                on conflict (who) do update set last_at = excluded.last_at,
                  failures = case when f.last_at < ? then 1 else f.failures + 1 end
                returning failures
                """)
            .params(who, Timestamp.from(now), Timestamp.from(now.minus(FORGOTTEN_AFTER)))
            .query(Integer.class)
            .single();
    if (failures >= free) {
      Duration block = FIRST_BLOCK.multipliedBy(1L << Math.min(10, failures - free));
      database
          .sql()
          .sql("update access.failed_sign_in set blocked_until = ? where who = ?")
          .params(
              Timestamp.from(now.plus(block.compareTo(LONGEST_BLOCK) > 0 ? LONGEST_BLOCK : block)),
              who)
          .update();
    }
  }

  void succeeded(String email) {
    database
        .sql()
        .sql("delete from access.failed_sign_in where who = ?")
        .param(key(email))
        .update();
  }

  private static String key(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
