package dev.muster.access;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.RateLimits;
import dev.muster.platform.web.Refusals;
import dev.muster.platform.web.WebSettings;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/// Wires the room. Needs {@link AccessSettings} and a secure {@link RandomGenerator} from the app, and {@link UserMaker} from the
/// room that owns users.
@Configuration(proxyBeanMethods = false)
public class AccessRoom {
  @Bean
  Secrets secrets(RandomGenerator random) {
    return new Secrets(random);
  }

  @Bean
  Accounts accounts(Database database) {
    return new Accounts(database);
  }

  @Bean
  Sessions sessions(Database database, Secrets secrets) {
    return new Sessions(database, secrets);
  }

  @Bean
  Tokens tokens(Database database, Ids ids) {
    return new Tokens(database, ids);
  }

  @Bean
  HashChainAudit auditTrail(Database database, Ids ids, InstantSource clock) {
    return new HashChainAudit(database, ids, clock);
  }

  @Bean
  FirstSignIn firstSignIn(
      Database database,
      Accounts accounts,
      Tokens tokens,
      Secrets secrets,
      UserMaker users,
      AuditTrail audit,
      Links links,
      InstantSource clock) {
    return new FirstSignIn(database, accounts, tokens, secrets, users, audit, links, clock);
  }

  @Bean
  SignInResource signInResource(
      Accounts accounts,
      Sessions sessions,
      FirstSignIn first,
      AuditTrail audit,
      Directory directory,
      Database database,
      WebSettings settings,
      InstantSource clock) {
    return new SignInResource(
        accounts,
        sessions,
        new SignInThrottle(database),
        first,
        audit,
        directory,
        database,
        settings,
        clock);
  }

  @Bean
  TokenResource tokenResource(
      Tokens tokens, Secrets secrets, AuditTrail audit, Database database, InstantSource clock) {
    return new TokenResource(tokens, secrets, audit, database, clock);
  }

  @Bean
  AuditResource auditResource(HashChainAudit audit, Directory directory) {
    return new AuditResource(audit, directory);
  }

  /// Everything needs an account but the public doors. There is no session of the framework's, no form, no redirect: who asks is
  /// told by a token or by our own cookie, anew in each request.
  @Bean
  SecurityFilterChain doors(
      HttpSecurity http,
      Accounts accounts,
      Sessions sessions,
      Tokens tokens,
      RateLimits limits,
      ObjectProvider<Visibility> visibility,
      WebSettings settings,
      InstantSource clock) {
    var callers =
        new CallerFilter(
            accounts, sessions, tokens, limits, visibility::getIfAvailable, settings, clock);
    return http.csrf(AbstractHttpConfigurer::disable) // our own double submit, in CallerFilter
        .headers(AbstractHttpConfigurer::disable) // set for every answer by the HTTP shell
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(callers, AuthorizationFilter.class)
        .exceptionHandling(handling ->
            handling
                .authenticationEntryPoint((_, response, _) ->
                    Refusals.write(
                        response,
                        ApiException.unauthorized(
                            "Sign in, or send the header Authorization: Token token=<key>.")))
                .accessDeniedHandler((_, response, _) ->
                    Refusals.write(response, ApiException.forbidden("This is not for you."))))
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(
                    DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                .permitAll()
                .requestMatchers(PublicPaths::holds)
                .permitAll()
                .anyRequest()
                .authenticated())
        .build();
  }

  /// Makes the account of the settings before any port opens: who waits for `/health` may use its token at once.
  private static final class FirstAccount implements SmartLifecycle {
    /// Long before the web server, whose phase is near the greatest number.
    private static final int PHASE = 1;

    private final FirstSignIn first;
    private final AccessSettings settings;
    private volatile boolean running;

    FirstAccount(FirstSignIn first, AccessSettings settings) {
      this.first = first;
      this.settings = settings;
    }

    @Override
    public void start() {
      first.prepare(settings);
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return PHASE;
    }
  }

  @Bean
  SmartLifecycle firstAccount(FirstSignIn first, AccessSettings settings) {
    return new FirstAccount(first, settings);
  }

  /// Says where the first account can be made, as the last word of the start.
  @Bean
  ApplicationListener<ApplicationReadyEvent> firstLink(FirstSignIn first) {
    return _ ->
        first
            .link()
            .ifPresent(link ->
                System.out.println(
                    "Nobody can sign in yet. Make the first account within the hour: " + link));
  }
}
