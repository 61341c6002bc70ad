package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  private static EntityRow placed(
      String id, String name, @Nullable String stage, @Nullable String namespace) {
    Instant now = Instant.parse("2026-05-04T10:00:00Z");
    return new EntityRow(
        new Entity(
            id,
            "service",
            name,
            id,
            null,
            stage,
            Set.of(),
            namespace == null ? Map.of() : Map.of("namespace", namespace)),
        null,
        "any",
        now,
        now,
        null);
  }

  private static List<String> behind(String host, EntityRow caller, EntityRow... others) {
    var all = new ArrayList<>(List.of(others));
    all.add(caller);
    var kept =
        new PostgresSameThings.Kept(
            "cluster", new Imported.Mention(caller.entity().id(), host, "env X"));
    return MentionedHosts.links(List.of(kept), all, Map.of()).stream()
        .map(link -> link.dependency().to())
        .toList();
  }

  @Test
  void a_host_of_somebody_else_is_nothing_of_this_house() {
    EntityRow cart = row("cluster", "cart");
    EntityRow api = row("cmdb", "api", "api.shop.example");
    for (String foreign :
        List.of("api.stripe.com", "api.mail.example", "api.xyz.cache.amazonaws.com")) {
      assertThat(behind(foreign, cart, api)).as(foreign).isEmpty();
    }
    assertThat(behind("api.com", cart, api, row("cmdb", "front", "shop.com"))).isEmpty();
    for (String own : List.of("api.prod.svc.cluster.local", "api.vpc.internal", "api.lan")) {
      assertThat(behind(own, cart, api)).as(own).containsExactly("api");
    }
    assertThat(behind("cart.shop.example", api, cart))
        .as("the domain of another full name")
        .containsExactly("cart");
  }

  @Test
  void a_short_name_means_what_is_near() {
    EntityRow cart = placed("cart", "cart", null, "staging");
    EntityRow produced = placed("prod/redis", "redis", null, "prod");
    assertThat(behind("redis", cart, produced)).isEmpty();
    assertThat(behind("redis.staging", cart, produced)).isEmpty();
    assertThat(behind("redis.prod", cart, produced)).containsExactly("prod/redis");
    assertThat(behind("redis", cart, placed("redis", "redis", "production", null))).isEmpty();
    assertThat(behind("redis", cart, placed("redis", "redis", "stage", null)))
        .containsExactly("redis");
    assertThat(behind("redis", cart, placed("redis", "redis", null, null)))
        .containsExactly("redis");
  }
}
