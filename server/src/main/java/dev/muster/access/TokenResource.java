package dev.muster.access;

import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// API tokens: a user's own under `/users/me/tokens`, those of the account under `/account_tokens`.
@RestController
@Tag(name = "API tokens")
final class TokenResource {
  private final Tokens tokens;
  private final Secrets secrets;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final InstantSource clock;

  TokenResource(
      Tokens tokens,
      Secrets secrets,
      AuditTrail audit,
      Transactions transactions,
      InstantSource clock) {
    this.tokens = tokens;
    this.secrets = secrets;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param token the secret; only in the answer that made it, null ever after
  /// @param prefix its first characters
  record TokenView(
      String id,
      String type,
      String name,
      @Nullable String token,
      String prefix,
      boolean readOnly,
      Instant createdAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant expiresAt) {
    static TokenView of(Tokens.Token token, @Nullable String secret) {
      return new TokenView(
          token.id(),
          "api_token",
          token.name(),
          secret,
          token.prefix(),
          token.readOnly(),
          token.createdAt(),
          token.lastUsedAt(),
          null);
    }
  }

  @GetMapping("/users/me/tokens")
  Map<String, List<TokenView>> listMyTokens() {
    return list(me());
  }

  @PostMapping("/users/me/tokens")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, TokenView> createMyToken(Body body) {
    return create(me(), body);
  }

  @DeleteMapping("/users/me/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteMyToken(@PathVariable String id) {
    delete(me(), id);
  }

  @GetMapping("/account_tokens")
  Map<String, List<TokenView>> listAccountTokens() {
    Actor.current().require(Permission.ADMINISTER);
    return list(null);
  }

  @PostMapping("/account_tokens")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, TokenView> createAccountToken(Body body) {
    Actor.current().require(Permission.ADMINISTER);
    return create(null, body);
  }

  @DeleteMapping("/account_tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteAccountToken(@PathVariable String id) {
    Actor.current().require(Permission.ADMINISTER);
    delete(null, id);
  }

  private Map<String, List<TokenView>> list(@Nullable String owner) {
    return Map.of(
        "tokens", tokens.list(owner).stream().map(token -> TokenView.of(token, null)).toList());
  }

  private Map<String, TokenView> create(@Nullable String owner, Body body) {
    Body wanted = body.envelope("token");
    String name = wanted.required("name", 100);
    boolean readOnly = wanted.flag("read_only", false);
    wanted.check();
    String secret = secrets.token();
    return transactions.inTransaction(() -> {
      tokens.add(secret, owner, name, readOnly, Actor.current().id(), clock.instant());
      Tokens.Token made = tokens.find(secret).orElseThrow();
      audit.record("create", "api_token", made.id(), Map.of("name", name, "read_only", readOnly));
      return Map.of("token", TokenView.of(made, secret));
    });
  }

  private void delete(@Nullable String owner, String id) {
    transactions.run(() -> {
      if (!tokens.remove(id, owner)) {
        throw ApiException.notFound("Token " + id);
      }
      audit.record("delete", "api_token", id, Map.of());
    });
  }

  private static String me() {
    Caller caller = Caller.current();
    String userId = caller == null ? null : caller.userId();
    if (userId == null) {
      throw ApiException.refused(
          2001, "Invalid Input Provided", "An API token of the account names no user.");
    }
    return userId;
  }
}
