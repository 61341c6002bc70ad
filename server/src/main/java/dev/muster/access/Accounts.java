package dev.muster.access;

import dev.muster.kernel.Role;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/// Who can sign in. The room that owns users tells of each user that is made, changed or deleted, in the same transaction.
public final class Accounts {
  /// Short passwords are guessed; the longest is what bcrypt can take, in bytes.
  private static final int PASSWORD_LEAST = 10;

  private static final int PASSWORD_MOST_BYTES = 72;

  private static final String COLUMNS =
      "select id, name, email, role, password is not null as has_password from access.account ";

  /// Compared with when there is no such account, so that the answer takes as long: of as many rounds as those that are stored. It
  /// opens nothing, whoever knows what it was made from.
  static final String NOBODYS_PASSWORD =
      "$2a$11$dqZY4MzcF2OX5ApVvof4We4IzZ1jUK.zddjQlZSZN7QxbX3dTJSOa";

  /// 2^11 rounds, about 100 ms on a small machine: unnoticed by a person, dear for a guesser.
  static final PasswordEncoder ENCODER = new BCryptPasswordEncoder(11);

  private final Database database;

  Accounts(Database database) {
    this.database = database;
  }

  /// Keeps what sign-in must know of a user.
  public void put(String id, String name, String email, Role role, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into access.account (id, name, email, role, created_at) values (?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, email = excluded.email, role = excluded.role
            """)
        .params(id, name, email, role.wire(), Timestamp.from(now))
        .update();
  }

  /// Forgets the account, its sessions and its tokens.
  public void remove(String id) {
    database.sql().sql("delete from access.account where id = ?").param(id).update();
  }

  public Optional<Account> account(String id) {
    return database.sql().sql(COLUMNS + "where id = ?").param(id).query(Accounts::read).optional();
  }

  public Optional<Account> byEmail(String email) {
    return database
        .sql()
        .sql(COLUMNS + "where lower(email) = lower(?)")
        .param(email)
        .query(Accounts::read)
        .optional();
  }

  /// True when nobody is there yet.
  public boolean none() {
    return database
        .sql()
        .sql("select not exists (select 1 from access.account)")
        .query(Boolean.class)
        .single();
  }

  /// How many owners there are; the last one must stay.
  public int owners() {
    return database
        .sql()
        .sql("select count(*) from access.account where role = 'owner'")
        .query(Integer.class)
        .single();
  }

  /// @throws ApiException 400 when the password is too short or too long
  void setPassword(String id, String password, Instant now) {
    if (password.codePointCount(0, password.length()) < PASSWORD_LEAST) {
      throw ApiException.invalid(
          "'password' must have " + PASSWORD_LEAST + " characters at least.");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_MOST_BYTES) {
      throw ApiException.invalid("'password' must not be longer than 72 bytes.");
    }
    database
        .sql()
        .sql("update access.account set password = ?, password_set_at = ? where id = ?")
        .params(ENCODER.encode(password), Timestamp.from(now), id)
        .update();
  }

  /// The account that this e-mail address and password open; takes as long when they open none.
  Optional<Account> signIn(String email, String password) {
    record Row(Account account, String password) {}
    Optional<Row> row =
        database
            .sql()
            .sql(
                """
                select id, name, email, role, true as has_password, password from access.account
                where lower(email) = lower(?) and password is not null
                """)
            .param(email)
            .query((result, number) -> new Row(read(result, number), result.getString("password")))
            .optional();
    boolean fits = ENCODER.matches(cut(password), row.map(Row::password).orElse(NOBODYS_PASSWORD));
    return fits ? row.map(Row::account) : Optional.empty();
  }

  boolean passwordFits(String id, String password) {
    Optional<String> stored =
        database
            .sql()
            .sql("select password from access.account where id = ? and password is not null")
            .param(id)
            .query(String.class)
            .optional();
    boolean fits = ENCODER.matches(cut(password), stored.orElse(NOBODYS_PASSWORD));
    return fits && stored.isPresent();
  }

  /// A password that bcrypt cannot take fits no account; an empty one neither.
  private static String cut(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_MOST_BYTES ? "" : password;
  }

  private static Account read(ResultSet row, int number) throws SQLException {
    return new Account(
        row.getString("id"),
        row.getString("name"),
        row.getString("email"),
        Role.of(row.getString("role")).orElseThrow(),
        row.getBoolean("has_password"));
  }
}
