package dev.muster.improve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.web.Place;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What stands behind a count is read by the page.
class PostgresWayListsTest {
  private static final Instant FROM = Instant.parse("2026-03-02T10:00:00Z");
  private static final PostgresWayLists.Cohort HOUR =
      new PostgresWayLists.Cohort(Funnel.By.SOURCE, "I1", FROM, FROM.plusSeconds(3_600));

  private final Database database = TestDatabase.with("improve");
  private final PostgresWayLists lists = new PostgresWayLists(database);

  /// A storm of alerts a second apart: every second was kept back, every tenth formed an incident.
  private void storm(int alerts) {
    database
        .sql()
        .sql(
            """
            insert into improve.alert_way (alert_id, integration_id, service_id, rule_id, dedup_key, opened_at, kept_back)
            select 'A' || lpad(n::text, 5, '0'), 'I1', 'S1', '', 'key ' || n, ?::timestamptz + n * interval '1 second', n % 2 = 0
            from generate_series(0, ? - 1) n
            """)
        .params(FROM.toString(), alerts)
        .update();
    database
        .sql()
        .sql(
            """
            insert into improve.incident_way (incident_id, number, service_id, title, formed_at, alert_id)
            select 'Q' || alert_id, row_number() over (order by alert_id), 'S1', 'Storm', opened_at, alert_id
            from improve.alert_way where alert_id like '%0'
            """)
        .update();
  }

  /// How often incidents were looked up in the running transaction.
  private long lookups() {
    return database
        .sql()
        .sql(
            """
            select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) from pg_stat_xact_user_tables
            where schemaname = 'improve' and relname = 'incident_way'
            """)
        .query(Long.class)
        .single();
  }

  @Test
  void a_page_of_alerts_looks_up_the_incidents_of_that_page_alone() {
    storm(200);
    database.run(() -> {
      List<PostgresWayLists.AlertWay> page =
          lists.alerts(HOUR, PostgresWayLists.OfAlerts.OPENED, null, 5, 6);
      assertThat(page)
          .extracting(PostgresWayLists.AlertWay::alertId)
          .containsExactly("A00194", "A00193", "A00192", "A00191", "A00190", "A00189");
      assertThat(page)
          .extracting(PostgresWayLists.AlertWay::incidentId)
          .containsExactly(null, null, null, null, "QA00190", null);
      assertThat(lists.alertCount(HOUR, PostgresWayLists.OfAlerts.OPENED)).isEqualTo(200);
      assertThat(lists.alertCount(HOUR, PostgresWayLists.OfAlerts.KEPT_BACK)).isEqualTo(100);
      assertThat(lookups()).isLessThanOrEqualTo(6);
    });
  }

  @Test
  void what_alerts_formed_is_told_apart() {
    storm(200);
    assertThat(lists.alertCount(HOUR, PostgresWayLists.OfAlerts.FORMED_INCIDENT)).isEqualTo(20);
    assertThat(lists.alerts(HOUR, PostgresWayLists.OfAlerts.FORMED_INCIDENT, null, 0, 3))
        .extracting(PostgresWayLists.AlertWay::alertId)
        .containsExactly("A00190", "A00180", "A00170");
    assertThat(lists.alertCount(HOUR, PostgresWayLists.OfAlerts.WITHOUT_INCIDENT)).isEqualTo(180);
    assertThat(lists.alerts(HOUR, PostgresWayLists.OfAlerts.KEPT_BACK, null, 0, 200))
        .filteredOn(PostgresWayLists.AlertWay::formed)
        .hasSize(20);
  }

  /// Of alerts at one and the same time each is read once, however small the pages are.
  @Test
  void a_list_goes_on_behind_the_last_that_was_read() {
    storm(40);
    database
        .sql()
        .sql("update improve.alert_way set opened_at = ? where alert_id > 'A00005'")
        .params(Timestamp.from(FROM.plusSeconds(9)))
        .update();
    database.sql().sql("update improve.incident_way set formed_at = now()").update();
    for (PostgresWayLists.OfAlerts which :
        List.of(
            PostgresWayLists.OfAlerts.OPENED,
            PostgresWayLists.OfAlerts.KEPT_BACK,
            PostgresWayLists.OfAlerts.WITHOUT_INCIDENT)) {
      List<PostgresWayLists.AlertWay> read = new ArrayList<>();
      Place after = null;
      while (true) {
        List<PostgresWayLists.AlertWay> page = lists.alerts(HOUR, which, after, 0, 7);
        read.addAll(page);
        if (page.size() < 7) {
          break;
        }
        after = new Place(page.getLast().openedAt(), page.getLast().alertId());
      }
      assertThat(read).isEqualTo(lists.alerts(HOUR, which, null, 0, 100));
    }
    List<PostgresWayLists.IncidentWay> incidents =
        lists.incidents(HOUR, PostgresWayLists.OfIncidents.FORMED, null, 0, 10);
    assertThat(incidents).hasSize(4);
    PostgresWayLists.IncidentWay second = incidents.get(1);
    assertThat(
            lists.incidents(
                HOUR,
                PostgresWayLists.OfIncidents.FORMED,
                new Place(second.formedAt(), second.incidentId()),
                0,
                10))
        .isEqualTo(incidents.subList(2, 4));
    assertThat(lists.declared(FROM, FROM.plusSeconds(1), new Place(FROM, "Q"), 0, 5)).isEmpty();
    assertThat(lists.pages(HOUR, new Place(FROM, "Q"), 0, 5)).isEmpty();
    assertThat(lists.pageCount(HOUR)).isZero();
  }
}
