package dev.muster.learn;

import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

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

  private static final String COLUMNS =
      "id, title, kind, url, source, external_id, service_id, entity_id, component, opened_at,"
          + " closed_at, created_by, updated_at";

  private static List<@Nullable Object> values(Problem one) {
    Instant closed = one.closedAt();
    return Arrays.asList(
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
        Timestamp.from(one.updatedAt()));
  }

  /// Adds a new one.
  ///
  /// @return false when another of that source has its id, perhaps since a moment ago; nothing was added then
  boolean add(Problem one) {
    return database
            .sql()
            .sql(
                "insert into learn.problem ("
                    + COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " on conflict (source, external_id) where external_id is not null do nothing")
            .params(values(one))
            .update()
        > 0;
  }

  /// Changes one that is held.
  ///
  /// @return false when another of that source has its id; the transaction must not go on then
  boolean change(Problem one) {
    try {
      database
          .sql()
          .sql(
              "update learn.problem set ("
                  + COLUMNS
                  + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) where id = ?")
          .params(values(one))
          .param(one.id())
          .update();
      return true;
    } catch (DuplicateKeyException taken) {
      return false;
    }
  }

  Optional<Problem> find(String id) {
    return find(id, "");
  }

  /// The same, held against other writers until the end of the transaction.
  Optional<Problem> hold(String id) {
    return find(id, " for update");
  }

  private Optional<Problem> find(String id, String how) {
    return database
        .sql()
        .sql("select * from learn.problem where id = ?" + how)
        .param(id)
        .query((row, _) -> problem(row))
        .optional();
  }

  /// The one that has that id there, held against other writers until the end of the transaction.
  Optional<Problem> holdByKey(String source, String externalId) {
    return database
        .sql()
        .sql("select * from learn.problem where source = ? and external_id = ? for update")
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

  /// Those that may be about it and were known then; the oldest first.
  List<Problem> about(KnownBefore.Subject subject, int most) {
    Timestamp at = Timestamp.from(subject.formedAt());
    return database
        .sql()
        .sql(
            """
            select * from learn.problem
            where opened_at < ? and (closed_at is null or closed_at > ?)
              and (entity_id = any(?::text[])
                or lower(component) = any(?::text[]) and (service_id is null or service_id = any(?::text[]))
                or service_id = any(?::text[]) and entity_id is null and component is null)
            order by entity_id is null and component is null, opened_at, id limit ?
            """)
        .params(
            at,
            at,
            subject.entities().toArray(String[]::new),
            subject.components().toArray(String[]::new),
            subject.owners().toArray(String[]::new),
            subject.services().toArray(String[]::new),
            most)
        .query((row, _) -> problem(row))
        .list();
  }
}
