package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleSamples;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.json.Json;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresSeriesReaderTest {
  private static final Instant NOW = TestClock.START;

  private final Database database = TestDatabase.with("detect");
  private final PostgresSeriesReader reader = new PostgresSeriesReader(database);
  private int number;

  private void series(String source, String metric, Map<String, String> labels, Instant firstSeen) {
    database
        .sql()
        .sql(
            """
            insert into detect.series (id, source, metric, labels, shown, place, first_seen, last_seen)
            values (?, ?, ?, ?::jsonb, 'RATE', 0, ?, ?)
            """)
        .params(
            "S" + number++,
            source,
            metric,
            Json.write(labels),
            Timestamp.from(firstSeen),
            Timestamp.from(firstSeen))
        .update();
  }

  private boolean known(String browser, Matcher... matchers) {
    Rule rule =
        RuleSamples.rule(
            List.of(matchers),
            new Criterion.Unseen(List.of(), List.of("browser"), Duration.ofHours(24), 2));
    return reader.isKnown(rule, "browser", browser, NOW);
  }

  @Test
  void a_value_is_known_only_from_series_that_the_rule_watches() {
    Instant before = NOW.minusSeconds(1);
    series("I1", "requests_total", Map.of("browser", "A", "shop", "main"), before);
    series("I2", "page_views", Map.of("browser", "B", "shop", "main"), before);
    series("I1", "requests_total", Map.of("browser", "C", "shop", "main"), NOW);
    Matcher requests = Matcher.of("__name__", Matcher.Op.EQUAL, "requests_total");
    assertThat(known("A", requests)).isTrue();
    assertThat(known("B", requests)).isFalse();
    assertThat(known("C", requests)).isFalse();
    assertThat(known("B", Matcher.of("__name__", Matcher.Op.MATCHES, "page.*"))).isTrue();
    assertThat(known("A", Matcher.of("__name__", Matcher.Op.MATCHES, "page.*"))).isFalse();
    assertThat(known("A", Matcher.of("__source__", Matcher.Op.EQUAL, "I2"))).isFalse();
    assertThat(known("B", Matcher.of("__source__", Matcher.Op.EQUAL, "I2"))).isTrue();
    assertThat(known("A", requests, Matcher.of("shop", Matcher.Op.EQUAL, "other"))).isFalse();
    assertThat(known("A", requests, Matcher.of("shop", Matcher.Op.NOT_EQUAL, "main"))).isFalse();
    assertThat(known("A", requests, Matcher.of("region", Matcher.Op.EQUAL, ""))).isTrue();
    assertThat(known("A", Matcher.of("browser", Matcher.Op.EQUAL, "B"))).isFalse();
  }

  private List<String> found(String typed) {
    var filter =
        new PostgresSeriesReader.Filter(null, SeriesSearch.of(typed), List.of(), Map.of(), null);
    List<String> found =
        reader.search(filter, 0, 100).stream().map(row -> row.name().toString()).toList();
    assertThat(reader.count(filter)).isEqualTo(found.size());
    assertThat(reader.some(filter, 100)).hasSameSizeAs(found);
    return found;
  }

  @Test
  void series_are_found_by_what_is_read_of_them() {
    series("I1", "http_requests", Map.of("host", "web-17", "code", "500"), NOW);
    series("I1", "http_requests", Map.of("host", "Web-2", "code", "200"), NOW);
    series("I2", "disk_used", Map.of("host", "web-17", "path", "/a_b%\\\""), NOW);
    series("I2", "Größe", Map.of("Ort", "Köln"), NOW);
    assertThat(found("")).hasSize(4);
    assertThat(found("web-17")).hasSize(2);
    assertThat(found("requests WEB")).hasSize(2);
    assertThat(found("requests host=web-17")).hasSize(1);
    assertThat(found("host=web-1")).hasSize(2);
    assertThat(found("ost=web-17")).isEmpty();
    assertThat(found("host=\"web-1\"")).isEmpty();
    assertThat(found("host=\"Web-2\"")).hasSize(1);
    assertThat(found("http_requests{host=\"web-17\",code=\"500\"}")).hasSize(1);
    assertThat(found("host=web code!=5")).hasSize(2);
    assertThat(found("host!=\"web-17\"")).hasSize(2);
    assertThat(found("path=\"\"")).hasSize(3);
    assertThat(found("path=")).hasSize(1);
    assertThat(found("__name__=disk")).hasSize(1);
    assertThat(found("__name__=\"disk\"")).isEmpty();
    assertThat(found("__name__!=\"disk_used\" host=w")).hasSize(2);
    assertThat(found("a_b%")).hasSize(1);
    assertThat(found("e u")).hasSize(3);
    assertThat(found("/a \\ %")).hasSize(1);
    assertThat(found("ö=")).isEmpty();
    assertThat(found("_____")).isEmpty();
    assertThat(found("GRÖSSE")).isEmpty();
    assertThat(found("köln")).hasSize(1);
    var all = new PostgresSeriesReader.Filter(null, SeriesSearch.of(""), List.of(), Map.of(), null);
    assertThat(reader.metrics(all, 2))
        .containsExactly(Map.entry("http_requests", 2), Map.entry("Größe", 1));
  }

  @Test
  void what_a_rule_may_watch_is_looked_up_by_its_equal_labels_however_many_others_come_first() {
    database
        .sql()
        .sql(
            """
            insert into detect.series (id, source, metric, labels, shown, place, first_seen, last_seen)
            select 'M' || n, 'I1', 'many', jsonb_build_object('n', n::text), 'RATE', 0, :seen, :seen
              from generate_series(1, 20500) n
            """)
        .param("seen", Timestamp.from(NOW))
        .update();
    Matcher one = Matcher.of("n", Matcher.Op.EQUAL, "20499");
    assertThat(Events.meant(reader, List.of(one), NOW)).hasSize(1);
    Matcher some = Matcher.of("n", Matcher.Op.MATCHES, "2049.");
    assertThatThrownBy(() -> Events.meant(reader, List.of(some), NOW))
        .hasMessage("leaves to look through more than 20,000 series; name more labels");
  }

  @Test
  void more_series_than_are_read_are_refused_and_not_cut() {
    database
        .sql()
        .sql(
            """
            insert into detect.series (id, source, metric, labels, shown, place, first_seen, last_seen)
            select 'M' || n, 'I1', 'many', jsonb_build_object('n', n::text), 'RATE', 0, :seen, :seen
              from generate_series(1, 1001) n
            """)
        .param("seen", Timestamp.from(NOW))
        .update();
    Matcher many = Matcher.of("__name__", Matcher.Op.EQUAL, "many");
    assertThatThrownBy(() -> Events.meant(reader, List.of(many), NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("means more than 1,000 series; name more labels");
    Matcher not = Matcher.of("n", Matcher.Op.NOT_EQUAL, "7");
    assertThat(Events.meant(reader, List.of(many, not), NOW)).hasSize(1_000);
  }
}
