package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Custom fields of an incident: what event rules gave it, and what people put there.
@RestController
@Tag(name = "Incidents")
final class CustomValueResource {
  private final Desk desk;
  private final FieldDesk fields;
  private final Directory directory;
  private final InstantSource clock;

  CustomValueResource(Desk desk, FieldDesk fields, Directory directory, InstantSource clock) {
    this.desk = desk;
    this.fields = fields;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param by who gave the value; null when an event rule did
  record ValueView(
      String id,
      String type,
      String name,
      String displayName,
      String dataType,
      String value,
      @Nullable Object by,
      Instant updatedAt) {}

  @GetMapping("/incidents/{id}/custom_fields/values")
  Map<String, Object> listValues(@PathVariable String id) {
    Desk.reader();
    return view(desk.incident(id).id());
  }

  /// Sets values: `{"custom_fields": [{"id": "...", "value": "..."}]}`; null takes one away, fields that are not named stay.
  @PutMapping("/incidents/{id}/custom_fields/values")
  Map<String, Object> setValues(@PathVariable String id, Body body) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    var set = new LinkedHashMap<String, @Nullable String>();
    for (Body each : body.objects("custom_fields")) {
      String field = each.text("id", each.text("name", ""));
      String value = each.text("value");
      if (field.isBlank() || field.length() > Acts.FIELD_MAX) {
        each.fault("id", "is missing, or longer than " + Acts.FIELD_MAX + " characters");
      }
      if (value != null && value.length() > Acts.VALUE_MAX) {
        each.fault("value", "is longer than " + Acts.VALUE_MAX + " characters");
      }
      set.put(field, value);
    }
    if (set.isEmpty()) {
      body.fault("custom_fields", "must name a field at least");
    }
    String tooMany = fields.tooMany(incident, set);
    if (tooMany != null) {
      body.fault("custom_fields", tooMany);
    }
    body.check();
    fields.set(incident, set, actor, clock.instant());
    return view(incident.id());
  }

  private Map<String, Object> view(String incidentId) {
    List<ValueView> all =
        fields.of(incidentId).stream()
            .map(value ->
                new ValueView(
                    value.fieldId(),
                    "field_value",
                    value.fieldId(),
                    value.fieldId(),
                    "string",
                    value.value(),
                    value.byId().equals(PostgresCustomValues.RULE)
                        ? null
                        : directory.reference("user", value.byId()),
                    value.at()))
            .toList();
    return Map.of("custom_fields", all);
  }
}
