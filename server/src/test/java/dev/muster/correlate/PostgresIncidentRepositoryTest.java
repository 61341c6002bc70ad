package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.sql.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresIncidentRepositoryTest extends IncidentRepositoryContract {
  @Override
  IncidentRepository fresh() {
    return new PostgresIncidentRepository(TestDatabase.with("correlate"));
  }

  /// Ten thousand incidents of ten thousand hours, each open for half an hour.
  @Test
  void what_was_open_between_two_moments_is_found_without_walking_through_the_history() {
    Database database = TestDatabase.with("correlate");
    database
        .sql()
        .sql(
            """
            insert into correlate.incident (id, number, service_id, title, phase, open, rule, rule_version, words, all_alerts,
              open_alerts, formed_at, last_alert_at, closed_at)
            select 'Q' || g, g, 'S1', 'Slow', 'CLOSED', false, 'test', 1, '', 1, 0, formed, formed, formed + interval '30 minutes'
            from (select g, timestamptz '2025-01-01' + g * interval '1 hour' as formed from generate_series(1, 10000) g) made
            """)
        .update();
    database.sql().sql("analyze correlate.incident").update();
    Timestamp since = Timestamp.from(Instant.parse("2026-02-01T00:00:00Z"));
    Timestamp until = Timestamp.from(Instant.parse("2026-02-01T06:00:00Z"));
    String plan =
        String.join(
            "\n",
            database
                .sql()
                .sql(
                    "explain (analyze, costs off, timing off) "
                        + PostgresIncidentRepository.BETWEEN)
                .params(since, until, until, since, true, new String[0], 100)
                .query(String.class)
                .list());
    assertThat(plan).contains("incident_during").contains("actual rows=6");
  }
}
