package dev.muster.alert;

import dev.muster.kernel.Severity;
import dev.muster.signal.Signal;
import dev.muster.signal.Submission;
import dev.muster.signal.source.Format;
import dev.muster.signal.source.Parsed;
import dev.muster.signal.source.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signals to test with.
final class SampleSignals {
  private SampleSignals() {}

  static String body(String action, String key, Severity severity, @Nullable Instant eventAt) {
    return """
    {"routing_key":"r","event_action":"%s","dedup_key":"%s","payload":{"summary":"%s is down","source":"%s","severity":"%s",
     "custom_details":{"rack":"r1","n":7}%s}}\
    """
        .formatted(
            action,
            key,
            key,
            key,
            severity.wire(),
            eventAt == null ? "" : ",\"timestamp\":\"" + eventAt + "\"");
  }

  static Submission submission(
      String action,
      String key,
      Severity severity,
      Instant receivedAt,
      @Nullable Instant eventAt,
      @Nullable String quiet) {
    byte[] body = body(action, key, severity, eventAt).getBytes(StandardCharsets.UTF_8);
    Parsed parsed = Format.EVENTS_V2.parse(body, true, receivedAt);
    List<Signal> signals =
        parsed.reports().stream()
            .map(report -> new Signal("IDB", "SDB", quiet, receivedAt, report))
            .toList();
    return new Submission(Format.EVENTS_V2, parsed.body(), null, signals);
  }

  static Submission submission(String action, String key, Severity severity, Instant receivedAt) {
    return submission(action, key, severity, receivedAt, null, null);
  }

  static Signal signal(
      Report.Action action, Severity severity, Instant receivedAt, @Nullable Instant eventAt) {
    return submission(
            action.name().toLowerCase(java.util.Locale.ROOT),
            "k",
            severity,
            receivedAt,
            eventAt,
            null)
        .signals()
        .getFirst();
  }
}
