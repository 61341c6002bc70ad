package dev.muster.access;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Browsers that are signed in. A session ends after 12 hours without use and after 30 days in any case.
final class Sessions {
  static final Duration IDLE = Duration.ofHours(12);
  static final Duration LONGEST = Duration.ofDays(30);

  /// Use is written down at most so often, so that reading pages does not write all the time.
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final Database database;
  private final Secrets secrets;

  Sessions(Database database, Secrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /// Opens a session and clears away those that have ended.
  ///
  /// @return the secret for the cookie
  String open(
      String accountId, @Nullable String remoteAddress, @Nullable String userAgent, Instant now) {
    database
        .sql()
        .sql("delete from access.session where last_seen_at < ? or created_at < ?")
        .params(Timestamp.from(now.minus(IDLE)), Timestamp.from(now.minus(LONGEST)))
        .update();
    String secret = secrets.long256();
    String agent =
        userAgent != null && userAgent.length() > 300 ? userAgent.substring(0, 300) : userAgent;
    database
        .sql()
        .sql(
            """
            insert into access.session (hash, account_id, created_at, last_seen_at, remote_address, user_agent)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                Secrets.hash(secret),
                accountId,
                Timestamp.from(now),
                Timestamp.from(now),
                remoteAddress,
                agent))
        .update();
    return secret;
  }

  /// The id of the account that is signed in with this secret; empty when the session has ended or never was.
  Optional<String> use(String secret, Instant now) {
    record Row(String accountId, Instant lastSeenAt) {}
    byte[] hash = Secrets.hash(secret);
    Optional<Row> row =
        database
            .sql()
            .sql(
                """
                select account_id, last_seen_at from access.session
                where hash = ? and last_seen_at >= ? and created_at >= ?
                """)
            .params(hash, Timestamp.from(now.minus(IDLE)), Timestamp.from(now.minus(LONGEST)))
            .query((result, _) -> new Row(result.getString(1), result.getTimestamp(2).toInstant()))
            .optional();
    if (row.isPresent() && row.get().lastSeenAt().plus(TOUCH).isBefore(now)) {
      database
          .sql()
          .sql("update access.session set last_seen_at = ? where hash = ?")
          .params(Timestamp.from(now), hash)
          .update();
    }
    return row.map(Row::accountId);
  }

  void close(String secret) {
    database
        .sql()
        .sql("delete from access.session where hash = ?")
        .param(Secrets.hash(secret))
        .update();
  }

  /// Signs an account out everywhere else.
  ///
  /// @param except the secret of the session that stays; null for none
  void closeAll(String accountId, @Nullable String except) {
    database
        .sql()
        .sql("delete from access.session where account_id = ? and hash <> ?")
        .params(accountId, except == null ? new byte[0] : Secrets.hash(except))
        .update();
  }
}
