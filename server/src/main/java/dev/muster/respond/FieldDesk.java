package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Text;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Custom fields of incidents, changed by people by whatever way. The timeline says who changed what.
final class FieldDesk {
  /// Of one incident.
  private static final int MOST = 50;

  private static final int TOLD_MOST = 200;

  private final Desk desk;
  private final PostgresCustomValues values;
  private final Notebook notebook;

  FieldDesk(Desk desk, PostgresCustomValues values, Notebook notebook) {
    this.desk = desk;
    this.values = values;
    this.notebook = notebook;
  }

  List<PostgresCustomValues.Value> of(String incidentId) {
    return values.of(incidentId);
  }

  /// Why the incident cannot hold these fields too; null when it can.
  @Nullable String tooMany(Incident incident, Map<String, @Nullable String> set) {
    var all = new HashSet<String>();
    set.forEach((field, value) -> {
      if (value != null) {
        all.add(field);
      }
    });
    values.of(incident.id()).stream()
        .map(PostgresCustomValues.Value::fieldId)
        .filter(field -> !set.containsKey(field))
        .forEach(all::add);
    return all.size() > MOST ? "would be more than " + MOST : null;
  }

  /// Sets values; null takes one away, fields that are not named stay. What is so already is left as it is.
  ///
  /// @throws ApiException 400 when there would be too many
  void set(Incident incident, Map<String, @Nullable String> set, Actor actor, Instant now) {
    String fault = tooMany(incident, set);
    if (fault != null) {
      throw ApiException.invalid("'custom_fields' " + fault);
    }
    desk.change(() -> {
      var before = new LinkedHashMap<String, String>();
      values.of(incident.id()).forEach(value -> before.put(value.fieldId(), value.value()));
      set.forEach((field, value) -> {
        String old = before.get(field);
        if (value == null ? old == null : value.equals(old)) {
          return;
        }
        if (value == null) {
          values.drop(incident.id(), field);
        } else {
          values.put(incident.id(), Map.of(field, value), actor.id(), now);
        }
        notebook.note(
            incident.id(),
            now,
            actor,
            value == null
                ? "Took the field %s away; it was '%s'.".formatted(field, told(old))
                : old == null
                    ? "Set the field %s to '%s'.".formatted(field, told(value))
                    : "Changed the field %s from '%s' to '%s'."
                        .formatted(field, told(old), told(value)),
            Map.of("custom_field", field));
      });
      return true;
    });
  }

  /// As much of a value as a line of the timeline holds.
  private static String told(@Nullable String value) {
    return Text.line(value == null ? "" : value, TOLD_MOST);
  }
}
