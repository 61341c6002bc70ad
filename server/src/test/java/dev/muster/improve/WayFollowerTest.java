package dev.muster.improve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.noise.Noise;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WayFollowerTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final Reason WHY = new Reason("test", 1, "because");

  private final Database database = TestDatabase.with("improve");
  private final PostgresWays ways = new PostgresWays(database);
  private final WayFollower follower = new WayFollower(ways, new Deaf());

  /// Is not what this is about.
  private static final class Deaf implements Noise {
    @Override
    public void regret(Collection<String> alertIds, String why, Instant now) {}

    @Override
    public void said(
        String subject, String userId, Collection<String> alertIds, Word word, Instant now) {}

    @Override
    public void regretAround(String serviceId, Instant formedAt, Instant now) {}
  }

  private static IncidentEvent formed(String incidentId, @Nullable String alertId) {
    return new IncidentEvent.IncidentFormed(
        incidentId, 1, "S1", "T", null, null, null, alertId, null, WHY, NOW, null);
  }

  private static IncidentEvent grew(String incidentId, String alertId) {
    return new IncidentEvent.IncidentGrew(incidentId, alertId, Severity.CRITICAL, WHY, NOW);
  }

  private static IncidentEvent shrank(
      String incidentId, String alertId, @Nullable String toIncidentId) {
    return new IncidentEvent.IncidentShrank(
        incidentId, alertId, toIncidentId, "U1", null, WHY, NOW);
  }

  /// Has the follower hear all of it at once.
  ///
  /// @return how many rows of alerts were written
  private long hear(IncidentEvent... events) {
    var facts = new ArrayList<Fact>();
    for (IncidentEvent event : events) {
      facts.add(new Fact(Incidents.TOPIC.name(), 0, facts.size() + 1, NOW, event));
    }
    return database.inTransaction(() -> {
      follower.handle(facts, NOW);
      return database
          .sql()
          .sql(
              """
              select n_tup_upd from pg_stat_xact_user_tables
              where schemaname = 'improve' and relname = 'alert_way'
              """)
          .query(Long.class)
          .single();
    });
  }

  @Test
  void an_alert_is_where_it_came_last_and_is_written_once() {
    database.run(() ->
        ways.opened(
            List.of("A1", "A2", "A3", "A4").stream()
                .map(id -> new PostgresWays.Opened(id, "I1", "S1", "", "key " + id, NOW, false))
                .toList()));
    long written =
        hear(
            formed("Q1", "A1"),
            grew("Q1", "A2"),
            grew("Q1", "A3"),
            formed("Q2", null),
            shrank("Q1", "A2", "Q2"),
            shrank("Q1", "A3", null));
    assertThat(written).isEqualTo(3);
    assertThat(
            database
                .sql()
                .sql(
                    "select alert_id || ' ' || coalesce(incident_id, 'none') from improve.alert_way"
                        + " order by 1")
                .query(String.class)
                .list())
        .containsExactly("A1 Q1", "A2 Q2", "A3 none", "A4 none");
  }
}
