package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

  private final Database database = TestDatabase.with("detect");
  private final List<String> opened = new ArrayList<>();

  /// The heartbeats of a house that has just started.
  private PostgresHeartbeats started() {
    return new PostgresHeartbeats(
        database,
        new Conditions() {
          @Override
          public void open(
              String key,
              String serviceId,
              Severity severity,
              String summary,
              String source,
              String kind,
              Map<String, ? extends @Nullable Object> details,
              Instant now) {
            opened.add(summary);
          }

          @Override
          public void close(String key, Instant now) {}
        });
  }

  private static Heartbeat every(Duration time, String name) {
    return new Heartbeat(
        name,
        name,
        name,
        "S",
        time,
        null,
        ZoneOffset.UTC,
        Duration.ofMinutes(1),
        Severity.ERROR,
        true,
        Heartbeat.State.NEW,
        null,
        null,
        null,
        "U",
        START);
  }

  @Test
  void words_that_came_while_muster_was_away_are_waited_for_once_more_or_spoken_of() {
    PostgresHeartbeats before = started();
    before.save(every(Duration.ofMinutes(5), "often"));
    before.save(every(Duration.ofHours(6), "seldom"));
    before.poll(START);
    assertThat(before.heard("often", "ok", START)).isTrue();
    assertThat(before.heard("seldom", "ok", START)).isTrue();

    Instant back = START.plus(Duration.ofHours(8));
    PostgresHeartbeats after = started();
    after.poll(back);
    assertThat(opened)
        .containsExactly(
            "Heartbeat 'seldom' is missing: last heard of 8 h ago, expected every 6 h. Muster was"
                + " started after that, so its word may have been lost");
    opened.clear();
    after.poll(back.plus(Duration.ofMinutes(5)));
    assertThat(opened).isEmpty();
    after.poll(back.plus(Duration.ofMinutes(7)));
    assertThat(opened)
        .containsExactly(
            "Heartbeat 'often' is missing: last heard of 8 h ago, expected every 5 min");
  }

  @Test
  void a_cron_expression_that_is_none_is_told_in_the_fields_that_people_gave() {
    assertThatThrownBy(() -> Heartbeat.cron("99 * * *"))
        .hasMessage("it has 4, not minute, hour, day of the month, month and weekday");
    assertThatThrownBy(() -> Heartbeat.cron("@daily")).hasMessageStartingWith("it has 1,");
    assertThatThrownBy(() -> Heartbeat.cron("99 * * * *")).hasMessageContaining("\"99 * * * *\"");
  }
}
