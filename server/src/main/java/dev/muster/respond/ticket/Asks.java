package dev.muster.respond.ticket;

import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What several dialects need to put a request together.
final class Asks {
  static final Proof TOKEN = new Proof(Proof.Kind.TOKEN, "X-Muster-Token", "", false, null);
  static final Proof SIGNATURE =
      new Proof(Proof.Kind.HMAC_SHA256, "X-Muster-Signature", "v1=", false, null);

  private Asks() {}

  static Dialect.Ask get(URI address, Map<String, String> headers) {
    return new Dialect.Ask("GET", address, with(headers), "");
  }

  static Dialect.Ask json(String method, URI address, Map<String, String> headers, Object body) {
    return text(method, address, headers, Json.write(body));
  }

  static Dialect.Ask text(String method, URI address, Map<String, String> headers, String body) {
    var all = with(headers);
    all.put("Content-Type", "application/json");
    return new Dialect.Ask(method, address, all, body);
  }

  private static Map<String, String> with(Map<String, String> headers) {
    var all = new LinkedHashMap<String, String>();
    all.put("Accept", "application/json");
    all.put("User-Agent", "Muster");
    all.putAll(headers);
    return all;
  }

  /// A user name with a token as Basic, a token alone as Bearer.
  static Map<String, String> authorization(Tracker tracker) {
    String user = tracker.userName();
    return Map.of(
        "Authorization",
        user == null
            ? "Bearer " + tracker.token().open()
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (user + ":" + tracker.token().open()).getBytes(StandardCharsets.UTF_8)));
  }

  /// A piece of a path or a query, escaped.
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Text of events in a tracker that reads more into it than is meant: somebody who can send an event must not be able to close tickets
  /// or to call people by name.
  static String harmless(String text) {
    return text.replace("@", "@\u200b").replaceAll("(?m)^(\\s*)/", "$1\u200b/");
  }

  /// The first of these values that is there.
  static @Nullable String first(tools.jackson.databind.JsonNode node, String... fields) {
    for (String field : fields) {
      tools.jackson.databind.JsonNode value = node.path(field);
      if (value.isString() || value.isNumber()) {
        String text = value.asString("").strip();
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return null;
  }
}
