package dev.muster.signal;

import org.jspecify.annotations.Nullable;

/// The addresses of the intake.
public enum Endpoint {
  EVENTS_V2,
  EVENTS_V1,
  CHANGES,
  ALERTMANAGER,
  PROMETHEUS;

  private static final String ALERTMANAGER_PATH = "/integrations/alertmanager";
  private static final String PROMETHEUS_PATH = "/integrations/prometheus";
  private static final String PROMETHEUS_TAIL = "/api/v2/alerts";

  /// An address, and the routing key when it is part of it.
  public record Target(Endpoint endpoint, @Nullable String key) {}

  private static final Target V2 = new Target(EVENTS_V2, null);

  /// What that path addresses; null when nothing.
  public static @Nullable Target of(String path) {
    return switch (path) {
      case "/v2/enqueue", "/v2/enqueue/" -> V2;
      case "/generic/2010-04-15/create_event.json" -> new Target(EVENTS_V1, null);
      case "/v2/change/enqueue", "/v2/change/enqueue/" -> new Target(CHANGES, null);
      default -> keyed(path);
    };
  }

  private static @Nullable Target keyed(String path) {
    if (path.startsWith(ALERTMANAGER_PATH)) {
      return target(ALERTMANAGER, path.substring(ALERTMANAGER_PATH.length()));
    }
    if (path.startsWith(PROMETHEUS_PATH) && path.endsWith(PROMETHEUS_TAIL)) {
      int end = path.length() - PROMETHEUS_TAIL.length();
      return end < PROMETHEUS_PATH.length()
          ? null
          : target(PROMETHEUS, path.substring(PROMETHEUS_PATH.length(), end));
    }
    return null;
  }

  private static @Nullable Target target(Endpoint endpoint, String rest) {
    if (rest.isEmpty() || rest.equals("/")) {
      return new Target(endpoint, null);
    }
    if (rest.charAt(0) != '/' || rest.indexOf('/', 1) > 0) {
      return null;
    }
    return new Target(endpoint, rest.substring(1));
  }

  /// The routing key in an `Authorization` header; null when there is none of a known form.
  public static @Nullable String bearer(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return authorization.substring(7).strip();
    }
    if (authorization.regionMatches(true, 0, "Token token=", 0, 12)) {
      return authorization.substring(12).strip();
    }
    return null;
  }
}
