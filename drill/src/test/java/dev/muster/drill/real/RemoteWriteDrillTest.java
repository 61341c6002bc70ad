package dev.muster.drill.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real Prometheus scrapes an exporter and writes to Muster; a metric jumps, an incident with words opens, and the recovery
/// resolves it.
class RemoteWriteDrillTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  private final AtomicInteger level = new AtomicInteger(10);
  private final AtomicInteger requests = new AtomicInteger();
  private final SplittableRandom random = new SplittableRandom(1);

  private String exposition() {
    int count = requests.addAndGet(20);
    return """
    # TYPE queue_length gauge
    queue_length %f
    # TYPE orders_total counter
    orders_total %d
    # TYPE checkout_duration_seconds histogram
    checkout_duration_seconds_bucket{le="0.1"} %d
    checkout_duration_seconds_bucket{le="1"} %d
    checkout_duration_seconds_bucket{le="+Inf"} %d
    checkout_duration_seconds_sum %f
    checkout_duration_seconds_count %d
    """
        .formatted(
            level.get() + random.nextDouble(), count, count / 2, count, count, 0.2 * count, count);
  }

  private HttpServer exporter() throws Exception {
    HttpServer exporter =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          byte[] body = exposition().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
    return exporter;
  }

  /// What the queue was like before, so that the detector knows it.
  private String history(String instance) {
    var points = new StringBuilder();
    Instant end = Instant.now().minusSeconds(5);
    for (int second = 3_000; second > 0; second--) {
      points
          .append(points.isEmpty() ? "" : ",")
          .append(
              "[%d,%f]"
                  .formatted(end.minusSeconds(second).toEpochMilli(), 10 + random.nextDouble()));
    }
    return "{'name': 'queue_length', 'labels': {'instance': '%s', 'job': 'shop'}, 'points': [%s]}"
        .formatted(instance, points);
  }

  private static int series(TestHouse house, String query) {
    return house.get("/series?" + query).ok().path("series").size();
  }

  private static JsonNode incidents(TestHouse house, String service) {
    return house
        .get("/incidents?date_range=all&service_ids%5B%5D=" + service)
        .ok()
        .path("incidents");
  }

  @Test
  void a_metric_jumps_in_prometheus_and_muster_says_so(@TempDir Path folder) throws Exception {
    Path prometheus = Tools.debian("prometheus", "prometheus");
    HttpServer exporter = exporter();
    String instance = "127.0.0.1:" + exporter.getAddress().getPort();
    Process process = null;
    try (var house = TestHouse.start("--metrics.step=1s")) {
      var furniture = new Furniture(house);
      Furniture.Shop shop = furniture.shop("Shop");
      String service = shop.service();
      house
          .post(
              "/detector_rules",
              "{'detector_rule': {'name': 'Queues', 'matchers': [{'label': '__name__', 'value':"
                  + " 'queue_length'}], 'direction': 'up', 'persistence': {'points': 2, 'of': 3,"
                  + " 'recovery': 3}}}")
          .ok();
      furniture.metrics(shop.key(), history(instance));
      Files.writeString(
          folder.resolve("prometheus.yml"),
          """
          global: {scrape_interval: 1s}
          scrape_configs:
            - job_name: shop
              static_configs: [{targets: ['%s']}]
          remote_write:
            - url: %s/api/v1/write
              authorization: {credentials: %s}
              queue_config: {batch_send_deadline: 1s}
          """
              .formatted(instance, house.base(), shop.key()));
      process =
          new ProcessBuilder(
                  prometheus.toString(),
                  "--config.file=" + folder.resolve("prometheus.yml"),
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:0") // nobody asks it anything
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();

      await()
          .atMost(SOON)
          .until(() ->
              series(house, "metric=orders_total") == 1
                  && series(house, "metric=checkout_duration_seconds&label%5B%5D=quantile:0.99")
                      == 1
                  && series(house, "metric=checkout_duration_seconds_count") == 1);
      assertThat(series(house, "metric=queue_length")).isEqualTo(1);
      assertThat(series(house, "metric=checkout_duration_seconds_bucket")).isZero();
      await()
          .during(Duration.ofSeconds(8))
          .atMost(Duration.ofSeconds(90))
          .until(() -> incidents(house, service).isEmpty());

      level.set(200);
      JsonNode incident =
          await()
              .atMost(SOON)
              .until(() -> incidents(house, service), found -> found.size() == 1)
              .get(0);
      assertThat(incident.path("title").asString())
          .contains("queue_length", "above the", "expected");

      level.set(10);
      await()
          .atMost(SOON)
          .until(
              () -> incidents(house, service).get(0).path("status").asString().equals("resolved"));
      assertThat(house.get("/sources").ok().path("sources").get(0).path("events").asInt())
          .isGreaterThan(3_000);
      assertThat(Files.readString(folder.resolve("prometheus.log")))
          .doesNotContain("non-recoverable error");
    } finally {
      if (process != null) {
        process.destroyForcibly().waitFor(); // it writes into the folder
      }
      exporter.stop(0);
    }
  }
}
