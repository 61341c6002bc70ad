package dev.muster.respond.webhook;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// Subscriptions in PostgreSQL.
final class PostgresSubscriptionRepository implements SubscriptionRepository {
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
  private static final TypeReference<List<String>> WORDS = new TypeReference<>() {};

  private final Database database;

  PostgresSubscriptionRepository(Database database) {
    this.database = database;
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
              secrets = excluded.secrets, events = excluded.events, filter_type = excluded.filter_type,
              filter_id = excluded.filter_id, description = excluded.description, active = excluded.active,
              drops = excluded.drops, disabled_until = excluded.disabled_until
            """,
            subscription.id(),
            subscription.url(),
            Json.write(subscription.customHeaders()),
            Json.write(subscription.secrets()),
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

  private static Subscription subscription(ResultSet row) throws SQLException {
    Timestamp until = row.getTimestamp("disabled_until");
    return new Subscription(
        row.getString("id"),
        row.getString("url"),
        Json.mapper().readValue(row.getString("custom_headers"), HEADERS),
        Json.mapper().readValue(row.getString("secrets"), WORDS),
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
