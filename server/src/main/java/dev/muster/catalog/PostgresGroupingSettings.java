package dev.muster.catalog;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;

/// Alert grouping settings that were made as such.
final class PostgresGroupingSettings {
  private final Database database;

  PostgresGroupingSettings(Database database) {
    this.database = database;
  }

  List<GroupingSetting> all() {
    return database
        .sql()
        .sql(
            """
            select setting.*,
              array(select service_id from catalog.alert_grouping_service member
                where member.setting_id = setting.id order by service_id) as services
            from catalog.alert_grouping_setting setting
            """)
        .query(PostgresGroupingSettings::setting)
        .list();
  }

  /// Keeps a setting and its services, which leave any other one.
  void save(GroupingSetting setting) {
    database
        .sql()
        .sql(
            """
            insert into catalog.alert_grouping_setting (id, name, description, type, grouping, created_at, updated_at)
            values (?, ?, ?, ?, ?::jsonb, ?, ?)
            on conflict (id) do update set name = excluded.name, description = excluded.description, type = excluded.type,
              grouping = excluded.grouping, updated_at = excluded.updated_at
            """)
        .params(
            Arrays.asList(
                setting.id(),
                setting.name(),
                setting.description(),
                setting.type(),
                Json.write(ServiceWire.write(setting.grouping())),
                Timestamp.from(setting.createdAt()),
                Timestamp.from(setting.updatedAt())))
        .update();
    database
        .sql()
        .sql("delete from catalog.alert_grouping_service where setting_id = ?")
        .param(setting.id())
        .update();
    database
        .sql()
        .sql(
            """
            insert into catalog.alert_grouping_service (service_id, setting_id)
            select id, ? from catalog.service where id = any (?)
            on conflict (service_id) do update set setting_id = excluded.setting_id
            """)
        .params(setting.id(), setting.serviceIds().toArray(String[]::new))
        .update();
  }

  /// Takes a service out of the setting that it is in, so that it does not come back when it happens to group like that again.
  void leave(String serviceId) {
    database
        .sql()
        .sql("delete from catalog.alert_grouping_service where service_id = ?")
        .param(serviceId)
        .update();
  }

  void delete(String id) {
    database
        .sql()
        .sql("delete from catalog.alert_grouping_setting where id = ?")
        .param(id)
        .update();
  }

  private static GroupingSetting setting(ResultSet row, int number) throws SQLException {
    return new GroupingSetting(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("type"),
        ServiceWire.storedAlertGrouping(row.getString("grouping")),
        List.of((String[]) row.getArray("services").getArray()),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }
}
