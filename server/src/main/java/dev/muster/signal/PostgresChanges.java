package dev.muster.signal;

import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Changes in PostgreSQL.
final class PostgresChanges implements Changes {
  private static final int COUNTED_MOST = 10_000;

  private final Database database;
  private final FactLog facts;

  PostgresChanges(Database database, FactLog facts) {
    this.database = database;
    this.facts = facts;
  }

  @Override
  public void record(Change change) {
    database.run(() -> {
      database
          .sql()
          .sql(
              """
              insert into signal.change (id, integration_id, service_id, summary, source, happened_at,
                received_at, details, links, images)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """)
          .param(change.id())
          .param(change.integrationId())
          .param(change.serviceId())
          .param(change.summary())
          .param(change.source())
          .param(Timestamp.from(change.happenedAt()))
          .param(Timestamp.from(change.receivedAt()))
          .param(change.details())
          .param(change.links())
          .param(change.images())
          .update();
      facts.append(
          TOPIC,
          0,
          change.receivedAt(),
          List.of(
              new SignalEvent.ChangeRecorded(
                  change.id(),
                  change.serviceId(),
                  change.integrationId(),
                  change.summary(),
                  change.source(),
                  change.happenedAt(),
                  change.receivedAt())));
    });
  }

  @Override
  public Optional<Change> change(String id) {
    return database
        .sql()
        .sql("select * from signal.change where id = ?")
        .param(id)
        .query((row, _) -> read(row))
        .optional();
  }

  @Override
  public List<Change> search(Filter filter, int offset, int limit) {
    var parameters = new HashMap<String, Object>(Map.of("offset", offset, "limit", limit));
    String where = where(filter, parameters);
    return database
        .sql()
        .sql(
            "select * from signal.change where "
                + where
                + " order by happened_at desc, id limit :limit offset :offset")
        .params(parameters)
        .query((row, _) -> read(row))
        .list();
  }

  @Override
  public long count(Filter filter) {
    var parameters = new HashMap<String, Object>();
    String where = where(filter, parameters);
    return database
        .sql()
        .sql(
            "select count(*) from (select 1 from signal.change where "
                + where
                + " limit "
                + COUNTED_MOST
                + ") as counted")
        .params(parameters)
        .query(Long.class)
        .single();
  }

  private static String where(Filter filter, Map<String, Object> parameters) {
    var where = new StringBuilder("true");
    if (!filter.serviceIds().isEmpty()) {
      where.append(" and service_id in (:services)");
      parameters.put("services", filter.serviceIds());
    }
    if (!filter.integrationIds().isEmpty()) {
      where.append(" and integration_id in (:integrations)");
      parameters.put("integrations", filter.integrationIds());
    }
    if (filter.since() != null) {
      where.append(" and happened_at >= :since");
      parameters.put("since", Timestamp.from(filter.since()));
    }
    if (filter.until() != null) {
      where.append(" and happened_at < :until");
      parameters.put("until", Timestamp.from(filter.until()));
    }
    return where.toString();
  }

  private static Change read(ResultSet row) throws SQLException {
    return new Change(
        row.getString("id"),
        row.getString("integration_id"),
        row.getString("service_id"),
        row.getString("summary"),
        text(row, "source"),
        row.getTimestamp("happened_at").toInstant(),
        row.getTimestamp("received_at").toInstant(),
        text(row, "details"),
        text(row, "links"),
        text(row, "images"));
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
