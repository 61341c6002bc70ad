package dev.muster.access;

import dev.muster.kernel.Role;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Links;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// How the first account comes about: from the settings, or through a link that works once and for an hour and is renewed at each
/// start until somebody has used it.
public final class FirstSignIn {
  private static final Duration LINK_LASTS = Duration.ofHours(1);

  private final Database database;
  private final Accounts accounts;
  private final Tokens tokens;
  private final Secrets secrets;
  private final UserMaker users;
  private final AuditTrail audit;
  private final Links links;
  private final InstantSource clock;

  FirstSignIn(
      Database database,
      Accounts accounts,
      Tokens tokens,
      Secrets secrets,
      UserMaker users,
      AuditTrail audit,
      Links links,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.tokens = tokens;
    this.secrets = secrets;
    this.users = users;
    this.audit = audit;
    this.links = links;
    this.clock = clock;
  }

  /// True when nobody can sign in yet.
  public boolean needed() {
    return accounts.none();
  }

  /// Makes what the settings name: an owner with that e-mail address, password and token. What is there already stays as it is.
  public void prepare(AccessSettings settings) {
    if (settings.adminEmail().isEmpty()) {
      return;
    }
    database.run(() -> {
      Instant now = clock.instant();
      Optional<Account> before = accounts.byEmail(settings.adminEmail());
      String id =
          before
              .map(Account::id)
              .orElseGet(() -> {
                String email = settings.adminEmail();
                return users.make(email.substring(0, email.indexOf('@')), email, Role.OWNER);
              });
      if (!settings.adminPassword().isEmpty() && before.filter(Account::hasPassword).isEmpty()) {
        accounts.setPassword(id, settings.adminPassword(), now);
      }
      if (!settings.adminToken().isEmpty()
          && tokens.add(settings.adminToken(), id, "from the settings", false, id, now)) {
        audit.record("create", "api_token", id, Map.of("name", "from the settings"));
      }
    });
  }

  /// A new link, when nobody can sign in yet; links printed before no longer work.
  public Optional<String> link() {
    if (!needed()) {
      return Optional.empty();
    }
    String code = secrets.long256();
    database.run(() -> {
      database.sql().sql("delete from access.first_sign_in").update();
      database
          .sql()
          .sql("insert into access.first_sign_in (hash, expires_at) values (?, ?)")
          .params(Secrets.hash(code), Timestamp.from(clock.instant().plus(LINK_LASTS)))
          .update();
    });
    return Optional.of(links.page("/welcome?code=" + code));
  }

  /// Makes the owner that the link was for.
  ///
  /// @throws ApiException 403 when the code is wrong, used or too old
  Account use(String code, String name, String email, String password) {
    return database.inTransaction(() -> {
      int found =
          database
              .sql()
              .sql("delete from access.first_sign_in where hash = ? and expires_at > ?")
              .params(Secrets.hash(code), Timestamp.from(clock.instant()))
              .update();
      if (found == 0 || !needed()) {
        throw ApiException.forbidden(
            "This link does not work any more. Restart Muster for a new one.");
      }
      String id = users.make(name, email, Role.OWNER);
      accounts.setPassword(id, password, clock.instant());
      Account account = accounts.account(id).orElseThrow();
      audit.record("first_sign_in", "user", id, Map.of("email", email));
      return account;
    });
  }
}
