package dev.muster.detect.check;

import dev.muster.kernel.Words;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is asked, and which answer is well.
///
/// @param target an address for HTTP, `host:port` for TCP and TLS, a name for DNS
/// @param method of HTTP
/// @param status which statuses are well: numbers and classes, such as `200,3xx`
/// @param contains text that the answer must hold; null for any. For DNS, an address that must be among the answers
/// @param slowest milliseconds that the answer may take; null for as long as the timeout
/// @param expiryDays days that a certificate must be valid for at least
/// @param authorities certificates (PEM) of those whose signature counts, instead of those that are trusted everywhere; null for these
public record Probe(
    Kind kind,
    String target,
    String method,
    Map<String, String> headers,
    String body,
    String status,
    @Nullable String contains,
    @Nullable Double slowest,
    int expiryDays,
    @Nullable String authorities,
    Duration timeout) {
  private static final Pattern ADDRESS = Pattern.compile("(?i)https?://[^/?#]*");

  /// What is spoken.
  public enum Kind {
    HTTP,
    TCP,
    DNS,
    TLS;

    public String wire() {
      return Words.of(this);
    }

    /// The kind with that word; empty when there is none.
    public static Optional<Kind> of(String word) {
      return Words.findInAnyCase(Kind.class, word);
    }
  }

  /// How it went.
  ///
  /// @param word in plain words, well or not
  /// @param body the beginning of the answer, for journeys
  /// @param expiresAt when the certificate ends; null when there was none to look at
  record Result(
      boolean well, double millis, String word, String body, @Nullable Instant expiresAt) {
    static Result failed(double millis, String why) {
      return new Result(false, millis, why, "", null);
    }
  }

  public Probe {
    headers = Map.copyOf(headers);
  }

  /// Whether that status is well.
  boolean accepts(int given) {
    for (String one : status.split(",", -1)) {
      String word = one.strip().toLowerCase(Locale.ROOT);
      if (word.equals(String.valueOf(given)) || word.equals(given / 100 + "xx")) {
        return true;
      }
    }
    return false;
  }

  /// Whether the statuses are written well.
  static boolean isStatus(String text) {
    return text.matches("\\s*[1-5](\\d\\d|xx)\\s*(,\\s*[1-5](\\d\\d|xx)\\s*)*");
  }

  /// The same with that target, headers and body.
  Probe with(String newTarget, Map<String, String> newHeaders, String newBody) {
    return new Probe(
        kind,
        newTarget,
        method,
        newHeaders,
        newBody,
        status,
        contains,
        slowest,
        expiryDays,
        authorities,
        timeout);
  }

  /// As it is stored, and as whoever asks it must know it.
  Map<String, @Nullable Object> json() {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("kind", kind.wire());
    json.put("target", target);
    json.put("method", method);
    json.put("headers", headers);
    json.put("body", body);
    json.put("status", status);
    json.put("contains", contains);
    json.put("slowest_milliseconds", slowest);
    json.put("expiry_days", expiryDays);
    json.put("ca_certificates", authorities);
    json.put("timeout_seconds", timeout.toMillis() / 1_000.0);
    return json;
  }

  /// As it is shown: the values of headers hold what proves us to others, so nobody sees them again, and only who may set checks up sees
  /// which headers there are and what is sent.
  ///
  /// @param configures whether whoever looks may set checks up
  Map<String, @Nullable Object> shown(boolean configures) {
    Map<String, @Nullable Object> shown = json();
    var names = new TreeMap<String, @Nullable Object>();
    headers.keySet().forEach(name -> names.put(name, null));
    shown.put("headers", configures ? names : null);
    if (!configures) {
      shown.put("body", null);
    }
    return shown;
  }

  /// Where it goes, which what proves us is meant for: scheme, host and port of an address, or all of another target.
  String place() {
    return place(target);
  }

  static String place(String target) {
    Matcher address = ADDRESS.matcher(target);
    return address.lookingAt() ? address.group().toLowerCase(Locale.ROOT) : target;
  }

  static Probe of(JsonNode json) {
    var headers = new LinkedHashMap<String, String>();
    json.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString("")));
    JsonNode contains = json.path("contains");
    JsonNode slowest = json.path("slowest_milliseconds");
    JsonNode authorities = json.path("ca_certificates");
    return new Probe(
        Kind.of(json.path("kind").asString("http")).orElse(Kind.HTTP),
        json.path("target").asString(""),
        json.path("method").asString("GET"),
        headers,
        json.path("body").asString(""),
        json.path("status").asString("2xx,3xx"),
        contains.isString() ? contains.stringValue() : null,
        slowest.isNumber() ? slowest.doubleValue() : null,
        json.path("expiry_days").asInt(14),
        authorities.isString() ? authorities.stringValue() : null,
        Duration.ofMillis((long) (1_000 * json.path("timeout_seconds").asDouble(10))));
  }

  static Probe of(String json) {
    return of(Json.mapper().readTree(json));
  }
}
