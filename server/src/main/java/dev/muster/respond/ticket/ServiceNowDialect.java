package dev.muster.respond.ticket;

import dev.muster.platform.secret.Proof;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// ServiceNow's Table API. The field `correlation_id`, made for this, names the incident; comments are work notes, which only those see
/// who work on it.
final class ServiceNowDialect implements Dialect {
  private static URI address(Tracker tracker, String rest) {
    return URI.create(tracker.url() + "/api/now/table/" + Asks.escaped(tracker.project()) + rest);
  }

  @Override
  public Ask find(Tracker tracker, Slip slip, int page) {
    return Asks.get(
        address(
            tracker,
            "?sysparm_limit=1&sysparm_fields=sys_id,number,correlation_id&sysparm_query="
                + Asks.escaped("correlation_id=" + slip.correlation())),
        Asks.authorization(tracker));
  }

  /// A term of a query with a field that the table does not have, or that the account may not read, is left out by ServiceNow unless an
  /// instance is set up otherwise; the answer is any record then.
  @Override
  public Look found(Tracker tracker, JsonNode answer, Slip slip) {
    JsonNode records = answer.path("result");
    if (!records.isArray()) {
      return new Look.Unclear();
    }
    if (records.isEmpty()) {
      return new Look.None(false);
    }
    JsonNode record = records.path(0);
    Filed filed = filed(tracker, record);
    return filed != null && slip.correlation().equals(Asks.first(record, "correlation_id"))
        ? new Look.Found(filed)
        : new Look.Deaf(
            "Asked for the record with the correlation_id %s, the table '%s' names another one: it has no such field, or the account may not read it."
                .formatted(slip.correlation(), tracker.project()));
  }

  private static @Nullable Filed filed(Tracker tracker, JsonNode record) {
    String id = Asks.first(record, "sys_id");
    if (id == null) {
      return null;
    }
    String number = Asks.first(record, "number");
    return new Filed(
        id,
        number == null ? id : number,
        tracker.url() + "/nav_to.do?uri=" + Asks.escaped(tracker.project() + ".do?sys_id=" + id));
  }

  @Override
  public Ask create(Tracker tracker, Slip slip) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("short_description", slip.title());
    fields.put("description", slip.text());
    fields.put("correlation_id", slip.correlation());
    fields.put("correlation_display", "Muster");
    // 1 high, 2 medium, 3 low, as the instance has them from the start.
    fields.put("urgency", slip.urgency().equals("high") ? "1" : "3");
    return Asks.json(
        "POST",
        address(tracker, "?sysparm_fields=sys_id,number"),
        Asks.authorization(tracker),
        fields);
  }

  @Override
  public @Nullable Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    return filed(tracker, answer.path("result"));
  }

  @Override
  public Ask comment(Tracker tracker, Filed ticket, String text) {
    return Asks.json(
        "PATCH",
        address(tracker, "/" + Asks.escaped(ticket.externalId()) + "?sysparm_fields=sys_id"),
        Asks.authorization(tracker),
        Map.of("work_notes", text));
  }

  @Override
  public Ask check(Tracker tracker) {
    return Asks.get(
        address(tracker, "?sysparm_limit=1&sysparm_fields=sys_id"), Asks.authorization(tracker));
  }

  /// A business rule sends what we ask for, as ServiceNow has no message of its own: `{"ticket": {"id": sys_id, "status": ..., "closed":
  /// true or false}}`.
  @Override
  public @Nullable News news(Tracker tracker, JsonNode message) {
    return WebhookDialect.ticket(message);
  }

  @Override
  public List<Proof> proofs() {
    return List.of(Asks.SIGNATURE, Asks.TOKEN);
  }
}
