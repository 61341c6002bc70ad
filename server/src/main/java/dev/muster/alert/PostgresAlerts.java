package dev.muster.alert;

import dev.muster.alert.AlertRepository.Command;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The desk, on PostgreSQL.
final class PostgresAlerts implements Alerts {
  static final int COUNTED_MOST = 10_000;

  private final Database database;
  private final PostgresAlertWords words;
  private final AlertRepository repository;
  private final Ids ids;
  private final IntConsumer wake;

  /// @param wake told the lane for which a command was committed
  PostgresAlerts(Database database, AlertRepository repository, Ids ids, IntConsumer wake) {
    this.database = database;
    this.words = new PostgresAlertWords(database);
    this.repository = repository;
    this.ids = ids;
    this.wake = wake;
  }

  @Override
  public Optional<Alert> alert(String id) {
    return database
        .sql()
        .sql("select * from alert.alert where id = ?")
        .param(id)
        .query((row, _) -> read(row))
        .optional();
  }

  @Override
  public Map<String, Alert> alerts(Collection<String> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    return database
        .sql()
        .sql("select * from alert.alert where id = any(?)")
        .param(wanted.toArray(String[]::new))
        .query((row, _) -> read(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Alert::id, alert -> alert));
  }

  @Override
  public Map<String, String> integrations(Collection<String> ids) {
    var integrations = new HashMap<String, String>();
    if (!ids.isEmpty()) {
      database
          .sql()
          .sql(
              "select id, integration_id from alert.alert where id = any(?) and integration_id is"
                  + " not null")
          .param(ids.toArray(String[]::new))
          .query(row -> {
            integrations.put(row.getString(1), row.getString(2));
          });
    }
    return integrations;
  }

  @Override
  public List<Alert> search(AlertFilter filter, int offset, int limit) {
    return find(filter, offset, limit).alerts();
  }

  @Override
  public Found find(AlertFilter filter, int offset, int limit) {
    return database.list(() ->
        filter.text() == null
            ? new Found(page(filter, offset, limit), true, null)
            : words.search(filter, offset, limit));
  }

  private List<Alert> page(AlertFilter filter, int offset, int limit) {
    var parameters = new HashMap<String, Object>(Map.of("offset", offset, "limit", limit));
    String where = where(filter, parameters);
    return database
        .sql()
        .sql(
            "select * from alert.alert where "
                + where
                + " order by first_seen_at desc, id limit :limit offset :offset")
        .params(parameters)
        .query((row, _) -> read(row))
        .list();
  }

  @Override
  public OptionalLong count(AlertFilter filter) {
    return database.list(
        () -> filter.text() == null ? OptionalLong.of(counted(filter)) : words.count(filter));
  }

  private long counted(AlertFilter filter) {
    var parameters = new HashMap<String, Object>();
    String where = where(filter, parameters);
    return database
        .sql()
        .sql(
            "select count(*) from (select 1 from alert.alert where "
                + where
                + " limit "
                + COUNTED_MOST
                + ") as counted")
        .params(parameters)
        .query(Long.class)
        .single();
  }

  /// What narrows, but for the words.
  static String where(AlertFilter filter, Map<String, Object> parameters) {
    var where = new StringBuilder("true");
    any(where, parameters, "id", filter.ids());
    any(where, parameters, "service_id", filter.serviceIds());
    any(where, parameters, "severity", filter.severities().stream().map(Severity::wire).toList());
    Set<Alert.Status> statuses = filter.statuses();
    if (statuses.size() == 1) {
      // Written out, so that the index of open alerts can be used.
      where.append(" and status = '").append(statuses.iterator().next().wire()).append("'");
    }
    if (filter.since() != null) {
      where.append(" and first_seen_at >= :since");
      parameters.put("since", Timestamp.from(filter.since()));
    }
    if (filter.until() != null) {
      where.append(" and first_seen_at < :until");
      parameters.put("until", Timestamp.from(filter.until()));
    }
    if (filter.dedupKey() != null) {
      where.append(" and dedup_key = :key");
      parameters.put("key", filter.dedupKey());
    }
    return where.toString();
  }

