package dev.muster.access;

import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.RequestId;
import dev.muster.platform.web.WebSettings;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out, and what anybody may know about this Muster.
@RestController
@Tag(name = "Sign-in")
final class SignInResource {
  private final Accounts accounts;
  private final Sessions sessions;
  private final SignInThrottle throttle;
  private final FirstSignIn first;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final WebSettings settings;
  private final InstantSource clock;

  SignInResource(
      Accounts accounts,
      Sessions sessions,
      SignInThrottle throttle,
      FirstSignIn first,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      WebSettings settings,
      InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.throttle = throttle;
    this.first = first;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.settings = settings;
    this.clock = clock;
  }

  /// @param needsFirstSignIn true when nobody can sign in yet
  record About(
      String name, String version, String webBase, boolean needsFirstSignIn, Instant time) {}

  @GetMapping("/about")
  About about() {
    return new About(
        "Muster",
        settings.version(),
        directory.links().webBase().toString(),
        first.needed(),
        clock.instant());
  }

  @PostMapping("/sign_in")
  Map<String, Object> signIn(Body body, HttpServletRequest request, HttpServletResponse response) {
    String email = body.required("email", 320);
    String password = body.required("password", 1_000);
    body.check();
    Instant now = clock.instant();
    String address = address(request);
    throttle.check(email, address, now);
    var account = accounts.signIn(email, password);
    if (account.isEmpty()) {
      throttle.failed(email, address, now);
      throw new ApiException(
          401, 2006, "Unauthorized", List.of("The e-mail address or the password is wrong."));
    }
    throttle.succeeded(email);
    return open(account.get(), request, response, "sign_in");
  }

  @PostMapping("/first_sign_in")
  Map<String, Object> firstSignIn(
      Body body, HttpServletRequest request, HttpServletResponse response) {
    String code = body.required("code", 200);
    String name = body.required("name", 100);
    String email = body.required("email", 320);
    String password = body.required("password", 1_000);
    body.check();
    return open(first.use(code, name, email, password), request, response, "sign_in");
  }

  private Map<String, Object> open(
      Account account, HttpServletRequest request, HttpServletResponse response, String action) {
    // The trail names the one who signs in, although at this door nobody was known yet.
    String secret =
        as(
            account,
            () ->
                transactions.inTransaction(() -> {
                  audit.record(action, "user", account.id(), Map.of("email", account.email()));
                  return sessions.open(
                      account.id(),
                      address(request),
                      request.getHeader("User-Agent"),
                      clock.instant());
                }));
    setCookies(request, response, secret, Secrets.csrfOf(secret), Sessions.LONGEST);
    Object user = directory.full("user", List.of(account.id())).get(account.id());
    return Map.of("user", user == null ? Map.of("id", account.id()) : user);
  }

  private static <T> T as(Account account, Supplier<T> work) {
    try {
      return Actor.as(account.actor(), work::get);
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @PostMapping("/sign_out")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(HttpServletRequest request, HttpServletResponse response) {
    String secret = CallerFilter.cookie(request, CallerFilter.SESSION_COOKIE);
    if (secret != null) {
      sessions.close(secret);
    }
    setCookies(request, response, "", "", Duration.ZERO);
  }

  @PutMapping("/users/{id}/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void setPassword(@PathVariable String id, Body body, HttpServletRequest request) {
    Caller caller = Caller.current();
    boolean own = caller != null && id.equals(caller.userId());
    if (!own) {
      Actor.current().require(Permission.ADMINISTER);
    }
    String password = body.required("password", 1_000);
    String current = body.text("current_password", "");
    body.check();
    Account account = accounts.account(id).orElseThrow(() -> ApiException.notFound("User " + id));
    if (own && account.hasPassword()) {
      Instant now = clock.instant();
      throttle.check(account.email(), address(request), now);
      if (!accounts.passwordFits(id, current)) {
        throttle.failed(account.email(), address(request), now);
        throw ApiException.invalid("'current_password' is wrong.");
      }
    }
    transactions.run(() -> {
      accounts.setPassword(id, password, clock.instant());
      sessions.closeAll(id, own ? CallerFilter.cookie(request, CallerFilter.SESSION_COOKIE) : null);
      audit.record("set_password", "user", id, Map.of());
    });
  }

  private static String address(HttpServletRequest request) {
    RequestId origin = RequestId.of(request);
    return origin == null ? request.getRemoteAddr() : origin.remoteAddress();
  }

  private static void setCookies(
      HttpServletRequest request,
      HttpServletResponse response,
      String session,
      String csrf,
      Duration age) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(CallerFilter.SESSION_COOKIE, session)
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax")
            .path("/")
            .maxAge(age)
            .build()
            .toString());
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(CallerFilter.CSRF_COOKIE, csrf)
            .secure(request.isSecure())
            .sameSite("Lax")
            .path("/")
            .maxAge(age)
            .build()
            .toString());
  }
}
