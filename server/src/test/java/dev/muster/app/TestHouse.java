package dev.muster.app;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.json.Json;
import dev.muster.platform.postgres.TestPostgres;
import dev.muster.platform.web.WebSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/// The whole house on a database of its own and a free port, spoken to over real HTTP. About 2 s to start, so share one per test class.
///
/// ```
/// try (var house = TestHouse.start()) {
///   var user = house.post("/users", "{'user': {'name': 'Ana', 'email': 'ana@example.com'}}").ok();
/// }
/// ```
public final class TestHouse implements AutoCloseable {
  public static final String ADMIN_EMAIL = "admin@example.com";
  public static final String ADMIN_PASSWORD = "correct horse battery";
  public static final String ADMIN_TOKEN = "testhouse-admin-0001";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(30);

  /// The starting clock hands the moved clock over to the context that is being made on the same thread.
  private static final ThreadLocal<@Nullable MovedClock> CLOCK = new ThreadLocal<>();

  private final ConfigurableApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final URI base;
  private final @Nullable MovedClock clock;
  private final Path data;

  private TestHouse(ConfigurableApplicationContext context, @Nullable MovedClock clock, Path data) {
    this.context = context;
    this.clock = clock;
    this.data = data;
    // a busy machine is no fault
    context.getBean(HikariDataSource.class).setConnectionTimeout(PATIENCE.toMillis());
    int port = requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
    this.base = URI.create("http://localhost:" + port);
  }

  /// A clock that stands still until it is moved.
  public static final class MovedClock implements InstantSource {
    private final AtomicReference<Instant> now;

    public MovedClock(Instant start) {
      this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    public void forward(Duration by) {
      now.updateAndGet(instant -> instant.plus(by));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Moved {
    @Bean
    @Primary
    InstantSource movedClock() {
      return requireNonNull(CLOCK.get());
    }
  }

  /// Whoever waits asks often, and on a slow machine for long: that is no reason to be refused.
  @Configuration(proxyBeanMethods = false)
  static class Unlimited {
    @Bean
    @Primary
    WebSettings unlimitedWebSettings(@Qualifier("webSettings") WebSettings usual) {
      return new WebSettings(
          usual.version(),
          usual.maxBodyBytes(),
          usual.maxIntakeBytes(),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);
    }
  }

  /// Starts on the real clock.
  ///
  /// @param settings more settings as on the command line, for example `--web-base=https://example.com`
  public static TestHouse start(String... settings) {
    return start(null, settings);
  }

  /// Starts on a clock that the test moves.
  public static TestHouse startAt(Instant now, String... settings) {
    return start(new MovedClock(now), settings);
  }

  private static TestHouse start(@Nullable MovedClock clock, String... settings) {
    var database =
        TestPostgres.like(
            "house",
            empty ->
                PostgresSchema.bringUpToDate(
                    empty, new DefaultResourceLoader(), GroundWiring.ROOMS));
    Path data;
    try {
      data = Files.createTempDirectory("muster-test-house");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var arguments =
        new ArrayList<>(
            List.of(
                "--port=0",
                "--machine-port=0",
                "--metrics.otlp-port=0",
                "--mail-in.port=0",
                "--list-seconds=" + PATIENCE.toSeconds(),
                "--data=" + data,
                "--database-url=" + database.jdbcUrl(),
                "--database-user=" + database.user(),
                "--database-password=" + database.password(),
                "--admin.email=" + ADMIN_EMAIL,
                "--admin.password=" + ADMIN_PASSWORD,
                "--admin.token=" + ADMIN_TOKEN));
    for (String setting : settings) {
      String name = setting.substring(0, setting.indexOf('=') + 1);
      arguments.removeIf(argument -> argument.startsWith(name));
      arguments.add(setting);
    }
    var commandLine = CommandLine.parse(arguments.toArray(String[]::new), Map.of());
    CLOCK.set(clock);
    try {
      var application =
          clock == null
              ? Main.application(MusterApplication.class, Unlimited.class)
              : Main.application(MusterApplication.class, Unlimited.class, Moved.class);
      return new TestHouse(application.run(commandLine.toArray()), clock, data);
    } finally {
      CLOCK.remove();
    }
  }

  /// Without a slash at its end.
  public URI base() {
    return base;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> T named(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /// The clock that was moved into the house.
  public MovedClock clock() {
    return requireNonNull(clock, "this house runs on the real clock");
  }

  @Override
  public void close() {
    client.close();
    context.close();
    try {
      FileSystemUtils.deleteRecursively(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An answer of the house.
  public record Answer(int status, HttpResponse<byte[]> response) {
    public String text() {
      return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return Json.mapper().readTree(response.body());
    }

    /// The JSON of a success.
    ///
    /// @throws AssertionError when it was none
    public JsonNode ok() {
      if (status / 100 != 2) {
        throw new AssertionError("answered " + status + ": " + text());
      }
      return json();
    }

    /// A header's first value; empty when it is missing.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  /// @param json apostrophes may stand for quotation marks
  public Answer post(String path, String json) {
    return send("POST", path, json);
  }

  /// @param json apostrophes may stand for quotation marks
  public Answer put(String path, String json) {
    return send("PUT", path, json);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /// Sends with the administrator's token.
  public Answer send(String method, String path, @Nullable String json) {
    return send(method, path, json, Map.of("Authorization", "Token token=" + ADMIN_TOKEN));
  }

  /// Sends with these headers alone.
  public Answer send(
      String method, String path, @Nullable String json, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Asks until the answer is as wanted.
  ///
  /// @throws AssertionError as {@link #until} does, with the last answer
  public JsonNode eventually(String path, Predicate<JsonNode> wanted) {
    var last = new AtomicReference<>(get(path).ok());
    until(() -> wanted.test(last.updateAndGet(_ -> get(path).ok())), () -> path + " still " + last);
    return last.get();
  }

  /// Looks until there is something.
  ///
  /// @throws AssertionError as {@link #until} does
  public <T> T eventually(Supplier<@Nullable T> what) {
    var found = new AtomicReference<@Nullable T>();
    until(
        () -> {
          found.set(what.get());
          return found.get() != null;
        },
        () -> "did not come about");
    return requireNonNull(found.get());
  }

  /// Waits for something, and has the engine look at what is due meanwhile.
  ///
  /// @throws AssertionError with these words after one and a half minutes
  public void until(BooleanSupplier wanted, Supplier<String> words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(words.get());
      }
      bean(Engine.class).wake();
      // The machine is wanted by others.
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
