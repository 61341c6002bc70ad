package dev.muster.alert.noise;

import dev.muster.platform.db.Database;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the noise gate has learned, in PostgreSQL.
final class PostgresNoise {
  private final Database database;

  PostgresNoise(Database database) {
    this.database = database;
  }

  /// An alert as the gate looks at it.
  ///
  /// @param suppressedBy null when it may page
  record Seen(
      String id,
      String serviceId,
      String integrationId,
      String summary,
      Instant firstSeenAt,
      @Nullable Instant resolvedAt,
      @Nullable String resolvedByKind,
      @Nullable String suppressedBy) {}

  /// How long an alert lasted, to be added.
  record Life(String name, int group, boolean ended, double weight) {}

  void load(Experience into) {
    database
        .sql()
        .sql("select word, weight from alert.noise_word")
        .query(row -> {
          into.word(row.getString(1), row.getDouble(2));
        });
    database
        .sql()
        .sql("select name, ended, censored, regrets from alert.noise_known")
        .query(row -> {
          into.know(
              row.getString(1),
              new Experience.Known(
                  new LifeTable(numbers(row.getArray(2)), numbers(row.getArray(3))),
                  row.getDouble(4)));
        });
  }

  private static double[] numbers(Array array) throws SQLException {
    Double[] given = (Double[]) array.getArray();
    double[] numbers = new double[LifeTable.GROUPS];
    for (int i = 0; i < Math.min(given.length, numbers.length); i++) {
      numbers[i] = given[i];
    }
    return numbers;
  }

