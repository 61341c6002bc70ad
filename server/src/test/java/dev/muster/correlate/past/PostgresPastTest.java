package dev.muster.correlate.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresPastTest {
  private static final Instant AT = Instant.parse("2026-03-02T10:15:30Z");
  private final Database database = TestDatabase.with("correlate");
  private final PastStore store = new PostgresPast(database);

  private long edition() {
    return database
        .sql()
        .sql("select edition from correlate.past_edition")
        .query(Long.class)
        .single();
  }

  @Test
  void each_import_makes_another_edition_of_which_all_is_learned_anew() {
    long before = edition();
    store.keepIncidents(List.of(), () -> "Q1", AT);
    store.keepAlerts(List.of(), AT);
    assertThat(edition()).isEqualTo(before);
    var sighting =
        new AlertSighting(
            "old", AT, null, "watcher", "slow", "db", null, null, null, Severity.ERROR, Map.of());
    var alert = new PastAlert(sighting, "I-1", null, null);
    assertThat(store.keepAlerts(List.of(alert), AT)).isEqualTo(new PastStore.Kept(1, 0));
    assertThat(edition()).isEqualTo(before + 1);
    assertThat(store.keepAlerts(List.of(alert), AT.plusSeconds(60)))
        .isEqualTo(new PastStore.Kept(0, 1));
    assertThat(edition()).as("nothing is another").isEqualTo(before + 1);
    store.keepIncidents(
        List.of(
            new PastStore.Told(
                "I-1",
                null,
                null,
                null,
                AT,
                null,
                AT.plusSeconds(60),
                null,
                null,
                false,
                null,
                List.of(),
                null)),
        () -> "Q1",
        AT);
    assertThat(edition()).isEqualTo(before + 2);
  }

  @Test
  void the_newest_alerts_are_read_in_the_order_of_time() {
    var alerts = new ArrayList<PastAlert>();
    for (int i = 0; i < 5; i++) {
      alerts.add(
          new PastAlert(
              new AlertSighting(
                  "a" + (4 - i),
                  AT.plusSeconds(4 - i),
                  null,
                  "watcher",
                  "slow",
                  "db",
                  null,
                  null,
                  null,
                  Severity.ERROR,
                  Map.of("region", "west")),
              null,
              null,
              null));
    }
    store.keepAlerts(alerts, AT);
    assertThat(store.alerts(3))
        .extracting(alert -> alert.sighting().alertId())
        .containsExactly("a2", "a3", "a4");
    List<PastAlert> all = store.alerts(9);
    assertThat(all).containsExactlyElementsOf(alerts.reversed());
    assertThat(older(3, 9)).containsExactlyElementsOf(all.subList(0, 2));
    assertThat(older(3, 1)).containsExactly(all.get(1));
    assertThat(older(5, 9)).as("all are held").isEmpty();
    assertThat(older(9, 9)).isEmpty();
    assertThat(all)
        .extracting(alert -> alert.sighting().attributes().get("region"))
        .as("what all say is kept once")
        .allSatisfy(region ->
            assertThat(region).isSameAs(all.getFirst().sighting().attributes().get("region")));
  }

  private List<PastAlert> older(int newest, int most) {
    var older = new ArrayList<PastAlert>();
    store.older(newest, most, older::add);
    return older;
  }

  @Test
  void what_the_past_looked_like_is_kept_until_it_is_looked_at_anew() {
    assertThat(store.rehearsal()).isEmpty();
    var first =
        List.of(
            new Rehearsal.Case("I-2", AT, List.of("a", "b")),
            new Rehearsal.Case("I-1", AT.plusSeconds(60), List.of("c")));
    store.keepRehearsal(first);
    assertThat(store.rehearsal()).isEqualTo(first);
    var second = List.of(new Rehearsal.Case("I-3", AT, List.of("d")));
    store.keepRehearsal(second);
    assertThat(store.rehearsal()).isEqualTo(second);
  }
}
