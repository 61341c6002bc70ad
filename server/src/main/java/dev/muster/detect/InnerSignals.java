package dev.muster.detect;

import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import dev.muster.signal.Intake;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signals that the house raises itself, on the way of all others: durable before anybody is told, through the same rules.
public final class InnerSignals {
  private static final Logger LOG = LoggerFactory.getLogger(InnerSignals.class);

  private final Intake intake;

  public InnerSignals(Intake intake) {
    this.intake = intake;
  }

  /// What a signal is about.
  ///
  /// @param sender an integration, or the part of the house that found it
  public record Event(String sender, String serviceId, String dedupKey) {}

  /// Says that something is wrong.
  ///
  /// @param source what is affected
  /// @param kind of trouble, one or two words
  /// @return true when it is durable, or never can be; false when it has to be said again
  public CompletableFuture<Boolean> trigger(
      Event event,
      Severity severity,
      String summary,
      String source,
      String kind,
      Instant at,
      Map<String, ? extends @Nullable Object> details,
      List<Map<String, String>> links) {
    var payload = new LinkedHashMap<String, @Nullable Object>();
    payload.put("summary", summary);
    payload.put("source", source);
    payload.put("severity", severity.wire());
    payload.put("timestamp", at.toString());
    payload.put("class", kind);
    payload.put("custom_details", details);
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("event_action", "trigger");
    body.put("dedup_key", event.dedupKey());
    body.put("client", "Muster");
    body.put("payload", payload);
    body.put("links", links);
    return send(event, body);
  }

  /// Says that it is over.
  public CompletableFuture<Boolean> resolve(Event event) {
    return send(event, Map.of("event_action", "resolve", "dedup_key", event.dedupKey()));
  }

  private CompletableFuture<Boolean> send(Event event, Map<String, ?> body) {
    if (event.serviceId().isEmpty()) {
      LOG.warn("{} belongs to no service any more, so nobody is told", event.dedupKey());
      return CompletableFuture.completedFuture(true);
    }
    byte[] json = Json.write(body).getBytes(StandardCharsets.UTF_8);
    return intake
        .raise(event.sender(), event.serviceId(), json)
        .thenApply(reply -> {
          if (reply.status() == 400) {
            // trying again would not help, and the anomaly itself is stored
            LOG.error("the house refused its own signal: {}", reply.json());
            return true;
          }
          return reply.status() / 100 == 2;
        });
  }
}