  void addWords(Map<String, Double> weights) {
    if (weights.isEmpty()) {
      return;
    }
    var sorted =
        new TreeMap<>(weights); // always in one order, so that two writers cannot meet head-on
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into alert.noise_word (word, weight) select * from unnest(?::text[], ?::float8[])
                  on conflict (word) do update set weight = noise_word.weight + excluded.weight
                  """);
          insert.setArray(1, connection.createArrayOf("text", sorted.keySet().toArray()));
          insert.setArray(2, connection.createArrayOf("float8", sorted.values().toArray()));
          return insert;
        });
  }

  void addLives(List<Life> lives, Instant now) {
    record Cell(
        @SuppressWarnings("ArrayRecordComponent") double[] ended,
        @SuppressWarnings("ArrayRecordComponent") double[] censored) {}
    var cells = new TreeMap<String, Cell>();
    for (Life life : lives) {
      Cell cell =
          cells.computeIfAbsent(
              life.name(),
              _ -> new Cell(new double[LifeTable.GROUPS], new double[LifeTable.GROUPS]));
      (life.ended() ? cell.ended() : cell.censored())[life.group()] += life.weight();
    }
    cells.forEach((name, cell) -> add(name, cell.ended(), cell.censored(), 0, now));
  }

  void addRegret(String name, double weight, Instant now) {
    add(name, new double[LifeTable.GROUPS], new double[LifeTable.GROUPS], weight, now);
  }

  private void add(String name, double[] ended, double[] censored, double regrets, Instant now) {
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into alert.noise_known (name, ended, censored, regrets, seen_at) values (?, ?, ?, ?, ?)
                  on conflict (name) do update set
                    ended = (select array_agg(a + b order by i) from unnest(noise_known.ended, excluded.ended)
                      with ordinality as u (a, b, i)),
                    censored = (select array_agg(a + b order by i) from unnest(noise_known.censored, excluded.censored)
                      with ordinality as u (a, b, i)),
                    regrets = noise_known.regrets + excluded.regrets, seen_at = excluded.seen_at
                  """);
          insert.setString(1, name);
          insert.setArray(2, array(connection, ended));
          insert.setArray(3, array(connection, censored));
          insert.setDouble(4, regrets);
          insert.setTimestamp(5, Timestamp.from(now));
          return insert;
        });
  }

  private static Array array(Connection connection, double[] numbers) throws SQLException {
    Object[] boxed = new Object[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      boxed[i] = numbers[i];
    }
    return connection.createArrayOf("float8", boxed);
  }

  List<Seen> seen(Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .sql(SEEN + " where id = any(?) order by id")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> read(row))
        .list();
  }

  private static final String SEEN =
      """
      select id, service_id, integration_id, summary, first_seen_at, resolved_at, resolved_by_kind, suppressed_by
      from alert.alert
      """;

  private static Seen read(java.sql.ResultSet row) throws SQLException {
    Timestamp resolved = row.getTimestamp(6);
    return new Seen(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getTimestamp(5).toInstant(),
        resolved == null ? null : resolved.toInstant(),
        row.getString(7),
        row.getString(8));
  }

  /// Alerts of a service that the gate demoted and that were about within so much time of that moment.
  List<Seen> demotedAround(String serviceId, Instant moment, Duration within) {
    return database
        .sql()
        .sql(
            SEEN
                + """
                 where service_id = ? and suppressed_by = 'noise' and first_seen_at <= ?
                  and coalesce(resolved_at, 'infinity') >= ? and first_seen_at >= ?
                order by id limit 100
                """)
        .params(
            serviceId,
            Timestamp.from(moment.plus(within)),
            Timestamp.from(moment.minus(within)),
            Timestamp.from(moment.minus(Duration.ofDays(1))))
        .query((row, _) -> read(row))
        .list();
  }

  /// Notes a regret; false when it was noted already.
  boolean regret(Seen alert, String why, Instant now) {
    return database
            .sql()
            .sql(
                """
                insert into alert.noise_regret (alert_id, service_id, why, at) values (?, ?, ?, ?) on conflict do nothing
                """)
            .params(alert.id(), alert.serviceId(), why, Timestamp.from(now))
            .update()
        == 1;
  }

  /// What a person said of something, as it was learned then.
  ///
  /// @param kinds of its alerts
  /// @param weight forward, as {@link Experience} keeps it: above 0 for noise, below for worth it, 0 for nothing
  record Said(List<String> kinds, double weight) {
    Said {
      kinds = List.copyOf(kinds);
    }
  }

  /// What that person had said of that, held against his other words about it until the end of the transaction.
  Said holdSaid(String subject, String userId, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into alert.noise_said (subject, user_id, kinds, weight, at) values (?, ?, '{}', 0, ?)
            on conflict do nothing
            """)
        .params(subject, userId, Timestamp.from(now))
        .update();
    return database
        .sql()
        .sql(
            "select kinds, weight from alert.noise_said where subject = ? and user_id = ? for"
                + " update")
        .params(subject, userId)
        .query(
            (row, _) -> new Said(List.of((String[]) row.getArray(1).getArray()), row.getDouble(2)))
        .single();
  }

  void keepSaid(String subject, String userId, Said said, Instant now) {
    database
        .sql()
        .sql(
            "update alert.noise_said set kinds = ?, weight = ?, at = ? where subject = ? and"
                + " user_id = ?")
        .params(
            said.kinds().toArray(String[]::new),
            said.weight(),
            Timestamp.from(now),
            subject,
            userId)
        .update();
  }

  /// Forgets what has faded away.
  ///
  /// @return rows that went
  int forget(double leastWord, Instant unseenSince) {
    return database
            .sql()
            .sql("delete from alert.noise_word where weight < ? and word <> ''")
            .param(leastWord)
            .update()
        + database
            .sql()
            .sql("delete from alert.noise_known where seen_at < ?")
            .param(Timestamp.from(unseenSince))
            .update()
        + database
            .sql()
            .sql("delete from alert.noise_said where at < ?")
            .param(Timestamp.from(unseenSince))
            .update();
  }

  /// Alerts that were kept back in that time.
  ///
  /// @param by `hold`, `noise`, `rule`, `stage`, `maintenance`, `disabled`; null for all
  record Kept(
      String id,
      String serviceId,
      String integrationId,
      String summary,
      String severity,
      String status,
      Instant firstSeenAt,
      @Nullable Instant resolvedAt,
      @Nullable Instant heldUntil,
      String by,
      String why,
      @Nullable String regret) {}

  List<Kept> kept(
      @Nullable String by,
      List<String> services,
      Instant since,
      Instant until,
      int offset,
      int limit) {
    var found = new ArrayList<Kept>();
    database
        .sql()
        .sql(
            """
            select a.*, r.why as regret from alert.alert a left join alert.noise_regret r on r.alert_id = a.id
            where a.suppressed_by is not null and (cast(:by as text) is null or a.suppressed_by = :by)
              and (:all or a.service_id = any(:services))
              and a.first_seen_at >= :since and a.first_seen_at < :until
            order by a.first_seen_at desc, a.id limit :limit offset :offset
            """)
        .param("by", by)
        .param("all", services.isEmpty())
        .param("services", services.toArray(String[]::new))
        .param("since", Timestamp.from(since))
        .param("until", Timestamp.from(until))
        .param("limit", limit)
        .param("offset", offset)
        .query(row -> {
          Timestamp resolved = row.getTimestamp("resolved_at");
          Timestamp held = row.getTimestamp("held_until");
          found.add(
              new Kept(
                  row.getString("id"),
                  row.getString("service_id"),
                  row.getString("integration_id"),
                  row.getString("summary"),
                  row.getString("severity"),
                  row.getString("status"),
                  row.getTimestamp("first_seen_at").toInstant(),
                  resolved == null ? null : resolved.toInstant(),
                  held == null ? null : held.toInstant(),
                  row.getString("suppressed_by"),
                  row.getString("suppressed_why"),
                  row.getString("regret")));
        });
    return found;
  }

  /// How many alerts were kept back in that time, by reason.
  ///
  /// @param services only alerts of these; all when empty
  Map<String, Long> counts(List<String> services, Instant since, Instant until) {
    var counts = new TreeMap<String, Long>();
    database
        .sql()
        .sql(
            """
            select suppressed_by, count(*) from alert.alert
            where suppressed_by is not null and (:all or service_id = any(:services))
              and first_seen_at >= :since and first_seen_at < :until group by 1
            """)
        .param("all", services.isEmpty())
        .param("services", services.toArray(String[]::new))
        .param("since", Timestamp.from(since))
        .param("until", Timestamp.from(until))
        .query(row -> {
          counts.put(row.getString(1), row.getLong(2));
        });
    return counts;
  }

  long countRegrets(Instant since, Instant until) {
    return database
        .sql()
        .sql("select count(*) from alert.noise_regret where at >= ? and at < ?")
        .params(Timestamp.from(since), Timestamp.from(until))
        .query(Long.class)
        .single();
  }
}
