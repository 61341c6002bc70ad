package dev.muster.drill.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A plain REST client of Muster for setting things up and looking at them.
final class Wire {
  static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String token;

  Wire(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  JsonNode get(String path) {
    return send("GET", path, null, 200);
  }

  JsonNode post(String path, String body, int status) {
    return send("POST", path, body, status);
  }

  JsonNode put(String path, String body, int status) {
    return send("PUT", path, body, status);
  }

  private JsonNode send(
      String method, String path, @org.jspecify.annotations.Nullable String body, int status) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Token token=" + token)
            .header("Accept", "application/vnd.pagerduty+json;version=2");
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != status) {
        throw new AssertionError(
            method
                + " "
                + path
                + " answered "
                + answer.statusCode()
                + " and not "
                + status
                + ": "
                + answer.body());
      }
      return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    } catch (IOException failure) {
      throw new AssertionError(method + " " + path + " failed", failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopping);
    }
  }

  boolean health() {
    try {
      return http.send(
                  HttpRequest.newBuilder(base.resolve("/health"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopping);
    }
  }

  /// Waits until the condition holds, looking every tenth of a second.
  void await(String what, Duration most, Callable<Boolean> condition) {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + most.toSeconds() + " s: " + what);
        }
        Thread.sleep(100);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new AssertionError(stopping);
      } catch (AssertionError | RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new AssertionError(failure);
      }
    }
  }

  /// Creates a policy that pages the first user, a service that uses it, and one integration of that type.
  Setup service(String name, String integrationType) {
    String me = get("/users/me").path("user").path("id").asString();
    String policy =
        post(
                "/escalation_policies",
                """
                {"escalation_policy": {"type": "escalation_policy", "name": "%s policy", "escalation_rules": [
                  {"escalation_delay_in_minutes": 30, "targets": [{"id": "%s", "type": "user_reference"}]}]}}
                """
                    .formatted(name, me),
                201)
            .path("escalation_policy")
            .path("id")
            .asString();
    String service =
        post(
                "/services",
                """
                {"service": {"type": "service", "name": "%s", "alert_creation": "create_alerts_and_incidents",
                  "escalation_policy": {"id": "%s", "type": "escalation_policy_reference"}}}
                """
                    .formatted(name, policy),
                201)
            .path("service")
            .path("id")
            .asString();
    return new Setup(me, policy, service, integration(service, integrationType));
  }

  /// Adds an integration and answers its key.
  String integration(String service, String type) {
    return post(
            "/services/" + service + "/integrations",
            """
            {"integration": {"type": "%s", "name": "%s"}}
            """
                .formatted(type, type),
            201)
        .path("integration")
        .path("integration_key")
        .asString();
  }

  /// What was set up.
  record Setup(String user, String policy, String service, String key) {}
}
