package dev.muster.respond.webhook;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.PostgresSealed;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/// Subscriptions in PostgreSQL, their signing secrets and headers sealed.
final class PostgresSubscriptionRepository implements SubscriptionRepository {
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
  private static final TypeReference<List<String>> WORDS = new TypeReference<>() {};

  private final Database database;
  private final Seal seal;

  PostgresSubscriptionRepository(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /// Seals what was written before there were keys, and what was sealed with an older one. Run once at the start.
  void sealAnew() {
    new PostgresSealed(
            "respond.webhook_subscription",
            "id",
            List.of("secrets", "custom_headers"),
            true,
            PostgresSubscriptionRepository::purpose)
        .anew(database, seal);
  }

  /// A JSON text whose one string is the sealed JSON.
  private String sealed(String id, String column, Object value) {
    return Json.write(seal.seal(purpose(id, column), Json.write(value)));
  }

  private String opened(String id, String column, String json) {
    JsonNode value = Json.mapper().readTree(json);
    return value.isString() ? seal.open(purpose(id, column), value.asString()) : json;
  }

  private static String purpose(String id, String column) {
    return "respond.webhook_subscription." + id + "." + column;
  }

  @Override
  public void save(Subscription subscription) {
    Instant until = subscription.disabledUntil();
    database
        .jdbc()
        .update(
            """
            insert into respond.webhook_subscription (
              id, url, custom_headers, secrets, events, filter_type, filter_id, description, active, drops, disabled_until,
              created_at)
            values (?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set
              custom_headers = excluded.custom_headers, secrets = excluded.secrets, events = excluded.events, filter_type = excluded.filter_type,
              filter_id = excluded.filter_id, description = excluded.description, active = excluded.active,
              drops = excluded.drops, disabled_until = excluded.disabled_until
            """,
            subscription.id(),
            subscription.url(),
            sealed(subscription.id(), "custom_headers", subscription.customHeaders()),
            sealed(subscription.id(), "secrets", subscription.secrets()),
            Json.write(subscription.events()),
            subscription.filter().name(),
            subscription.filterId(),
            subscription.description(),
            subscription.active(),
            subscription.drops(),
            until == null ? null : Timestamp.from(until),
            Timestamp.from(subscription.createdAt()));
  }

  @Override
  public Optional<Subscription> find(String id) {
    return one("select * from respond.webhook_subscription where id = ?", id);
  }

  @Override
  public Optional<Subscription> hold(String id) {
    return one("select * from respond.webhook_subscription where id = ? for update", id);
  }

  private Optional<Subscription> one(String sql, String id) {
    return database.sql().sql(sql).param(id).query((row, _) -> subscription(row)).optional();
  }

  @Override
  public List<Subscription> all() {
    return database
        .sql()
        .sql("select * from respond.webhook_subscription order by created_at, id")
        .query((row, _) -> subscription(row))
        .list();
  }

  @Override
  public List<Subscription> list(
      Subscription.@Nullable Filter filter, @Nullable String filterId, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select * from respond.webhook_subscription
            where (cast(:filter as text) is null or filter_type = :filter)
              and (cast(:id as text) is null or filter_id = :id)
            order by created_at, id offset :offset limit :limit
            """)
        .param("filter", filter == null ? null : filter.name())
        .param("id", filterId)
        .param("offset", offset)
        .param("limit", limit)
        .query((row, _) -> subscription(row))
        .list();
  }

  @Override
  public long count(Subscription.@Nullable Filter filter, @Nullable String filterId) {
    return database
        .sql()
        .sql(
            """
            select count(*) from respond.webhook_subscription
            where (cast(:filter as text) is null or filter_type = :filter)
              and (cast(:id as text) is null or filter_id = :id)
            """)
        .param("filter", filter == null ? null : filter.name())
        .param("id", filterId)
        .query(Long.class)
        .single();
  }

  @Override
  public boolean delete(String id) {
    return database
            .sql()
            .sql("delete from respond.webhook_subscription where id = ?")
            .param(id)
            .update()
        > 0;
  }

  private Subscription subscription(ResultSet row) throws SQLException {
    Timestamp until = row.getTimestamp("disabled_until");
    return new Subscription(
        row.getString("id"),
        row.getString("url"),
        Json.mapper()
            .readValue(
                opened(row.getString("id"), "custom_headers", row.getString("custom_headers")),
                HEADERS),
        Json.mapper()
            .readValue(opened(row.getString("id"), "secrets", row.getString("secrets")), WORDS),
        Json.mapper().readValue(row.getString("events"), WORDS),
        Subscription.Filter.valueOf(row.getString("filter_type")),
        row.getString("filter_id"),
        row.getString("description"),
        row.getBoolean("active"),
        row.getInt("drops"),
        until == null ? null : until.toInstant(),
        row.getTimestamp("created_at").toInstant());
  }
}
