package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.rule.RuleSamples;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is suggested.
class SuggesterTest {
  private static final Instant NOW = TestClock.START;

  @Test
  void neither_kind_of_suggestion_stands_behind_all_of_the_other() {
    assertThat(Suggester.mixed(List.of(1, 2, 3, 4), List.of(10, 20)))
        .containsExactly(1, 10, 2, 20, 3, 4);
    assertThat(Suggester.mixed(List.of(), List.of(10, 20))).containsExactly(10, 20);
  }

  @Test
  void a_metric_behind_thousands_of_others_is_suggested_with_the_number_of_its_series() {
    Database database = TestDatabase.with("detect");
    series(database, "A", "go_info", 25_000);
    series(database, "B", "app_errors_total", 60);
    series(database, "C", "zz_errors_total", 21_000);
    var suggester = new Suggester(RuleSamples.store(database), new PostgresSeriesReader(database));
    assertThat(suggester.suggest(List.of(), NOW))
        .extracting(one -> one.get("series"))
        .containsExactly(21_000L, 60L);
    assertThat(suggester.suggest(List.of(), NOW))
        .extracting(one -> one.get("estimated"))
        .containsExactly(true, false);
    assertThat(suggester.suggest(List.of("IB"), NOW))
        .extracting(one -> one.get("series"))
        .containsExactly(60L);
  }

  private static void series(Database database, String letter, String metric, int count) {
    database
        .sql()
        .sql(
            """
            insert into detect.series (id, source, metric, labels, shown, place, first_seen, last_seen)
            select :letter || n, 'I' || :letter, :metric, jsonb_build_object('n', n::text), 'RATE', 0, :seen, :seen
              from generate_series(1, :count) n
            """)
        .param("letter", letter)
        .param("metric", metric)
        .param("count", count)
        .param("seen", Timestamp.from(NOW))
        .update();
  }
}
