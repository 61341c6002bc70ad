package dev.muster.detect;

import org.jspecify.annotations.Nullable;

/// An address of metrics or logs, and the key when it is part of it.
record Address(Kind kind, @Nullable String key) {
  /// What is spoken there.
  enum Kind {
    REMOTE_WRITE,
    OTLP_METRICS,
    OTLP_LOGS,
    INFLUX_WRITE,
    /// What InfluxDB's clients ask before they write.
    INFLUX_GREETING,
    JSON
  }

  /// What that path addresses; null when nothing.
  static @Nullable Address of(String path) {
    return switch (path) {
      case "/api/v1/write" -> new Address(Kind.REMOTE_WRITE, null);
      case "/v1/metrics" -> new Address(Kind.OTLP_METRICS, null);
      case "/v1/logs" -> new Address(Kind.OTLP_LOGS, null);
      case "/write", "/api/v2/write" -> new Address(Kind.INFLUX_WRITE, null);
      case "/metrics/ingest" -> new Address(Kind.JSON, null);
      default -> keyed(path);
    };
  }

  private static @Nullable Address keyed(String path) {
    String[] parts = path.split("/", 5); // "", integrations, tool, key, rest
    if (parts.length < 4 || !parts[1].equals("integrations") || parts[3].isEmpty()) {
      return null;
    }
    String key = parts[3];
    String rest = parts.length == 5 ? parts[4] : "";
    return switch (parts[2]) {
      case "prometheus" -> rest.equals("api/v1/write") ? new Address(Kind.REMOTE_WRITE, key) : null;
      case "otlp" ->
          switch (rest) {
            case "v1/metrics" -> new Address(Kind.OTLP_METRICS, key);
            case "v1/logs" -> new Address(Kind.OTLP_LOGS, key);
            default -> null;
          };
      case "influx" ->
          switch (rest) {
            case "write", "api/v2/write" -> new Address(Kind.INFLUX_WRITE, key);
            case "ping", "query", "health" -> new Address(Kind.INFLUX_GREETING, key);
            default -> null;
          };
      case "metrics" -> rest.isEmpty() ? new Address(Kind.JSON, key) : null;
      default -> null;
    };
  }
}
