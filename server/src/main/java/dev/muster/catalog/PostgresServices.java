package dev.muster.catalog;

import dev.muster.kernel.TimeRange;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Services and what belongs to them: integrations, maintenance windows, business services, dependencies; and the small lists:
/// priorities and tags.
final class PostgresServices {
  private final Database database;

  PostgresServices(Database database) {
    this.database = database;
  }

  // What the nodes keep in memory

  /// Tells the other nodes that something changed; serialises such changes.
  ///
  /// @return the new version
  long raiseVersion() {
    return database
        .sql()
        .sql("update catalog.version set version = version + 1 returning version")
        .query(Long.class)
        .single();
  }

  long version() {
    return database.sql().sql("select version from catalog.version").query(Long.class).single();
  }

  // Services

  void save(Service service) {
    database
        .sql()
        .sql(
            """
            insert into catalog.service (id, name, description, disabled, escalation_policy_id, team_id, contact, runbook,
              acknowledgement_timeout, auto_resolve_timeout, alert_creation, urgency_rule, support_hours, scheduled_actions,
              alert_grouping, auto_pause, recovery_mode, watch_seconds, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, description = excluded.description,
              disabled = excluded.disabled, escalation_policy_id = excluded.escalation_policy_id,
              team_id = excluded.team_id, contact = excluded.contact, runbook = excluded.runbook,
              acknowledgement_timeout = excluded.acknowledgement_timeout,
              auto_resolve_timeout = excluded.auto_resolve_timeout, alert_creation = excluded.alert_creation,
              urgency_rule = excluded.urgency_rule, support_hours = excluded.support_hours,
              scheduled_actions = excluded.scheduled_actions, alert_grouping = excluded.alert_grouping,
              auto_pause = excluded.auto_pause, recovery_mode = excluded.recovery_mode,
              watch_seconds = excluded.watch_seconds
            """)
        .params(
            Arrays.asList(
                service.id(),
                service.name(),
                service.description(),
                service.disabled(),
                service.escalationPolicyId(),
                service.teamId(),
                service.contact(),
                service.runbook(),
                service.acknowledgementTimeoutSeconds(),
                service.autoResolveTimeoutSeconds(),
                service.alertCreation(),
                Json.write(ServiceWire.write(service.urgencyRule())),
                service.supportHours() == null
                    ? null
                    : Json.write(ServiceWire.write(service.supportHours())),
                Json.write(service.scheduledActions().stream().map(ServiceWire::write).toList()),
                Json.write(ServiceWire.write(service.alertGrouping())),
                service.autoPauseSeconds(),
                service.recoveryMode().wire(),
                service.watchSeconds(),
                Timestamp.from(service.createdAt())))
        .update();
  }

  void deleteService(String id) {
    database.sql().sql("delete from catalog.service where id = ?").param(id).update();
  }

  List<Service> services() {
    return database
        .sql()
        .sql("select * from catalog.service")
        .query(PostgresServices::service)
        .list();
  }

  List<Service> services(Collection<String> ids) {
    return database
        .sql()
        .sql("select * from catalog.service where id = any (?) order by id")
        .param(ids.toArray(String[]::new))
        .query(PostgresServices::service)
        .list();
  }

  /// Sets how services group, and nothing else of them.
  void group(Collection<String> ids, AlertGrouping grouping) {
    database
        .sql()
        .sql("update catalog.service set alert_grouping = ? where id = any (?)")
        .params(Json.write(ServiceWire.write(grouping)), ids.toArray(String[]::new))
        .update();
  }

  Optional<Service> service(String id) {
    return database
        .sql()
        .sql("select * from catalog.service where id = ?")
        .param(id)
        .query(PostgresServices::service)
        .optional();
  }

