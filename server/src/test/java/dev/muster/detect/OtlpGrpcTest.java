package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// OpenTelemetry's own exporters speak gRPC to the house.
class OtlpGrpcTest {
  private static final Duration SOON = Duration.ofSeconds(90);
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
        .setTimeout(Duration.ofSeconds(90))
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
      provider.forceFlush().join(90, TimeUnit.SECONDS);
      return exporter.export(held.data).join(90, TimeUnit.SECONDS);
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

  /// As gRPC's own core does, and with it the exporters of Python, Ruby, PHP and C++.
  @Test
  void a_client_that_spells_the_names_of_pseudo_headers_out_is_heard() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(90_000);
      var out = new ByteArrayOutputStream();
      out.writeBytes(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
      frame(out, 4, 0, 0, new byte[0]);
      var headers = new ByteArrayOutputStream();
      spelled(headers, ":path", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
      spelled(headers, ":authority", "house:4317");
      headers.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86}); // POST, http
      spelled(headers, "content-type", "application/grpc");
      spelled(headers, "te", "trailers");
      spelled(headers, "authorization", "Bearer " + key);
      frame(out, 1, 4, 1, headers.toByteArray());
      frame(out, 0, 1, 1, new byte[5]);
      // again, now by their places in the table that both sides keep
      var again =
          new byte[] {
            (byte) 0xc2,
            (byte) 0xc1,
            (byte) 0x83,
            (byte) 0x86,
            (byte) 0xc0,
            (byte) 0xbf,
            (byte) 0xbe
          };
      frame(out, 1, 4, 3, again);
      frame(out, 0, 1, 3, new byte[5]);
      socket.getOutputStream().write(out.toByteArray());
      var in = new DataInputStream(socket.getInputStream());
      var ended = new HashSet<Integer>();
      while (ended.size() < 2) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.readNBytes(length);
        assertThat(type).as("neither RST_STREAM nor GOAWAY").isNotIn(3, 7);
        if (type == 1 && (flags & 1) != 0) {
          ended.add(stream);
        }
      }
      assertThat(ended).containsExactlyInAnyOrder(1, 3);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.writeBytes(
        new byte[] {
          0,
          (byte) (payload.length >> 8),
          (byte) payload.length,
          (byte) type,
          (byte) flags,
          0,
          0,
          0,
          (byte) stream
        });
    out.writeBytes(payload);
  }

  private static void spelled(ByteArrayOutputStream out, String name, String value) {
    out.write(0x40);
    out.write(name.length());
    out.writeBytes(ascii(name));
    out.write(value.length());
    out.writeBytes(ascii(value));
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
  void traces_are_refused_in_the_word_that_exporters_give_up_at() {
    try (var traces =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + door.port())
            .setTimeout(Duration.ofSeconds(90))
            .setRetryPolicy(null)
            .build()) {
      CompletableResultCode refused = traces.export(List.of()).join(90, TimeUnit.SECONDS);
      assertThat(refused.getFailureThrowable())
          .isInstanceOfSatisfying(
              FailedExportException.GrpcExportException.class,
              failure ->
                  assertThat(failure.getResponse())
                      .extracting(GrpcResponse::getStatusCode, GrpcResponse::getStatusDescription)
                      .containsExactly(
                          GrpcStatusCode.UNIMPLEMENTED,
                          "Muster takes metrics and logs, and nothing else, by OTLP"));
    }
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
    await().atMost(SOON).until(() -> refused("too_large") == tooLarge + 1);
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
                        .setTimeout(Duration.ofSeconds(90))
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
      provider.forceFlush().join(90, TimeUnit.SECONDS);
    }
  }
}