  static void any(
      StringBuilder where, Map<String, Object> parameters, String column, List<String> values) {
    if (!values.isEmpty()) {
      where.append(" and ").append(column).append(" in (:").append(column).append(")");
      parameters.put(column, values);
    }
  }

  @Override
  public void resolve(Collection<String> wanted, Actor by, String reason, Instant now) {
    String body = Json.write(new AlertKeeper.ResolveOrder(kind(by), by.id(), reason));
    for (Alert alert : alerts(wanted).values()) {
      if (alert.isOpen()) {
        command(
            Command.Kind.RESOLVE,
            alert.id(),
            key(alert.integrationId(), alert.dedupKey()),
            body,
            now);
      }
    }
  }

  @Override
  public void release(Collection<String> wanted, String why, Instant now) {
    String body = Json.write(new AlertKeeper.ReleaseOrder(why));
    for (Alert alert : alerts(wanted).values()) {
      if (alert.isOpen() && alert.isSuppressed()) {
        command(
            Command.Kind.RELEASE,
            alert.id(),
            key(alert.integrationId(), alert.dedupKey()),
            body,
            now);
      }
    }
  }

  @Override
  public String open(NewAlert alert, Actor by, Instant now) {
    String dedupKey = alert.dedupKey();
    if (dedupKey != null) {
      Optional<String> open =
          database
              .sql()
              .sql(
                  """
                  select id from alert.alert where integration_id = '' and dedup_key = ? and status = 'triggered'
                  """)
              .param(dedupKey)
              .query(String.class)
              .optional();
      if (open.isPresent()) {
        return open.get();
      }
    }
    String id = ids.next('Q');
    String body =
        Json.write(
            new AlertKeeper.OpenOrder(
                alert.serviceId(),
                alert.severity(),
                alert.summary(),
                alert.source(),
                alert.details()));
    command(Command.Kind.OPEN, id, key(null, dedupKey == null ? id : dedupKey), body, now);
    return id;
  }

  private static AlertKey key(@Nullable String integrationId, String dedupKey) {
    return new AlertKey(integrationId == null ? "" : integrationId, dedupKey);
  }

  private void command(Command.Kind kind, String alertId, AlertKey key, String body, Instant now) {
    repository.command(kind, alertId, key, body, now);
    int lane = key.lane();
    database.afterCommit(() -> wake.accept(lane));
  }

  private static String kind(Actor by) {
    return switch (by.kind()) {
      case USER, ACCOUNT -> "person";
      case INTEGRATION -> "monitor";
      case SYSTEM -> "muster";
    };
  }

  static Alert read(ResultSet row) throws SQLException {
    String turns = row.getString("turns");
    String integration = row.getString("integration_id");
    String handling = text(row, "handling");
    return new Alert(
        row.getString("id"),
        integration.isEmpty() ? null : integration,
        row.getString("service_id"),
        row.getString("dedup_key"),
        Alert.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
        row.getString("summary"),
        row.getString("source"),
        text(row, "component"),
        text(row, "part_of"),
        text(row, "class"),
        text(row, "client"),
        text(row, "client_url"),
        text(row, "details"),
        text(row, "links"),
        text(row, "images"),
        row.getInt("count"),
        row.getTimestamp("first_seen_at").toInstant(),
        row.getTimestamp("last_seen_at").toInstant(),
        time(row, "acknowledged_at"),
        time(row, "resolved_at"),
        text(row, "resolved_by_kind"),
        text(row, "resolved_by_id"),
        text(row, "resolve_reason"),
        text(row, "suppressed_why"),
        row.getBoolean("flapping"),
        turns.isEmpty() ? 0 : turns.split(",", -1).length,
        text(row, "suppressed_by"),
        time(row, "held_until"),
        handling == null ? null : Json.read(handling, Handling.class));
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
