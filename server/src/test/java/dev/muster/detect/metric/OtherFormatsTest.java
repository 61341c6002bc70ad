package dev.muster.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.muster.kernel.Hashes;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtherFormatsTest {
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Test
  void otlp_sums_are_counters_and_resources_name_the_service() {
    var request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(attribute("service.name", "shop"))
                            .addAttributes(attribute("process.pid", "4711")))
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("http.server.requests")
                                    .setSum(
                                        Sum.newBuilder()
                                            .setIsMonotonic(true)
                                            .setAggregationTemporality(
                                                AggregationTemporality
                                                    .AGGREGATION_TEMPORALITY_CUMULATIVE)
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder()
                                                    .setTimeUnixNano(5_000_000_000L)
                                                    .setAsInt(12)
                                                    .addAttributes(attribute("code", "500")))))
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("latency")
                                    .setUnit("s")
                                    .setHistogram(
                                        Histogram.newBuilder()
                                            .setAggregationTemporality(
                                                AggregationTemporality
                                                    .AGGREGATION_TEMPORALITY_DELTA)
                                            .addDataPoints(
                                                HistogramDataPoint.newBuilder()
                                                    .setTimeUnixNano(5_000_000_000L)
                                                    .addExplicitBounds(1)
                                                    .addBucketCounts(3)
                                                    .addBucketCounts(4))))))
            .build();
    Readings readings = Otlp.metrics(request.toByteArray(), false);
    assertThat(readings.readings().getFirst())
        .isEqualTo(
            new Reading.Sample(
                SeriesName.of("http_server_requests", Map.of("service", "shop", "code", "500")),
                Reading.Kind.COUNTER,
                5_000,
                12,
                null));
    var latency = (Reading.Distribution) readings.readings().get(1);
    assertThat(latency.cumulative()).isFalse();
    assertThat(latency.uppers()).containsExactly(1, Double.POSITIVE_INFINITY);
    assertThat(latency.counts()).containsExactly(3, 4);
    assertThat(latency.unit()).isEqualTo("s");
  }

  @Test
  void otlp_json_says_the_same() {
    Readings readings =
        Otlp.metrics(
            bytes(
                """
                {'resourceMetrics': [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': 'shop'}}]},
                  'scopeMetrics': [{'scope': {'name': 'x'}, 'metrics': [{'name': 'queue', 'unknown': 1, 'gauge': {'dataPoints':
                    [{'timeUnixNano': '5000000000', 'asInt': '3', 'attributes': []}]}}]}]}]}
                """),
            true);
    assertThat(readings.faults()).isEmpty();
    assertThat(readings.readings())
        .containsExactly(
            new Reading.Sample(
                SeriesName.of("queue", Map.of("service", "shop")),
                Reading.Kind.GAUGE,
                5_000,
                3,
                null));
  }

  @Test
  void otlp_logs_have_a_severity_and_a_service() {
    Readings readings =
        Otlp.logs(
            bytes(
                """
                {'resourceLogs': [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': 'shop'}}]},
                  'scopeLogs': [{'logRecords': [{'timeUnixNano': '5000000000', 'severityNumber': 17,
                    'traceId': '5b8efff798038103d269b633813fc60c', 'body': {'stringValue': 'payment failed'}}]}]}]}
                """),
            true);
    assertThat(readings.logs())
        .containsExactly(new LogLine(5_000, "error", "payment failed", Map.of("service", "shop")));
  }

  @Test
  void influx_lines_with_escapes_times_and_types() {
    Readings readings =
        InfluxLines.read(
            bytes(
                """
                cpu\\ load,host=a\\,b,dc=x usage_idle=98.5,procs=7i,note='a, b = c',up=t 1465839830100400200
                requests_total,host=h value=3
                broken
                """),
            null,
            42);
    assertThat(readings.readings())
        .containsExactly(
            new Reading.Sample(
                SeriesName.of("cpu load_usage_idle", Map.of("host", "a,b", "dc", "x")),
                Reading.Kind.GAUGE,
                1465839830100L,
                98.5,
                null),
            new Reading.Sample(
                SeriesName.of("cpu load_procs", Map.of("host", "a,b", "dc", "x")),
                Reading.Kind.GAUGE,
                1465839830100L,
                7,
                null),
            new Reading.Sample(
                SeriesName.of("cpu load_up", Map.of("host", "a,b", "dc", "x")),
                Reading.Kind.GAUGE,
                1465839830100L,
                1,
                null),
            new Reading.Sample(
                SeriesName.of("requests_total", Map.of("host", "h")),
                Reading.Kind.COUNTER,
                42,
                3,
                null));
    assertThat(readings.faults()).containsExactly("A line has no fields");
    long now = 1465839831000L;
    assertThat(InfluxLines.read(bytes("a b=1 1465839830"), "s", now).readings().getFirst().millis())
        .isEqualTo(1465839830000L);
  }

  @Test
  void influx_times_in_another_unit_than_said_are_refused_with_that_unit() {
    long now = 1_795_255_260_000L;
    Readings seconds = InfluxLines.read(bytes("a b=1 1795255200\na b=2"), null, now);
    assertThat(seconds.readings()).hasSize(1);
    assertThat(seconds.faulty()).isEqualTo(1);
    assertThat(seconds.faults().getFirst())
        .contains("more than ten years ago")
        .contains("read as 'ns'")
        .endsWith("'precision=s'");
    assertThat(InfluxLines.read(bytes("a b=1 1795255200000"), "n", now).faults().getFirst())
        .endsWith("'precision=ms'");
    assertThat(InfluxLines.read(bytes("a b=1 1795255200000000000"), "s", now).faults().getFirst())
        .contains("more than ten years ahead")
        .endsWith("'precision=ns'");
    // what is old in every unit is old
    assertThat(InfluxLines.read(bytes("a b=1 100000000000000000"), null, now).nothing()).isFalse();
  }

  @Test
  void statsd_counts_by_sample_rate_and_reads_tags() {
    byte[] datagram =
        bytes(
            """
            page.views:2|c|@0.1|#page:home,eu
            load:0.7|g
            load:+1|g
            _e{1,1}:a|b
            x:NaN|c
            x:1|c|@0
            x:inf|ms\
            """);
    Readings readings = new StatsdLines().read(datagram, datagram.length, 42);
    assertThat(readings.readings())
        .containsExactly(
            new Reading.Sample(
                SeriesName.of("page_views", Map.of("page", "home", "eu", "true")),
                Reading.Kind.DELTA,
                42,
                20,
                null),
            new Reading.Sample(SeriesName.of("load", Map.of()), Reading.Kind.GAUGE, 42, 0.7, null),
            new Reading.Sample(SeriesName.of("load", Map.of()), Reading.Kind.GAUGE, 42, 1.7, null));
    assertThat(readings.faulty()).isEqualTo(4);
  }

  @Test
  void statsd_gauges_move_from_what_was_told_last() {
    var lines = new StatsdLines();
    var levels = new ArrayList<Double>();
    for (String line : List.of("a:5|g", "a:-7|g", "a:+1|g", "b:+3|g", "a:0|g\na:-10|g", "a:2|g")) {
      byte[] datagram = bytes(line);
      Readings readings = lines.read(datagram, datagram.length, 42);
      levels.add(((Reading.Sample) readings.readings().getLast()).value());
    }
    assertThat(levels).containsExactly(5.0, -2.0, -1.0, 3.0, -10.0, 2.0);
  }

  @Test
  void a_series_with_too_many_labels_or_characters_is_refused_and_not_remembered() {
    var lines = new StatsdLines();
    for (String tags : List.of(tags(65, 1), tags(20, 300))) {
      byte[] datagram = bytes("a:1|g|#" + tags + "\nb:2|g|#" + tags(64, 1));
      Readings readings = lines.read(datagram, datagram.length, 42);
      assertThat(readings.readings())
          .singleElement()
          .extracting(r -> r.name().metric())
          .isEqualTo("b");
      assertThat(readings.tooLong()).isEqualTo(1);
      assertThat(readings.faulty()).isEqualTo(1);
      assertThat(readings.faults())
          .singleElement()
          .asString()
          .contains("64 labels")
          .contains("4096");
    }
    assertThat(lines.gauges()).isEqualTo(1);
    var body = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      body.append("g").append(i).append(":1|g|#").append(tags(10, 390)).append('\n');
    }
    byte[] many = bytes(body.toString());
    assertThat(lines.read(many, many.length, 42).readings()).hasSize(3_000);
    assertThat(lines.gauges()).isBetween(1_500, 2_100);
    byte[] move = bytes("g2999:+1|g|#" + tags(10, 390));
    assertThat(lines.read(move, move.length, 42).readings())
        .singleElement()
        .extracting(r -> ((Reading.Sample) r).value())
        .isEqualTo(2.0);
  }

  private static String tags(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "t" + i + ":" + "v".repeat(length))
        .collect(Collectors.joining(","));
  }

  @Test
  void statsd_sets_count_different_values_and_not_how_often_they_came() {
    var lines = new StatsdLines();
    byte[] datagram =
        bytes("users:ann|s|#site:a\nusers:ann|s|#site:a\nusers:::1|s|#site:a\nusers:|s");
    Readings readings = lines.read(datagram, datagram.length, 42);
    assertThat(readings.faulty()).as("the one without a value").isEqualTo(1);
    assertThat(readings.readings()).hasSize(3);
    Meter meter = Meter.of(readings.readings().getFirst());
    readings.readings().forEach(meter::take);
    assertThat(steps(meter)).containsExactly("users{site=\"a\"} level 2.0");
    readings.readings().forEach(meter::take);
    assertThat(steps(meter))
        .as("a step later they are new")
        .containsExactly("users{site=\"a\"} level 2.0");
    assertThat(steps(meter)).as("nobody came").isEmpty();
  }

  private static List<String> steps(Meter meter) {
    var values = new ArrayList<String>();
    meter.close(
        SeriesName.of("users", Map.of("site", "a")),
        60,
        (_, name, shown, value) -> values.add(name + " " + shown.wire() + " " + value));
    return values;
  }

  @Test
  void different_values_are_counted_exactly_up_to_a_bound_and_well_beyond_it() {
    var values = new DifferentValues();
    for (int i = 0; i < 5_000; i++) {
      values.add(Hashes.of("visitor-" + i % DifferentValues.MOST));
    }
    assertThat(values.count()).isEqualTo(DifferentValues.MOST);
    for (int i = 0; i < 2 * 200_000; i++) {
      values.add(Hashes.of("visitor-" + i % 200_000));
    }
    assertThat(values.count()).isCloseTo(200_000, withinPercentage(10));
  }

  @Test
  void statsd_timers_become_quantiles_and_a_rate() {
    var lines = new StatsdLines();
    var meter = new Meter.Spread();
    for (int i = 1; i <= 1_000; i++) {
      byte[] datagram = bytes("wait:" + i + "|ms|@0.5");
      meter.take(lines.read(datagram, datagram.length, 42).readings().getFirst());
    }
    var values = new HashMap<String, Double>();
    meter.close(
        SeriesName.of("wait", Map.of()),
        60,
        (_, name, _, value) -> values.put(name.toString(), value));
    assertThat(meter.buckets()).isZero();
    assertThat(values.get("wait{quantile=\"0.5\"}")).isCloseTo(500, withinPercentage(2.5));
    assertThat(values.get("wait{quantile=\"0.99\"}")).isCloseTo(990, withinPercentage(2.5));
    assertThat(values.get("wait_count")).isCloseTo(2_000 / 60.0, withinPercentage(0.1));
    for (String number : List.of("0", "-250", "1e-300", "1e300")) {
      byte[] datagram = bytes("one:" + number + "|h");
      var one = new Meter.Spread();
      one.take(lines.read(datagram, datagram.length, 42).readings().getFirst());
      one.close(
          SeriesName.of("one", Map.of()),
          60,
          (_, name, _, value) -> values.put(name.toString(), value));
      assertThat(values.get("one{quantile=\"0.5\"}"))
          .as(number)
          .isCloseTo(Double.parseDouble(number), withinPercentage(2.5));
    }
  }

  @Test
  void json_names_what_is_wrong() {
    Readings readings =
        JsonLines.read(
            bytes(
                """
                {'metrics': [{'name': 'q', 'points': [['2026-11-21T10:00:00Z', 1], ['later', 2], [5, 'x']]}, {'value': 1}],
                 'logs': [{'severity': 'ERROR', 'message': 'm', 'labels': {'service': 's'}}]}
                """),
            42);
    assertThat(readings.readings()).hasSize(1);
    assertThat(readings.logs())
        .containsExactly(new LogLine(42, "error", "m", Map.of("service", "s")));
    assertThat(readings.faults())
        .containsExactly(
            "'time' must be an ISO 8601 time with its offset, or epoch milliseconds or seconds",
            "'value' must be a number",
            "'name' is missing or blank");
  }

  @Test
  void json_takes_seconds_with_decimals_and_refuses_what_no_number_holds() {
    assertThat(
            JsonLines.read(
                    bytes(
                        "{'metrics': [{'name': 'q', 'points': [[1795255260.25, 1],"
                            + " [1795255261000.4, 2], ['2026-11-21T12:01:02+02:00', 3]]}]}"),
                    42)
                .readings())
        .extracting(Reading::millis)
        .containsExactly(1_795_255_260_250L, 1_795_255_261_000L, 1_795_255_262_000L);
    for (String metric :
        List.of(
            "{'name': 'q', 'value': 1e999}",
            "{'name': 'q', 'value': 9%s}".formatted("9".repeat(400)),
            "{'name': 'q', 'time': 1e300, 'value': 1}",
            "{'name': 'q', 'time': 99999999999999999999999, 'value': 1}",
            "{'name': 'q', 'points': 5}",
            "{'name': 'q', 'points': null}",
            "{'name': 'q', 'labels': [1], 'value': 1}")) {
      Readings readings = JsonLines.read(bytes("{'metrics': [" + metric + "]}"), 42);
      assertThat(readings.nothing()).as(metric).isTrue();
    }
    assertThat(
            JsonLines.read(bytes("{'logs': [{'time': 1795255260.5, 'message': 'm'}]}"), 42).logs())
        .hasSize(1);
  }

  @Test
  void influx_takes_no_number_that_is_none() {
    for (String value : List.of("NaN", "Infinity", "5d", "5f", "0x1p3", "1e999", "5.5.5", "i")) {
      assertThat(InfluxLines.read(bytes("a b=" + value), null, 42).nothing()).as(value).isTrue();
    }
  }
}
