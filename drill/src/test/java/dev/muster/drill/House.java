package dev.muster.drill;

import dev.muster.app.OpenHouse;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.PageVerdicts;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.json.Json;
import dev.muster.platform.postgres.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/// The whole house as production wires it, on a fresh database and on moved time. One a test run; scenarios in it keep to people
/// and services of their own.
public final class House {
  private static final String TOKEN = "drilldrilldrilldrill";

  /// Longest step of the clock, for what has no due time of its own.
  private static final Duration STRIDE = Duration.ofMinutes(5);

  private static @Nullable House open;

  private final ConfigurableApplicationContext context;
  private final MovedClock clock;
  private final Engine engine;
  private final Outside outside;
  private final String address;
  private final HttpClient client = HttpClient.newHttpClient();

  private House(ConfigurableApplicationContext context) {
    this.context = context;
    this.clock = context.getBean(MovedClock.class);
    this.engine = context.getBean(Engine.class);
    this.outside = context.getBean(Outside.class);
    this.address = "http://localhost:" + OpenHouse.port(context);
    context.getBeanProvider(Pump.class).stream().forEach(engine::add);
  }

  /// The house of this run, opened when first asked for.
  public static synchronized House open() {
    House house = open;
    if (house == null) {
      var database = TestPostgres.fresh();
      try {
        house =
            new House(
                OpenHouse.open(
                    Map.of(
                        "muster.database-url",
                        database.jdbcUrl(),
                        "muster.database-user",
                        database.user(),
                        "muster.database-password",
                        database.password(),
                        "muster.port",
                        "0",
                        "muster.machine-port",
                        "0",
                        "muster.data",
                        Files.createTempDirectory("muster-drill").toString(),
                        "muster.admin.email",
                        "root@drill.example",
                        "muster.admin.password",
                        "drilldrill",
                        "muster.admin.token",
                        TOKEN,
                        "muster.log-level",
                        "warn"),
                    DrillWiring.class));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      open = house;
    }
    return house;
  }

  public Instant now() {
    return clock.instant();
  }

  public Outside outside() {
    return outside;
  }

  /// What people who were told say about it.
  public PageVerdicts verdicts() {
    return context.getBean(PageVerdicts.class);
  }

  public Mobilize mobilize() {
    return context.getBean(Mobilize.class);
  }

  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /// Lets everything happen that is due at this moment.
  public void settle() {
    engine.settle();
  }

  /// Moves on to that moment, from one due time to the next.
  public void moveTo(Instant moment) {
    moveTo(moment, STRIDE);
  }

  /// The same with another longest step, for times in which nothing is expected of what has no due time of its own.
  public void moveTo(Instant moment, Duration stride) {
    settle();
    while (clock.instant().isBefore(moment)) {
      Instant now = clock.instant();
      Instant next = now.plus(stride);
      Instant due = engine.nextDue();
      if (due != null && due.isBefore(next)) {
        next = due.isAfter(now) ? due : now.plusSeconds(1); // somebody waits for something else
      }
      clock.set(next.isBefore(moment) ? next : moment);
      settle();
    }
  }

  /// Asks the REST API as its administrator.
  ///
  /// @param body null for none
  /// @return the answer; a missing node when it is empty
  /// @throws AssertionError when it is refused
  public JsonNode api(String method, String path, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Token token=" + TOKEN)
            .header("From", "root@drill.example")
            .header("Content-Type", "application/json");
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(Json.write(body)));
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new AssertionError(
            "%s %s -> %d %s".formatted(method, path, answer.statusCode(), answer.body()));
      }
      return answer.body().isBlank()
          ? Json.mapper().missingNode()
          : Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Ids of a list, for cleaning up.
  List<String> ids(String path, String field) {
    return api("GET", path, null)
        .path(field)
        .valueStream()
        .map(node -> node.path("id").asString())
        .toList();
  }
}
