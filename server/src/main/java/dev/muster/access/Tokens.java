package dev.muster.access;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// API tokens: those of a user, who acts through them, and those of the account, which act for nobody until a `From` header names
/// a user. Only their hashes are kept.
final class Tokens {
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private static final String COLUMNS =
      "select id, prefix, name, account_id, read_only, created_at, last_used_at from access.token ";

  /// @param accountId the user's; null for a token of the account
  record Token(
      String id,
      String prefix,
      String name,
      @Nullable String accountId,
      boolean readOnly,
      Instant createdAt,
      @Nullable Instant lastUsedAt) {}

  private final Database database;
  private final Ids ids;

  Tokens(Database database, Ids ids) {
    this.database = database;
    this.ids = ids;
  }

  /// Keeps a new token.
  ///
  /// @param accountId the user's; null for a token of the account
  /// @return false when that secret is a token already
  boolean add(
      String secret,
      @Nullable String accountId,
      String name,
      boolean readOnly,
      String createdBy,
      Instant now) {
    return database
            .sql()
            .sql(
                """
                insert into access.token (id, hash, prefix, name, account_id, read_only, created_at, created_by)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (hash) do nothing
                """)
            .params(
                Arrays.asList(
                    ids.next('P'),
                    Secrets.hash(secret),
                    secret.substring(0, 4),
                    name,
                    accountId,
                    readOnly,
                    Timestamp.from(now),
                    createdBy))
            .update()
        > 0;
  }

  /// The token with this secret; notes its use.
  Optional<Token> use(String secret, Instant now) {
    Optional<Token> token = find(secret);
    token
        .filter(found -> found.lastUsedAt() == null || found.lastUsedAt().plus(TOUCH).isBefore(now))
        .ifPresent(found ->
            database
                .sql()
                .sql("update access.token set last_used_at = ? where id = ?")
                .params(Timestamp.from(now), found.id())
                .update());
    return token;
  }

  Optional<Token> find(String secret) {
    return database
        .sql()
        .sql(COLUMNS + "where hash = ?")
        .param(Secrets.hash(secret))
        .query(Tokens::read)
        .optional();
  }

  /// The tokens of one user, or with null those of the account; newest first.
  List<Token> list(@Nullable String accountId) {
    return database
        .sql()
        .sql(COLUMNS + "where account_id is not distinct from ? order by created_at desc, id")
        .param(accountId)
        .query(Tokens::read)
        .list();
  }

  boolean remove(String id, @Nullable String accountId) {
    return database
            .sql()
            .sql("delete from access.token where id = ? and account_id is not distinct from ?")
            .params(Arrays.asList(id, accountId))
            .update()
        > 0;
  }

  private static Token read(ResultSet row, int number) throws SQLException {
    Timestamp used = row.getTimestamp("last_used_at");
    return new Token(
        row.getString("id"),
        row.getString("prefix"),
        row.getString("name"),
        row.getString("account_id"),
        row.getBoolean("read_only"),
        row.getTimestamp("created_at").toInstant(),
        used == null ? null : used.toInstant());
  }
}
