package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// OpenTelemetry's own exporters speak gRPC to the house.
class OtlpGrpcTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Resource SHOP =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));
  private static TestHouse house;
  private static HttpOtlpDoor door;
  private static String key;

  @BeforeAll
  static void open() {
    house = TestHouse.start("--metrics.step=1s");
    key = new Furniture(house).shop("Shop").key();
    door =
        new HttpOtlpDoor(
            new DetectSettings("127.0.0.1", -1, "", 0, true, false), house.bean(MetricDoor.class));
    door.start();
  }

  @AfterAll
  static void close() {
    door.stop();
    house.close();
  }

  private static OtlpGrpcMetricExporter metrics(String withKey, String compression) {
    return OtlpGrpcMetricExporter.builder()
        .setEndpoint("http://127.0.0.1:" + door.port())
        .addHeader("Authorization", "Bearer " + withKey)
        .setCompression(compression)
        .setTimeout(Duration.ofSeconds(10))
        .setRetryPolicy(null)
        .build();
  }

  private static CompletableResultCode export(
      OtlpGrpcMetricExporter exporter, String metric, int series) {
    var held = new Held();
    try (var provider =
        SdkMeterProvider.builder()
            .setResource(SHOP)
            .registerMetricReader(
                PeriodicMetricReader.builder(held).setInterval(Duration.ofDays(1)).build())
            .build()) {
      var counter = provider.get("test").gaugeBuilder(metric).build();
      for (int i = 0; i < series; i++) {
        counter.set(
            i,
            Attributes.of(
                AttributeKey.stringKey("lane"), "a rather long name of a lane, number " + i));
      }
      provider.forceFlush().join(10, TimeUnit.SECONDS);
      return exporter.export(held.data).join(15, TimeUnit.SECONDS);
    }
  }

  /// Keeps what a reader collected, so that it can be sent by hand.
  private static final class Held implements MetricExporter {
    private Collection<MetricData> data = List.of();

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      if (!metrics.isEmpty()) {
        data = metrics;
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }

  private static double refused(String reason) {
    var page = house.get("/metrics").text();
    return page.lines()
        .filter(line -> line.startsWith("muster_metrics_refused_total{reason=\"" + reason + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void metrics_come_in_plain_and_packed() {
    try (var plain = metrics(key, "none");
        var packed = metrics(key, "gzip")) {
      assertThat(export(plain, "plain.depth", 3).isSuccess()).isTrue();
      assertThat(export(packed, "packed.depth", 2_000).isSuccess()).isTrue();
    }
    await()
        .atMost(SOON)
        .until(() ->
            house.get("/series?metric=plain_depth").ok().path("series").size() == 3
                && house.get("/series?metric=packed_depth&limit=100").ok().path("series").size()
                    == 100);
    assertThat(
            house
                .get("/series?metric=plain_depth")
                .ok()
                .path("series")
                .get(0)
                .path("labels")
                .path("service")
                .asString())
        .isEqualTo("shop");
  }

  @Test
  void a_port_that_is_taken_stops_nobody_who_did_not_ask_for_it() {
    var second =
        new HttpOtlpDoor(
            new DetectSettings("127.0.0.1", -1, "", door.port(), false, false),
            house.bean(MetricDoor.class));
    second.start();
    assertThat(second.isRunning()).isFalse();
  }

  @Test
  void a_wrong_key_is_told() {
    double unknown = refused("unknown_key");
    try (var stranger = metrics("0123456789abcdef0123456789abcdef", "none")) {
      assertThat(export(stranger, "strange", 1).isSuccess()).isFalse();
    }
    assertThat(refused("unknown_key")).isEqualTo(unknown + 1);
  }

  @Test
  void logs_come_in_and_a_message_that_is_too_large_is_told() {
    log("payment 4711 was refused by the bank");
    await()
        .atMost(SOON)
        .until(() -> house.get("/log_templates").text().contains("was refused by the bank"));
    double tooLarge = refused("too_large");
    log("x".repeat(9 << 20));
    assertThat(refused("too_large")).isEqualTo(tooLarge + 1);
    log("the door is still open after that");
    await().atMost(SOON).until(() -> house.get("/log_templates").text().contains("is still open"));
  }

  private static void log(String body) {
    try (var provider =
        SdkLoggerProvider.builder()
            .setResource(SHOP)
            .addLogRecordProcessor(
                SimpleLogRecordProcessor.create(
                    OtlpGrpcLogRecordExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + door.port())
                        .addHeader("X-Routing-Key", key)
                        .setRetryPolicy(null)
                        .build()))
            .build()) {
      provider
          .get("test")
          .logRecordBuilder()
          .setSeverity(Severity.ERROR)
          .setSeverityText("ERROR")
          .setBody(body)
          .emit();
      provider.forceFlush().join(10, TimeUnit.SECONDS);
    }
  }
}
