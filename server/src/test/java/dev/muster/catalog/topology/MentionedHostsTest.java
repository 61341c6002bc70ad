package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MentionedHostsTest {
  @Test
  void hosts_are_read_where_hosts_stand() {
    assertThat(MentionedHosts.in("DATABASE_URL", "postgres://shop:s3cret-pw@db-1.corp:5432/orders"))
        .containsExactly("db-1.corp");
    assertThat(MentionedHosts.in("MONGO", "mongodb://u:p@m1:27017,m2.corp:27017/db?x=host"))
        .containsExactly("m1", "m2.corp");
    assertThat(MentionedHosts.in("X", "jdbc:sqlserver://sql-7.corp:1433;databaseName=orders"))
        .containsExactly("sql-7.corp");
    assertThat(MentionedHosts.in("X", "jdbc:oracle:thin:@ora-3:1521:ORCL")).contains("ora-3");
    assertThat(MentionedHosts.in("DSN", "shop:pw-word@tcp(my-sql:3306)/orders"))
        .containsExactly("my-sql");
    assertThat(MentionedHosts.in("DSN", "host=pg-9 port=5432 password=hostname user=shop"))
        .containsExactly("pg-9");
    assertThat(MentionedHosts.in("KAFKA_BROKERS", "kafka-1:9092, kafka-2:9092"))
        .containsExactly("kafka-1", "kafka-2");
    assertThat(MentionedHosts.in("REDIS_HOST", "Cache-1.")).containsExactly("cache-1");
    assertThat(MentionedHosts.in("PRICES", "prices:8080/v1")).containsExactly("prices");
  }

  @Test
  void what_is_no_host_or_is_secret_is_passed_over() {
    assertThat(MentionedHosts.in("LOG_LEVEL", "info")).isEmpty();
    assertThat(MentionedHosts.in("REGION", "production")).isEmpty();
    assertThat(MentionedHosts.in("CACHE_HOST", "localhost")).isEmpty();
    assertThat(MentionedHosts.in("START", "12:30:00")).isEmpty();
    assertThat(MentionedHosts.in("DB_PASSWORD", "db-1.corp:5432")).isEmpty();
    assertThat(MentionedHosts.in("API_TOKEN", "https://x:y@db-1.corp/")).isEmpty();
  }

  private static EntityRow row(String source, String id, String... aliases) {
    Instant now = Instant.parse("2026-05-04T10:00:00Z");
    return new EntityRow(
        new Entity(id, "host", id, null, null, null, Set.of(aliases), Map.of()),
        null,
        source,
        now,
        now,
        null);
  }

  private static PostgresSameThings.Kept names(String host) {
    return new PostgresSameThings.Kept("cluster", new Imported.Mention("cart", host, "env X"));
  }

  @Test
  void a_host_becomes_a_dependency_when_it_can_be_one_thing_only() {
    List<EntityRow> all =
        List.of(
            row("cluster", "cart"),
            row("cmdb", "CI-5", "db-1.corp"),
            row("cmdb", "queue-3"),
            row("cmdb", "x1", "twice"),
            row("cloud", "x2", "twice"));
    assertThat(
            MentionedHosts.links(
                List.of(
                    names("db-1.corp"),
                    names("queue-3.corp"),
                    names("twice"),
                    names("cart"),
                    names("unheard-of")),
                all,
                Map.of()))
        .extracting(MentionedHosts.Link::dependency)
        .containsExactly(
            new Dependency("cart", "CI-5", "calls", 0.6),
            new Dependency("cart", "queue-3", "calls", 0.4));
    assertThat(MentionedHosts.links(List.of(names("twice")), all, Map.of("x2", "x1")))
        .extracting(MentionedHosts.Link::dependency)
        .containsExactly(new Dependency("cart", "x1", "calls", 0.6));
  }
}
