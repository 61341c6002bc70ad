package dev.muster.learn;

import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Problems in PostgreSQL. Everything runs in the caller's transaction.
final class PostgresProblems {
  private final Database database;

  PostgresProblems(Database database) {
    this.database = database;
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static Problem problem(ResultSet row) throws SQLException {
    return new Problem(
        row.getString("id"),
        row.getString("title"),
        Problem.Kind.valueOf(row.getString("kind")),
        row.getString("url"),
        row.getString("source"),
        row.getString("external_id"),
        row.getString("service_id"),
        row.getString("entity_id"),
        row.getString("component"),
        row.getTimestamp("opened_at").toInstant(),
        moment(row, "closed_at"),
        row.getString("created_by"),
        row.getTimestamp("updated_at").toInstant());
  }

  void save(Problem one) {
    Instant closed = one.closedAt();
    database
        .sql()
        .sql(
            """
            insert into learn.problem (id, title, kind, url, source, external_id, service_id, entity_id, component, opened_at,
              closed_at, created_by, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set title = excluded.title, kind = excluded.kind, url = excluded.url,
              source = excluded.source, external_id = excluded.external_id, service_id = excluded.service_id,
              entity_id = excluded.entity_id, component = excluded.component, opened_at = excluded.opened_at,
              closed_at = excluded.closed_at, updated_at = excluded.updated_at
            """)
        .params(
            Arrays.asList(
                one.id(),
                one.title(),
                one.kind().name(),
                one.url(),
                one.source(),
                one.externalId(),
                one.serviceId(),
                one.entityId(),
                one.component(),
                Timestamp.from(one.openedAt()),
                closed == null ? null : Timestamp.from(closed),
                one.createdBy(),
                Timestamp.from(one.updatedAt())))
        .update();
  }

  Optional<Problem> find(String id) {
    return database
        .sql()
        .sql("select * from learn.problem where id = ?")
        .param(id)
        .query((row, _) -> problem(row))
        .optional();
  }

  Optional<Problem> byKey(String source, String externalId) {
    return database
        .sql()
        .sql("select * from learn.problem where source = ? and external_id = ?")
        .params(source, externalId)
        .query((row, _) -> problem(row))
        .optional();
  }

  void delete(String id) {
    database.sql().sql("delete from learn.problem where id = ?").param(id).update();
  }

  /// What a list is narrowed by; null does not narrow.
  record Filter(@Nullable Boolean open, @Nullable String serviceId, @Nullable String words) {}

  private static final String WHERE =
      "(?::boolean is null or ?::boolean = (closed_at is null)) and (?::text is null or service_id"
          + " = ?) and (?::text is null or position(lower(?) in lower(title || ' ' ||"
          + " coalesce(component, '') || ' ' || coalesce(external_id, ''))) > 0)";

  private static List<@Nullable Object> parameters(Filter filter, Object... more) {
    var all =
        new ArrayList<@Nullable Object>(
            Arrays.asList(
                filter.open(),
                filter.open(),
                filter.serviceId(),
                filter.serviceId(),
                filter.words(),
                filter.words()));
    all.addAll(Arrays.asList(more));
    return all;
  }

  /// Open ones before those that are done, the oldest first.
  List<Problem> search(Filter filter, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from learn.problem where "
                + WHERE
                + " order by closed_at is not null, opened_at, id offset ? limit ?")
        .params(parameters(filter, offset, limit))
        .query((row, _) -> problem(row))
        .list();
  }

  long count(Filter filter) {
    return database
        .sql()
        .sql("select count(*) from learn.problem where " + WHERE)
        .params(parameters(filter))
        .query(Long.class)
        .single();
  }

  /// Those that may be about one of these and were known then; the oldest first.
  ///
  /// @param components in lower case
  List<Problem> about(
      Collection<String> services,
      Collection<String> entities,
      Collection<String> components,
      Instant at,
      int most) {
    return database
        .sql()
        .sql(
            """
            select * from learn.problem
            where opened_at < ? and (closed_at is null or closed_at > ?)
              and (entity_id = any(?::text[]) or lower(component) = any(?::text[])
                or service_id = any(?::text[]) and entity_id is null and component is null)
            order by entity_id is null and component is null, opened_at, id limit ?
            """)
        .params(
            Timestamp.from(at),
            Timestamp.from(at),
            entities.toArray(String[]::new),
            components.toArray(String[]::new),
            services.toArray(String[]::new),
            most)
        .query((row, _) -> problem(row))
        .list();
  }
}
