package dev.muster.respond.ticket;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.secret.PostgresSealed;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trackers and filing rules in PostgreSQL, what proves us sealed. Everything joins the caller's transaction.
final class PostgresTrackers {
  private final Database database;
  private final Seal seal;

  PostgresTrackers(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  /// Seals what was sealed with an older key. Run once at the start.
  void sealAnew() {
    new PostgresSealed(
            "respond.tracker",
            "id",
            List.of("token", "news_secret"),
            false,
            PostgresTrackers::purpose)
        .anew(database, seal);
  }

  private static String purpose(String id, String column) {
    return "respond.tracker." + id + "." + column;
  }

  /// A secret as it is kept; it is saved as it was read.
  private final class Kept implements Tracker.Secret {
    private final String purpose;
    private final String sealed;

    Kept(String purpose, String sealed) {
      this.purpose = purpose;
      this.sealed = sealed;
    }

    @Override
    public String open() {
      return seal.open(purpose, sealed);
    }
  }

  private String sealed(String id, String column, Tracker.Secret secret) {
    return secret instanceof Kept kept
        ? kept.sealed
        : seal.seal(purpose(id, column), secret.open());
  }

  void save(Tracker tracker) {
    database
        .sql()
        .sql(
            """
            insert into respond.tracker (id, name, kind, url, project, issue_type, user_name, token, news_secret, template, find_url,
              closes, active, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, url = excluded.url, project = excluded.project,
              issue_type = excluded.issue_type, user_name = excluded.user_name, token = excluded.token,
              news_secret = excluded.news_secret, template = excluded.template, find_url = excluded.find_url,
              closes = excluded.closes, active = excluded.active
            """)
        .param(tracker.id())
        .param(tracker.name())
        .param(tracker.kind().wire())
        .param(tracker.url())
        .param(tracker.project())
        .param(tracker.issueType())
        .param(tracker.userName())
        .param(sealed(tracker.id(), "token", tracker.token()))
        .param(sealed(tracker.id(), "news_secret", tracker.newsSecret()))
        .param(tracker.template())
        .param(tracker.findUrl())
        .param(tracker.closes())
        .param(tracker.active())
        .param(Timestamp.from(tracker.createdAt()))
        .update();
  }

  Optional<Tracker> find(String id) {
    return one("select * from respond.tracker where id = ?", id);
  }

  /// The same, held against other writers until the end of the transaction.
  Optional<Tracker> hold(String id) {
    return one("select * from respond.tracker where id = ? for update", id);
  }

  private Optional<Tracker> one(String sql, String id) {
    return database.sql().sql(sql).param(id).query((row, _) -> tracker(row)).optional();
  }

  /// By name.
  List<Tracker> all() {
    return database
        .sql()
        .sql("select * from respond.tracker order by lower(name), id")
        .query((row, _) -> tracker(row))
        .list();
  }

  /// Names by id; secrets are left alone.
  Map<String, String> names(Collection<String> ids) {
    var names = new HashMap<String, String>();
    database
        .sql()
        .sql("select id, name from respond.tracker where id = any (?)")
        .param(ids.toArray(String[]::new))
        .query(row -> {
          names.put(row.getString("id"), row.getString("name"));
        });
    return names;
  }

  boolean delete(String id) {
    return database.sql().sql("delete from respond.tracker where id = ?").param(id).update() == 1;
  }

  private Tracker tracker(ResultSet row) throws SQLException {
    String id = row.getString("id");
    return new Tracker(
        id,
        row.getString("name"),
        TrackerKind.of(row.getString("kind")).orElseThrow(),
        row.getString("url"),
        row.getString("project"),
        text(row, "issue_type"),
        text(row, "user_name"),
        new Kept(purpose(id, "token"), row.getString("token")),
        new Kept(purpose(id, "news_secret"), row.getString("news_secret")),
        text(row, "template"),
        text(row, "find_url"),
        row.getBoolean("closes"),
        row.getBoolean("active"),
        row.getTimestamp("created_at").toInstant());
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }

  void save(FilingRule rule) {
    Severity from = rule.fromSeverity();
    database
        .sql()
        .sql(
            """
            insert into respond.ticket_rule (service_id, tracker_id, filed, from_severity, from_priority_id) values (?, ?, ?, ?, ?)
            on conflict (service_id) do update set tracker_id = excluded.tracker_id, filed = excluded.filed,
              from_severity = excluded.from_severity, from_priority_id = excluded.from_priority_id
            """)
        .param(rule.serviceId())
        .param(rule.trackerId())
        .param(rule.when().wire())
        .param(from == null ? null : from.wire())
        .param(rule.fromPriorityId())
        .update();
  }

  boolean deleteRule(String serviceId) {
    return database
            .sql()
            .sql("delete from respond.ticket_rule where service_id = ?")
            .param(serviceId)
            .update()
        == 1;
  }

  /// By service; the rule for all others stands under the empty text.
  Map<String, FilingRule> rules() {
    var rules = new HashMap<String, FilingRule>();
    database
        .sql()
        .sql("select * from respond.ticket_rule")
        .query((row, _) -> {
          String severity = text(row, "from_severity");
          return new FilingRule(
              row.getString("service_id"),
              text(row, "tracker_id"),
              FilingRule.When.of(row.getString("filed")).orElse(FilingRule.When.BY_HAND),
              severity == null ? null : Severity.of(severity).orElse(null),
              text(row, "from_priority_id"));
        })
        .list()
        .forEach(rule -> rules.put(rule.serviceId(), rule));
    return rules;
  }

  /// What goes for a service.
  static FilingRule ruleOf(Map<String, FilingRule> rules, String serviceId) {
    FilingRule own = rules.get(serviceId);
    return own != null ? own : rules.getOrDefault("", FilingRule.USUAL);
  }
}
