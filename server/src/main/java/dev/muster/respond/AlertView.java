package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.correlate.Member;
import dev.muster.kernel.Reason;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An alert of an incident on the wire.
///
/// @param reason why it belongs to the incident
/// @param count how many signals said the same
/// @param rules what event rules, tables and stages made of it, in plain words; empty when they said nothing
/// @param flapping whether it opens and resolves in quick succession
record AlertView(
    String id,
    String type,
    String summary,
    String self,
    String htmlUrl,
    Instant createdAt,
    String status,
    @Nullable Instant resolvedAt,
    String alertKey,
    Object service,
    @Nullable Object incident,
    boolean suppressed,
    String severity,
    @Nullable Object integration,
    @Nullable Object firstTriggerLogEntry,
    Map<String, @Nullable Object> body,
    @Nullable Reason reason,
    List<String> rules,
    int count,
    Instant firstSeenAt,
    Instant lastSeenAt,
    boolean flapping) {

  static AlertView of(
      Alert alert, @Nullable Member member, @Nullable Reference incident, Directory directory) {
    var links = directory.links();
    String integration = alert.integrationId();
    return new AlertView(
        alert.id(),
        "alert",
        alert.summary(),
        incident == null
            ? links.self("alerts", alert.id())
            : links.self("incidents", incident.id()) + "/alerts/" + alert.id(),
        links.html("alerts", alert.id()),
        alert.firstSeenAt(),
        alert.status().wire(),
        alert.resolvedAt(),
        alert.dedupKey(),
        reference(directory, "service", alert.serviceId()),
        incident,
        alert.isSuppressed(),
        alert.severity().wire(),
        integration == null ? null : integration(directory, integration),
        null,
        body(alert),
        member == null ? null : member.reason(),
        alert.handling() == null ? List.of() : alert.handling().reasons(),
        alert.count(),
        alert.firstSeenAt(),
        alert.lastSeenAt(),
        alert.flapping());
  }

  private static Object reference(Directory directory, String type, String id) {
    return directory.knows(type)
        ? directory.reference(type, id)
        : new Reference(id, type + "_reference", null, null, null);
  }

  /// Named and found below its service; the door of an orchestration is only told.
  private static Reference integration(Directory directory, String id) {
    Reference known =
        directory.knows("service_integration")
            ? directory.references("service_integration", List.of(id)).get(id)
            : null;
    return new Reference(
        id,
        "generic_events_api_inbound_integration_reference",
        known == null ? null : known.summary(),
        known == null ? null : known.self(),
        known == null ? null : known.htmlUrl());
  }

  private static Map<String, @Nullable Object> body(Alert alert) {
    var contexts = new ArrayList<JsonNode>();
    contexts.addAll(list(alert.links(), "link"));
    contexts.addAll(list(alert.images(), "image"));
    var cef = new LinkedHashMap<String, @Nullable Object>();
    cef.put("severity", alert.severity().wire());
    cef.put("summary", alert.summary());
    cef.put("source_origin", alert.source());
    cef.put("source_component", alert.component());
    cef.put("service_group", alert.group());
    cef.put("event_class", alert.eventClass());
    cef.put("dedup_key", alert.dedupKey());
    cef.put("client", alert.client());
    cef.put("client_url", alert.clientUrl());
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("type", "alert_body");
    body.put("contexts", contexts);
    String details = alert.details();
    body.put("details", details == null ? null : Json.mapper().readTree(details));
    body.put("cef_details", cef);
    return body;
  }

  private static List<JsonNode> list(@Nullable String json, String type) {
    var all = new ArrayList<JsonNode>();
    if (json != null) {
      for (JsonNode element : Json.mapper().readTree(json)) {
        if (element instanceof tools.jackson.databind.node.ObjectNode object) {
          all.add(object.put("type", type));
        }
      }
    }
    return all;
  }
}
