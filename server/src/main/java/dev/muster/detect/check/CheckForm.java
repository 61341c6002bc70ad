package dev.muster.detect.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.catalog.Catalog;
import dev.muster.platform.web.Body;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads probes and steps from requests.
final class CheckForm {
  private static final int MOST_STEPS = 30;
  private static final int LONGEST = 2_000;
  private static final int LONGEST_BODY = 64 << 10;
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /// Headers that the connection needs and that the HTTP client refuses from others.
  private static final Set<String> ITS_OWN =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Catalog catalog;

  CheckForm(Catalog catalog) {
    this.catalog = catalog;
  }

  /// @param before what it was; null when it is new. Headers that are not given, or are null, keep their values
  /// @return null when faults were noted
  @Nullable Probe probe(Body given, @Nullable Probe before) {
    Probe.Kind kind = given.word("kind", Probe.Kind::of, "http, tcp, dns, tls");
    if (kind == null) {
      kind = Probe.Kind.HTTP;
    }
    String target = given.required("target", LONGEST);
    if (!target.isEmpty()) {
      target(given, kind, target);
    }
    String method = given.text("method", "GET").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      given.fault("method", "must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    String status = given.text("status", "2xx,3xx");
    if (!Probe.isStatus(status)) {
      given.fault("status", "must be a list such as 200,3xx");
    }
    String body = given.text("body", "");
    if (body.length() > LONGEST_BODY) {
      given.fault("body", "is longer than " + LONGEST_BODY + " characters");
    }
    Long slowest = given.number("slowest_milliseconds", 1, 600_000);
    Long days = given.number("expiry_days", 0, 3_650);
    Long timeout = given.number("timeout_seconds", 1, 60);
    return new Probe(
        kind,
        target,
        method,
        kind == Probe.Kind.HTTP ? kept(given, headers(given), target, before) : headers(given),
        body,
        status,
        given.text("contains"),
        slowest == null ? null : (double) slowest,
        days == null ? 14 : days.intValue(),
        authorities(given, kind),
        Duration.ofSeconds(timeout == null ? 10 : timeout));
  }

  /// Certificates of authorities; null when none are given.
  private static @Nullable String authorities(Body given, Probe.Kind kind) {
    String text = given.optional("ca_certificates", Authorities.LONGEST);
    if (text == null) {
      return null;
    }
    if (kind != Probe.Kind.HTTP && kind != Probe.Kind.TLS) {
      given.fault("ca_certificates", "is of use for the kinds http and tls only");
      return null;
    }
    try {
      Authorities.read(text);
      return text;
    } catch (IllegalArgumentException faulty) {
      given.fault("ca_certificates", String.valueOf(faulty.getMessage()));
      return null;
    }
  }

  private static void target(Body given, Probe.Kind kind, String target) {
    switch (kind) {
      case HTTP -> {
        String scheme = target.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("https://") && !scheme.startsWith("http://")) {
          given.fault("target", "must begin with https:// or http://");
        } else if (!target.contains("${")) {
          try {
            URI address = URI.create(target);
            if (address.getHost() == null) {
              given.fault("target", "names no host");
            } else if (address.getRawUserInfo() != null) {
              given.fault(
                  "target",
                  "must not hold a user name or password; send the header Authorization instead");
            }
          } catch (IllegalArgumentException malformed) {
            given.fault("target", "is no address");
          }
        }
      }
      case TCP, TLS -> {
        if (!target.matches("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):\\d{1,5}")) {
          given.fault("target", "must be of the form host:port");
        } else {
          int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
          if (port < 1 || port > 65_535) {
            given.fault("target", "must have a port from 1 to 65535");
          }
        }
      }
      case DNS -> {
        if (!target.matches("[A-Za-z0-9._-]+")) {
          given.fault("target", "must be a host's name");
        }
      }
    }
  }

