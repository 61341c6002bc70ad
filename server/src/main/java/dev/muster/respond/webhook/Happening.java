package dev.muster.respond.webhook;

import dev.muster.mobilize.Who;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that the outside may want to hear: one message of a webhook.
///
/// @param type the wire's word, for example `incident.acknowledged`
/// @param incidentId the incident that it is about
/// @param serviceId the incident's service, by which subscriptions are filtered
/// @param agent who did it
/// @param status the incident's status right after it, where it changes the status; null otherwise
/// @param data what the message says when it is not the incident itself; null for the incident itself
public record Happening(
    String type,
    String incidentId,
    String serviceId,
    Instant at,
    Who agent,
    @Nullable String status,
    @Nullable Map<String, Object> data) {
  public Happening {
    data = data == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }
}
