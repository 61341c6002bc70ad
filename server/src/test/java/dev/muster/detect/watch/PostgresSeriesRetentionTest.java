package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresSeriesRetentionTest {
  private static final Instant NOW = TestClock.START;

  @Test
  void each_series_is_folded_once_in_steps_that_go_on_where_the_last_ended() {
    Database database = TestDatabase.with("detect");
    long yesterday = NOW.minus(Duration.ofDays(1)).toEpochMilli();
    var chunk = new Chunk(Chunk.startOf(yesterday, 60_000), 60_000);
    chunk.put(chunk.start() + 60_000, 7, null);
    Timestamp start = new Timestamp(chunk.start());
    database
        .sql()
        .sql(
            """
            insert into detect.series (id, source, metric, labels, shown, place, first_seen, last_seen)
            select 'S' || n, 'I', 'm', jsonb_build_object('n', n::text), 'VALUE', 0, :seen, :seen
              from generate_series(1, 2500) n
            """)
        .param("seen", start)
        .update();
    database
        .sql()
        .sql(
            "insert into detect.chunk (series_id, start_at, points) select id, :start, :points from"
                + " detect.series where id like '%7'")
        .param("start", start)
        .param("points", chunk.pack())
        .update();
    var retention =
        new PostgresSeriesRetention(
            database, new PostgresSeriesStore(database), WatchSettings.usual());
    int steps = 0;
    while (retention.poll(NOW) > 0) {
      assertThat(++steps).isLessThan(100);
    }
    assertThat(count(database)).isEqualTo(250);
    assertThat(
            new PostgresSeriesReader(database)
                .hours(
                    "S7",
                    NOW.minus(Duration.ofDays(3)).atZone(java.time.ZoneOffset.UTC).toLocalDate(),
                    NOW.atZone(java.time.ZoneOffset.UTC).toLocalDate()))
        .singleElement()
        .satisfies(hour -> assertThat(hour.mean()).isEqualTo(7));
  }

  private static int count(Database database) {
    return database.sql().sql("select count(*) from detect.day").query(Integer.class).single();
  }
}