  /// Headers with the values that they had where none is given. A value goes on to the place that it was given for and nowhere else, or
  /// whoever may set a check up could have it sent to himself.
  private static Map<String, String> kept(
      Body given, Map<String, String> headers, String target, @Nullable Probe before) {
    JsonNode asked = given.raw("headers");
    var missing = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    if (before != null) {
      missing.putAll(before.headers());
    }
    var all = new LinkedHashMap<>(headers);
    if (asked == null) {
      all.putAll(missing);
    } else {
      for (Map.Entry<String, JsonNode> header : asked.properties()) {
        if (header.getValue().isNull()) {
          String value = missing.get(header.getKey());
          if (value == null) {
            given.fault("headers", "'" + printed(header.getKey()) + "' has no value");
          } else {
            all.put(header.getKey(), value);
          }
        }
      }
    }
    boolean keeps = all.size() > headers.size();
    if (keeps && before != null && !before.place().equals(Probe.place(target))) {
      given.fault(
          "headers",
          "must be given anew as the target is another place: %s"
              .formatted(
                  all.keySet().stream()
                      .filter(name -> !headers.containsKey(name))
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    return all;
  }

  /// The headers with a value.
  static Map<String, String> headers(Body given) {
    Map<String, String> headers = texts(given, "headers");
    JsonNode asked = given.raw("headers");
    if (asked != null) {
      asked.properties().stream()
          .filter(header -> header.getValue().isNull())
          .forEach(header -> headers.remove(header.getKey()));
    }
    headers.forEach((name, value) -> {
      if (!HEADER.matcher(name).matches()) {
        given.fault("headers", "'" + printed(name) + "' is no name of a header");
      } else if (ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
        given.fault("headers", "'" + name + "' is set by Muster itself");
      } else if (value.chars().anyMatch(letter -> letter < ' ' && letter != '\t')) {
        given.fault("headers", "'" + name + "' has a value with a line break");
      } else if (value.chars().anyMatch(letter -> letter > 255 || letter == 127)) {
        given.fault("headers", "'" + name + "' has a value with a letter that no header can carry");
      }
    });
    return headers;
  }

  private static String printed(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static Map<String, String> texts(Body given, String field) {
    var texts = new LinkedHashMap<String, String>();
    JsonNode node = given.raw(field);
    if (node == null) {
      return texts;
    }
    if (!node.isObject()) {
      given.fault(field, "must be an object");
      return texts;
    }
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
    return texts;
  }

  @Nullable String service(Body given) {
    String service = given.reference("service");
    if (service == null) {
      given.fault("service", "is missing");
    } else if (catalog.service(service).isEmpty()) {
      given.fault("service.id", "names no service");
    }
    return service;
  }

  /// @param before the steps as they were, by whose names headers keep their values
  List<Journey.Step> steps(Body given, List<Journey.Step> before) {
    var steps = new ArrayList<Journey.Step>();
    for (Body step : given.objects("steps")) {
      String name = step.required("name", 200);
      String service = service(step);
      Body probe = step.object("probe");
      Map<String, String> captures = texts(step, "captures");
      captures.forEach((variable, pattern) -> {
        try {
          if (Pattern.compile(pattern).groupCount() < 1) {
            step.fault("captures", "'" + variable + "' needs a group in parentheses");
          }
        } catch (PatternSyntaxException malformed) {
          step.fault("captures", "'" + variable + "' is no regular expression");
        }
      });
      Long slow = step.number("slow_milliseconds", 1, 600_000);
      if (slow != null && probe == null) {
        step.fault("slow_milliseconds", "needs a probe, whose time it is");
      }
      steps.add(
          new Journey.Step(
              name,
              service == null ? "" : service,
              probe == null ? null : probe(probe, before(name, before)),
              slow == null ? null : (double) slow,
              captures));
    }
    if (steps.isEmpty()) {
      given.fault("steps", "must hold a step at least");
    }
    if (steps.size() > MOST_STEPS) {
      given.fault("steps", "must not hold more than " + MOST_STEPS);
    }
    return steps;
  }

  /// What the only step with that name asked; null when none did, or more than one.
  private static @Nullable Probe before(String name, List<Journey.Step> steps) {
    List<Journey.Step> named = steps.stream().filter(step -> step.name().equals(name)).toList();
    return named.size() == 1 ? named.getFirst().probe() : null;
  }

  /// How many of how many runs must fail.
  record Persistence(int points, int of) {}

  static Persistence persistence(Body given, int points, int of) {
    Body asked = given.object("persistence");
    if (asked == null) {
      return new Persistence(points, of);
    }
    Long some = asked.number("points", 1, 20);
    Long all = asked.number("of", 1, 20);
    int few = some == null ? points : some.intValue();
    int many = all == null ? Math.max(few, some == null ? of : few) : all.intValue();
    if (many < few) {
      asked.fault("of", "must not be less than points");
      many = few;
    }
    return new Persistence(few, many);
  }
}