  boolean serviceNameTaken(String name, String butNotBy) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from catalog.service where lower(name) = lower(?) and id <>"
                + " ?)")
        .params(name, butNotBy)
        .query(Boolean.class)
        .single();
  }

  // Integrations

  void save(Integration integration) {
    database
        .sql()
        .sql(
            """
            insert into catalog.integration (id, service_id, name, type, key, email, vendor_id, mails, mail_rule, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set service_id = excluded.service_id, name = excluded.name, type = excluded.type,
              email = excluded.email, vendor_id = excluded.vendor_id, mails = excluded.mails, mail_rule = excluded.mail_rule
            """)
        .params(
            Arrays.asList(
                integration.id(),
                integration.serviceId(),
                integration.name(),
                integration.type(),
                integration.key(),
                integration.email(),
                integration.vendorId(),
                integration.mails(),
                integration.mailRule().wire(),
                Timestamp.from(integration.createdAt())))
        .update();
  }

  boolean keyTaken(String key) {
    return database
        .sql()
        .sql("select exists (select 1 from catalog.integration where key = ?)")
        .param(key)
        .query(Boolean.class)
        .single();
  }

  boolean mailTaken(String email, String butNotBy) {
    return database
        .sql()
        .sql(
            "select exists (select 1 from catalog.integration where lower(email) = lower(?) and id"
                + " <> ?)")
        .params(email, butNotBy)
        .query(Boolean.class)
        .single();
  }

  void deleteIntegration(String id) {
    database.sql().sql("delete from catalog.integration where id = ?").param(id).update();
  }

  List<Integration> integrations() {
    return database
        .sql()
        .sql("select * from catalog.integration order by created_at, id")
        .query(PostgresServices::integration)
        .list();
  }

  // Maintenance windows

  void save(MaintenanceWindow window) {
    Recurrence recurrence = window.recurrence();
    database
        .sql()
        .sql(
            """
            insert into catalog.maintenance_window (id, description, start_at, end_at, created_by, created_at, rrule, time_zone,
              over_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set description = excluded.description, start_at = excluded.start_at,
              end_at = excluded.end_at, rrule = excluded.rrule, time_zone = excluded.time_zone, over_at = excluded.over_at
            """)
        .params(
            Arrays.asList(
                window.id(),
                window.description(),
                Timestamp.from(window.time().from()),
                Timestamp.from(window.time().until()),
                window.createdBy(),
                Timestamp.from(window.createdAt()),
                recurrence == null ? null : recurrence.rule(),
                recurrence == null ? null : recurrence.zone().getId(),
                recurrence == null ? null : Timestamp.from(window.overAt())))
        .update();
    database
        .sql()
        .sql("delete from catalog.maintained_service where window_id = ?")
        .param(window.id())
        .update();
    database
        .sql()
        .sql(
            "insert into catalog.maintained_service (window_id, service_id) select ?, id from"
                + " unnest(?) as id")
        .params(window.id(), window.serviceIds().toArray(String[]::new))
        .update();
  }

  void deleteWindow(String id) {
    database.sql().sql("delete from catalog.maintenance_window where id = ?").param(id).update();
  }

  /// Windows that end after the moment.
  List<MaintenanceWindow> windowsEndingAfter(Instant moment) {
    return database
        .sql()
        .sql(
            """
            select w.*, array(select s.service_id from catalog.maintained_service s where s.window_id = w.id) as services
            from catalog.maintenance_window w where coalesce(w.over_at, w.end_at) > ? order by w.start_at, w.id
            """)
        .param(Timestamp.from(moment))
        .query(PostgresServices::window)
        .list();
  }

  /// All windows of one kind, the newest first.
  ///
  /// @param filter `past`, `future`, `ongoing`, `open` (not past), or `all`
  /// @param serviceIds only windows of these services; empty for all
  List<MaintenanceWindow> searchWindows(
      String filter,
      @Nullable String text,
      Collection<String> serviceIds,
      Instant now,
      int offset,
      int most) {
    return database
        .sql()
        .sql(
            "select w.*, array(select s.service_id from catalog.maintained_service s where"
                + " s.window_id = w.id) as services"
                + WINDOW_FILTER
                + " order by w.start_at desc, w.id limit :most offset :offset")
        .param("filter", filter)
        .param("text", PostgresPeople.like(text == null ? "" : text))
        .param("services", serviceIds.toArray(String[]::new))
        .param("now", Timestamp.from(now))
        .param("most", most)
        .param("offset", offset)
        .query(PostgresServices::window)
        .list();
  }

  long countWindows(
      String filter, @Nullable String text, Collection<String> serviceIds, Instant now) {
    return database
        .sql()
        .sql("select count(*)" + WINDOW_FILTER)
        .param("filter", filter)
        .param("text", PostgresPeople.like(text == null ? "" : text))
        .param("services", serviceIds.toArray(String[]::new))
        .param("now", Timestamp.from(now))
        .query(Long.class)
        .single();
  }

  private static final String WINDOW_FILTER =
      """
       from catalog.maintenance_window w
      where case :filter when 'past' then coalesce(w.over_at, w.end_at) <= :now when 'future' then w.start_at > :now
          when 'ongoing' then w.start_at <= :now and coalesce(w.over_at, w.end_at) > :now
          when 'open' then coalesce(w.over_at, w.end_at) > :now else true end
        and coalesce(w.description, '') ilike :text
        and (cardinality(:services::text[]) = 0 or exists (
          select 1 from catalog.maintained_service s where s.window_id = w.id and s.service_id = any (:services::text[])))
      """;

  Optional<MaintenanceWindow> window(String id) {
    return database
        .sql()
        .sql(
            """
            select w.*, array(select s.service_id from catalog.maintained_service s where s.window_id = w.id) as services
            from catalog.maintenance_window w where w.id = ?
            """)
        .param(id)
        .query(PostgresServices::window)
        .optional();
  }

  // Business services and dependencies

  void save(BusinessService service) {
    database
        .sql()
        .sql(
            """
            insert into catalog.business_service (id, name, description, point_of_contact, team_id, created_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, description = excluded.description,
              point_of_contact = excluded.point_of_contact, team_id = excluded.team_id
            """)
        .params(
            Arrays.asList(
                service.id(),
                service.name(),
                service.description(),
                service.pointOfContact(),
                service.teamId(),
                Timestamp.from(service.createdAt())))
        .update();
  }

  void deleteBusinessService(String id) {
    database.sql().sql("delete from catalog.business_service where id = ?").param(id).update();
  }

  List<BusinessService> businessServices() {
    return database
        .sql()
        .sql("select * from catalog.business_service order by lower(name), id")
        .query(PostgresServices::businessService)
        .list();
  }

  Optional<BusinessService> businessService(String id) {
    return database
        .sql()
        .sql("select * from catalog.business_service where id = ?")
        .param(id)
        .query(PostgresServices::businessService)
        .optional();
  }

  List<Dependency> dependencies() {
    return database
        .sql()
        .sql("select * from catalog.dependency order by id")
        .query(PostgresServices::dependency)
        .list();
  }

  /// Keeps others from changing the dependencies until the commit, so that no circle can close.
  void lockDependencies() {
    database.sql().sql("lock table catalog.dependency in share row exclusive mode").update();
  }

  void save(Dependency dependency) {
    database
        .sql()
        .sql(
            """
            insert into catalog.dependency (id, supporting_type, supporting_id, dependent_type, dependent_id)
            values (?, ?, ?, ?, ?)
            """)
        .params(
            dependency.id(),
            dependency.supporting().type(),
            dependency.supporting().id(),
            dependency.dependent().type(),
            dependency.dependent().id())
        .update();
  }

  void deleteDependency(String id) {
    database.sql().sql("delete from catalog.dependency where id = ?").param(id).update();
  }

  void deleteDependenciesOf(String id) {
    database
        .sql()
        .sql("delete from catalog.dependency where supporting_id = ? or dependent_id = ?")
        .params(id, id)
        .update();
  }

  // Priorities

  List<Priority> priorities() {
    return database
        .sql()
        .sql("select * from catalog.priority order by position")
        .query((row, _) ->
            new Priority(
                row.getString("id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("color"),
                row.getInt("position")))
        .list();
  }

  void save(Priority priority) {
    database
        .sql()
        .sql("update catalog.priority set name = ?, description = ?, color = ? where id = ?")
        .params(priority.name(), priority.description(), priority.color(), priority.id())
        .update();
  }

  // Tags

  /// The tag with that label, made when there is none.
  Tag tag(String newId, String label, Instant now) {
    return database
        .sql()
        .sql(
            """
            insert into catalog.tag (id, label, created_at) values (?, ?, ?)
            on conflict (lower(label)) do update set label = catalog.tag.label returning id, label
            """)
        .params(newId, label, Timestamp.from(now))
        .query((row, _) -> new Tag(row.getString(1), row.getString(2)))
        .single();
  }

  List<Tag> tags() {
    return database
        .sql()
        .sql("select id, label from catalog.tag order by lower(label)")
        .query((row, _) -> new Tag(row.getString(1), row.getString(2)))
        .list();
  }

  List<Tag> tagsOf(String entityType, String entityId) {
    return database
        .sql()
        .sql(
            """
            select t.id, t.label from catalog.tag t join catalog.tagging g on g.tag_id = t.id
            where g.entity_type = ? and g.entity_id = ? order by lower(t.label)
            """)
        .params(entityType, entityId)
        .query((row, _) -> new Tag(row.getString(1), row.getString(2)))
        .list();
  }

  List<String> tagged(String tagId, String entityType) {
    return database
        .sql()
        .sql(
            "select entity_id from catalog.tagging where tag_id = ? and entity_type = ? order by"
                + " entity_id")
        .params(tagId, entityType)
        .query((row, _) -> row.getString(1))
        .list();
  }

  void addTag(String tagId, String entityType, String entityId) {
    database
        .sql()
        .sql(
            "insert into catalog.tagging (tag_id, entity_type, entity_id) values (?, ?, ?) on"
                + " conflict do nothing")
        .params(tagId, entityType, entityId)
        .update();
  }

  void removeTag(String tagId, String entityType, String entityId) {
    database
        .sql()
        .sql("delete from catalog.tagging where tag_id = ? and entity_type = ? and entity_id = ?")
        .params(tagId, entityType, entityId)
        .update();
  }

  void removeAllTags(String entityType, String entityId) {
    database
        .sql()
        .sql("delete from catalog.tagging where entity_type = ? and entity_id = ?")
        .params(entityType, entityId)
        .update();
  }

  boolean deleteTag(String id) {
    return database.sql().sql("delete from catalog.tag where id = ?").param(id).update() > 0;
  }

  // Rows

  private static Service service(ResultSet row, int number) throws SQLException {
    String supportHours = row.getString("support_hours");
    return new Service(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getBoolean("disabled"),
        row.getString("escalation_policy_id"),
        row.getString("team_id"),
        row.getString("contact"),
        row.getString("runbook"),
        number(row, "acknowledgement_timeout"),
        number(row, "auto_resolve_timeout"),
        row.getString("alert_creation"),
        ServiceWire.storedUrgencyRule(row.getString("urgency_rule")),
        supportHours == null ? null : ServiceWire.storedSupportHours(supportHours),
        ServiceWire.storedScheduledActions(row.getString("scheduled_actions")),
        ServiceWire.storedAlertGrouping(row.getString("alert_grouping")),
        number(row, "auto_pause"),
        ServiceWire.recoveryMode(row.getString("recovery_mode")).orElseThrow(),
        row.getInt("watch_seconds"),
        row.getTimestamp("created_at").toInstant());
  }

  private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  private static Integration integration(ResultSet row, int number) throws SQLException {
    return new Integration(
        row.getString("id"),
        row.getString("service_id"),
        row.getString("name"),
        row.getString("type"),
        row.getString("key"),
        row.getString("email"),
        row.getString("vendor_id"),
        row.getBoolean("mails"),
        MailRule.of(row.getString("mail_rule")).orElse(MailRule.usual()),
        row.getTimestamp("created_at").toInstant());
  }

  private static MaintenanceWindow window(ResultSet row, int number) throws SQLException {
    Set<String> services = new HashSet<>();
    for (Object id : (Object[]) row.getArray("services").getArray()) {
      services.add((String) id);
    }
    var first =
        new TimeRange(
            row.getTimestamp("start_at").toInstant(), row.getTimestamp("end_at").toInstant());
    String rule = row.getString("rrule");
    return new MaintenanceWindow(
        row.getString("id"),
        row.getLong("number"),
        row.getString("description"),
        first,
        rule == null
            ? null
            : Recurrence.stored(rule, java.time.ZoneId.of(row.getString("time_zone"))),
        services,
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  private static BusinessService businessService(ResultSet row, int number) throws SQLException {
    return new BusinessService(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("point_of_contact"),
        row.getString("team_id"),
        row.getTimestamp("created_at").toInstant());
  }

  private static Dependency dependency(ResultSet row, int number) throws SQLException {
    return new Dependency(
        row.getString("id"),
        new Dependency.End(row.getString("supporting_type"), row.getString("supporting_id")),
        new Dependency.End(row.getString("dependent_type"), row.getString("dependent_id")));
  }
}
