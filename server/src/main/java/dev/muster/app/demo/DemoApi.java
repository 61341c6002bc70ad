package dev.muster.app.demo;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The public REST API and the doors for signals, as the demo uses them. Every call waits when it is asked to slow down, and
/// throws an `IOException` with the answer's text when it is refused.
final class DemoApi {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String token;

  /// @param base address of the REST API
  /// @param token an account owner's API token
  DemoApi(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, null, Map.of());
  }

  JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send("POST", path, Json.write(body), Map.of());
  }

  JsonNode put(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send("PUT", path, Json.write(body), Map.of());
  }

  /// The same with another token.
  DemoApi with(String otherToken) {
    return new DemoApi(base, otherToken);
  }

  /// A call in the name of a person; only an account's token may do that.
  JsonNode as(String email, String method, String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return send(method, path, Json.write(body), Map.of("From", email));
  }

  /// A text that is the whole request.
  JsonNode text(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body, Map.of());
  }

  /// Readings or lines of logs, with the key of an integration.
  void signals(String key, Map<String, ?> body) throws IOException, InterruptedException {
    send("POST", "/metrics/ingest", Json.write(body), Map.of("X-Routing-Key", key));
  }

  /// Creates an object and answers its id.
  String create(String collection, String type, Map<String, ?> fields)
      throws IOException, InterruptedException {
    var typed = new LinkedHashMap<String, Object>(fields);
    typed.put("type", type);
    return post("/" + collection, Map.of(type, typed)).path(type).path("id").asString();
  }

  /// The id of the object of this name, or null.
  @Nullable String find(String collection, String name) throws IOException, InterruptedException {
    JsonNode page =
        get("/" + collection + "?query=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    for (JsonNode item : page.path(collection)) {
      if (item.path("name").asString().equals(name)) {
        return item.path("id").asString();
      }
    }
    return null;
  }

  static Map<String, String> reference(String id, String type) {
    return Map.of("id", id, "type", type + "_reference");
  }

  private JsonNode send(
      String method, String path, @Nullable String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Token token=" + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 429) {
      Thread.sleep(Duration.ofSeconds(2));
      return send(method, path, body, headers);
    }
    if (answer.statusCode() >= 300) {
      throw new IOException(
          method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
    }
    return Json.mapper().readTree(answer.body().isBlank() ? "{}" : answer.body());
  }
}
