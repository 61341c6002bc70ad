package dev.muster.access;

import dev.muster.kernel.Role;
import dev.muster.kernel.Way;
import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Outage;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.RateLimits;
import dev.muster.platform.web.Refusals;
import dev.muster.platform.web.WebSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds out who asks, by token or by session, and runs the rest of the request in that name. A proof that does not hold is
/// refused. At public doors nobody is asked for.
final class CallerFilter extends OncePerRequestFilter {
  static final String SESSION_COOKIE = "muster_session";
  static final String CSRF_COOKIE = "muster_csrf";
  static final String CSRF_HEADER = "X-Muster-Csrf";

  /// The exact forms; clients rely on everything else being refused.
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?:Token token=|Bearer )([0-9A-Za-z_+/=.~-]{1,200})");

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private static final Logger LOG = LoggerFactory.getLogger(CallerFilter.class);

  private final Outage outage = Outage.ofRequests(LOG, "finding out who asks");
  private final Accounts accounts;
  private final Sessions sessions;
  private final Tokens tokens;
  private final RateLimits limits;
  private final Supplier<@Nullable Visibility> visibility;
  private final WebSettings settings;
  private final InstantSource clock;

  CallerFilter(
      Accounts accounts,
      Sessions sessions,
      Tokens tokens,
      RateLimits limits,
      Supplier<@Nullable Visibility> visibility,
      WebSettings settings,
      InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.tokens = tokens;
    this.limits = limits;
    this.visibility = visibility;
    this.settings = settings;
    this.clock = clock;
  }

  private record Known(Caller caller, Actor actor) {}

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (PublicPaths.holds(request)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Known> known;
    try {
      known = identify(request);
      outage.worked();
    } catch (ApiException refusal) {
      Refusals.write(response, refusal);
      return;
    } catch (RuntimeException failure) {
      away(response, failure);
      return;
    }
    if (known.isEmpty()) {
      chain.doFilter(request, response); // refused further in
      return;
    }
    if (!admit(known.get(), response)) {
      return;
    }
    try {
      restrict(known.get().actor(), request);
    } catch (ApiException refusal) {
      Refusals.write(response, refusal);
      return;
    } catch (RuntimeException failure) {
      away(response, failure);
      return;
    }
    request.setAttribute(Caller.ATTRIBUTE, known.get().caller());
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new Proven(known.get().caller()));
    SecurityContextHolder.setContext(context);
    try {
      Actor.as(
          known.get().actor(),
          () -> {
            chain.doFilter(request, response);
            return Boolean.TRUE;
          });
    } catch (IOException | ServletException | RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new ServletException(failure);
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  /// Nobody can be told from anybody else while the database is away: whoever asks is told to come again.
  private void away(HttpServletResponse response, RuntimeException failure) throws IOException {
    if (!DatabaseFailures.passing(failure)) {
      throw failure;
    }
    outage.failed(failure);
    Refusals.write(response, ApiException.databaseAway());
  }

  /// Keeps people who may see their own teams' things alone to those.
  private void restrict(Actor actor, HttpServletRequest request) {
    if (actor.role() != Role.RESTRICTED_ACCESS) {
      return;
    }
    Visibility seen = visibility.get();
    if (seen == null) {
      throw ApiException.forbidden("Nothing is known of teams here.");
    }
    request.setAttribute(
        Query.KEPT_TO_TEAMS,
        RestrictedView.teams(actor.id(), request.getMethod(), request.getRequestURI(), seen));
  }

  private Optional<Known> identify(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      var form = AUTHORIZATION.matcher(authorization);
      if (!form.matches()) {
        throw ApiException.unauthorized(
            "The Authorization header must read 'Token token=<key>' or 'Bearer <key>'.");
      }
      return Optional.of(byToken(form.group(1), request));
    }
    String session = cookie(request, SESSION_COOKIE);
    return session == null ? Optional.empty() : bySession(session, request);
  }

  private Known byToken(String secret, HttpServletRequest request) {
    Tokens.Token token =
        tokens
            .use(secret, clock.instant())
            .orElseThrow(() -> ApiException.unauthorized("There is no such API token."));
    if (token.readOnly() && writes(request)) {
      throw ApiException.forbidden("This API token may only read.");
    }
    String accountId = token.accountId();
    if (accountId != null) {
      Account account =
          accounts
              .account(accountId)
              .orElseThrow(() -> ApiException.unauthorized("There is no such API token."));
      return new Known(
          new Caller(
              Caller.Means.USER_TOKEN, token.id(), accountId, token.readOnly(), token.prefix()),
          account.actor().by(Way.API));
    }
    return new Known(
        new Caller(Caller.Means.ACCOUNT_TOKEN, token.id(), null, token.readOnly(), token.prefix()),
        from(token, request));
  }

  /// A token of the account may do all that an administrator may; `From` says in whose name.
  private Actor from(Tokens.Token token, HttpServletRequest request) {
    String from = request.getHeader("From");
    if (from == null || from.isBlank()) {
      if (writes(request) && request.getRequestURI().startsWith("/incidents")) {
        throw ApiException.refused(
            2013,
            "Requester User Not Found",
            "The header 'From' must hold a user's e-mail address, because this API token names no"
                + " user.");
      }
      return new Actor(Actor.Kind.ACCOUNT, token.id(), token.name(), null, Role.ADMIN).by(Way.API);
    }
    Account named =
        accounts
            .byEmail(from.strip())
            .orElseThrow(() ->
                ApiException.refused(
                    1008,
                    "Requester User Not Found",
                    "The header 'From' names no user: '" + from.strip() + "'."));
    return new Actor(Actor.Kind.USER, named.id(), named.name(), named.email(), Role.ADMIN)
        .by(Way.API);
  }

  private Optional<Known> bySession(String secret, HttpServletRequest request) {
    Optional<Account> account = sessions.use(secret, clock.instant()).flatMap(accounts::account);
    if (account.isPresent() && writes(request)) {
      String proof = request.getHeader(CSRF_HEADER);
      if (proof == null || !Secrets.same(Secrets.csrfOf(secret), proof)) {
        throw ApiException.forbidden(
            "The header "
                + CSRF_HEADER
                + " must hold the value of the cookie "
                + CSRF_COOKIE
                + ".");
      }
    }
    return account.map(found ->
        new Known(
            new Caller(Caller.Means.SESSION, found.id(), found.id(), false, null),
            found.actor().by(Way.WEBSITE)));
  }

  private boolean admit(Known known, HttpServletResponse response) throws IOException {
    boolean session = known.caller().means() == Caller.Means.SESSION;
    String userId = known.caller().userId();
    RateLimits.Verdict verdict =
        limits.take(
            (session ? "session " : "token ") + (userId == null ? known.caller().id() : userId),
            session ? settings.sessionRequestsPerMinute() : settings.requestsPerMinute(),
            clock.instant());
    response.setHeader("ratelimit-limit", Integer.toString(verdict.limit()));
    response.setHeader("ratelimit-remaining", Integer.toString(verdict.remaining()));
    response.setHeader("ratelimit-reset", Long.toString(verdict.resetSeconds()));
    if (!verdict.allowed()) {
      response.setHeader("Retry-After", Long.toString(verdict.resetSeconds()));
      Refusals.write(
          response,
          new ApiException(
              429,
              2020,
              "Rate Limit Exceeded",
              List.of(
                  "More than %d requests in a minute; the next may come in %d seconds."
                      .formatted(verdict.limit(), verdict.resetSeconds()))));
      return false;
    }
    return true;
  }

  private static boolean writes(HttpServletRequest request) {
    return !READS.contains(request.getMethod());
  }

  static @Nullable String cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name) && !cookie.getValue().isEmpty()) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /// The caller in the framework's words.
  private static final class Proven extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    Proven(Caller caller) {
      super(AuthorityUtils.NO_AUTHORITIES);
      this.caller = caller;
      setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Object getPrincipal() {
      return caller;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Proven proven && proven.caller.equals(caller);
    }

    @Override
    public int hashCode() {
      return caller.hashCode();
    }
  }
}
