package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Sha256;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sites that run checks, and how things are seen from them, in PostgreSQL. As a pump it tells of sites that fall silent.
final class PostgresSites implements Pump {
  /// A site asks for its work every half minute; after so long it counts as silent.
  static final Duration SILENT = Duration.ofMinutes(2);

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Database database;
  private final Conditions conditions;
  private Instant next = Instant.MIN;

  PostgresSites(Database database, Conditions conditions) {
    this.database = database;
    this.conditions = conditions;
  }

  /// A place from which checks run.
  ///
  /// @param serviceId whose trouble it is when the site falls silent
  /// @param silent whether it has been away for longer than {@link #SILENT}
  /// @param lastSeen null before it first asked for work
  record Site(
      String id,
      String name,
      String serviceId,
      Severity severity,
      boolean enabled,
      boolean silent,
      @Nullable Instant lastSeen,
      String createdBy,
      Instant createdAt) {
    String status() {
      return !enabled ? "disabled" : lastSeen == null ? "new" : silent ? "silent" : "up";
    }
  }

  static String hash(String token) {
    return Sha256.hex(token, 32);
  }

  private static Site site(ResultSet row) throws SQLException {
    return new Site(
        row.getString("id"),
        row.getString("name"),
        row.getString("service_id"),
        Severity.of(row.getString("severity")).orElse(Severity.ERROR),
        row.getBoolean("enabled"),
        row.getBoolean("silent"),
        PostgresHeartbeats.instant(row, "last_seen"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  List<Site> all() {
    return database
        .sql()
        .sql("select * from detect.site order by lower(name), id")
        .query((row, _) -> site(row))
        .list();
  }

  Optional<Site> find(String id) {
    return database
        .sql()
        .sql("select * from detect.site where id = ?")
        .param(id)
        .query((row, _) -> site(row))
        .optional();
  }

  Optional<Site> byToken(String token) {
    return database
        .sql()
        .sql("select * from detect.site where token_hash = ? and enabled")
        .param(hash(token))
        .query((row, _) -> site(row))
        .optional();
  }

  /// Makes or changes one; its token stays when it is changed.
  void save(Site site, @Nullable String token) {
    database
        .sql()
        .sql(
            """
            insert into detect.site (id, name, token_hash, service_id, severity, enabled, created_by, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, service_id = excluded.service_id,
              severity = excluded.severity, enabled = excluded.enabled
            """)
        .params(
            site.id(),
            site.name(),
            token == null ? "none:" + site.id() : hash(token),
            site.serviceId(),
            site.severity().wire(),
            site.enabled(),
            site.createdBy(),
            Timestamp.from(site.createdAt()))
        .update();
  }

  void delete(String id) {
    database.sql().sql("delete from detect.site where id = ?").param(id).update();
    database.sql().sql("delete from detect.site_result where site = ?").param(id).update();
  }

  static String condition(Site site) {
    return "site/" + site.id();
  }

  /// The site has spoken.
  void heard(Site site, Instant now) {
    database.run(() -> {
      database
          .sql()
          .sql("update detect.site set last_seen = ?, silent = false where id = ?")
          .params(Timestamp.from(now), site.id())
          .update();
      conditions.close(condition(site), now);
    });
  }

  /// Writes down how a run went; one that is not newer than what is known changes nothing, so that a report may come twice.
  ///
  /// @return false when it was known
  boolean ran(
      String watchedId,
      String site,
      boolean well,
      double millis,
      String word,
      Instant at,
      int points,
      int of) {
    Places.Seen before =
        seen(watchedId).stream().filter(one -> one.site().equals(site)).findAny().orElse(null);
    if (before != null && !at.isAfter(before.at())) {
      return false;
    }
    long history = (before == null ? 0 : before.history() << 1) | (well ? 0 : 1);
    Check.State state =
        Check.next(before == null ? Check.State.NEW : before.state(), history, points, of);
    database
        .sql()
        .sql(
            """
            insert into detect.site_result (watched_id, site, state, history, runs, last_at, last_millis, last_word)
            values (?, ?, ?, ?, 1, ?, ?, ?)
            on conflict (watched_id, site) do update set state = excluded.state, history = excluded.history,
              runs = detect.site_result.runs + 1, last_at = excluded.last_at, last_millis = excluded.last_millis,
              last_word = excluded.last_word
            """)
        .params(watchedId, site, state.wire(), history, Timestamp.from(at), millis, word)
        .update();
    return true;
  }

  /// How something is seen from everywhere.
  List<Places.Seen> seen(String watchedId) {
    return database
        .sql()
        .sql("select * from detect.site_result where watched_id = ? order by site")
        .param(watchedId)
        .query((row, _) ->
            new Places.Seen(
                row.getString("site"),
                Check.State.of(row.getString("state")).orElse(Check.State.NEW),
                row.getLong("history"),
                row.getLong("runs"),
                row.getTimestamp("last_at").toInstant(),
                row.getDouble("last_millis"),
                row.getString("last_word")))
        .list();
  }

  void forget(String watchedId) {
    database
        .sql()
        .sql("delete from detect.site_result where watched_id = ?")
        .param(watchedId)
        .update();
  }

  @Override
  public String name() {
    return "detect.sites";
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    next = now.plus(EVERY);
    return database.inTransaction(() -> {
      List<Site> lost =
          database
              .sql()
              .sql(
                  """
                  update detect.site set silent = true where enabled and not silent and last_seen < ? returning *
                  """)
              .param(Timestamp.from(now.minus(SILENT)))
              .query((row, _) -> site(row))
              .list();
      for (Site site : lost) {
        Instant last = site.lastSeen();
        conditions.open(
            condition(site),
            site.serviceId(),
            site.severity(),
            "Probe site '%s' is silent: last heard of %s ago"
                .formatted(
                    site.name(), Heartbeat.plain(Duration.between(last == null ? now : last, now))),
            site.name(),
            "probe site",
            Map.of("site", site.name()),
            now);
      }
      return lost.size();
    });
  }
}
