package dev.muster.signal.source;

import dev.muster.platform.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;

/// The formats of signals. The code is kept with every signal on the tape and never changes its meaning.
public enum Format {
  EVENTS_V2("v2"),
  EVENTS_V1("v1"),
  ALERTMANAGER("am"),
  PROMETHEUS("prom");

  private final String code;

  Format(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /// @throws IllegalArgumentException when no format has that code
  public static Format of(String code) {
    for (Format format : values()) {
      if (format.code.equals(code)) {
        return format;
      }
    }
    throw new IllegalArgumentException("no format " + code);
  }

  /// Reads a body. Pure; never throws, whatever the bytes.
  ///
  /// @param strict refuses over-long and mistyped fields, where otherwise they are cut and their full text kept
  /// @param receivedAt decides for formats that say when an alert will be over
  public Parsed parse(byte[] body, boolean strict, Instant receivedAt) {
    return switch (this) {
      case EVENTS_V2 -> EventsV2.parse(body, strict);
      case EVENTS_V1 -> EventsV1.parse(body, strict);
      case ALERTMANAGER -> PrometheusAlerts.webhook(body, strict);
      case PROMETHEUS -> PrometheusAlerts.list(body, strict, receivedAt);
    };
  }

  static Parsed notJson(JacksonException failure) {
    return refused("The body is not valid JSON: " + Json.why(failure));
  }

  static Parsed notAnObject(byte[] body) {
    return refused(body.length == 0 ? "The body is empty" : "The body must be a JSON object");
  }

  static Parsed refused(String why) {
    return new Parsed(null, List.of(), List.of(why), SplitBody.whole(new byte[0]));
  }
}
