package dev.muster.bench.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A format that Muster takes in: where it is sent, and sound bodies of it.
///
/// @param way how it is sent
/// @param path where it is posted to, or the method that is called; `KEY` stands for the integration's key
/// @param headers apart from the length
/// @param bodies a few that differ in what they use; `KEY` stands for the integration's key, `NAME` for the name of what they tell of
/// @param packing what is done to a body before it is sent
/// @param kind what a body becomes, and so where to look for it
public record Format(
    String name,
    Way way,
    String path,
    Map<String, String> headers,
    List<Body> bodies,
    Packing packing,
    Kind kind) {

  /// How a body is sent.
  public enum Way {
    HTTP,
    GRPC,
    /// StatsD over UDP.
    DATAGRAM,
    /// A mail, by a sound conversation.
    MAIL,
    /// A whole conversation about a mail.
    DIALOGUE
  }

  /// A sound body.
  public interface Body {
    /// @param key the integration's key
    /// @param name of what it tells of: an alert's key, or a metric
    /// @param seconds of the epoch, now
    byte[] of(String key, String name, long seconds);
  }

  /// What is done to a body before it is sent.
  public enum Packing {
    NONE,
    /// A Snappy block, as remote write has it.
    SNAPPY,
    /// Whether it is packed and how long it is, as gRPC has it. Belongs to the call rather than to the body, and stays sound.
    FRAME
  }

  /// What becomes of a body.
  public enum Kind {
    ALERT,
    CHANGE,
    SERIES,
    /// A counter, whose every line has to be counted.
    COUNTER,
    LOGS
  }

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final String PROTOBUF = "application/x-protobuf";

  /// All of them.
  public static List<Format> all() {
    return List.of(
        // its lines tell no time, so they are looked for when the others are through
        told("statsd", Way.DATAGRAM, Kind.COUNTER, STATSD, STATSD_TAGS),
        alerts("events-v2", "/v2/enqueue", EVENT_V2, RESOLVE_V2),
        alerts("events-v1", "/generic/2010-04-15/create_event.json", EVENT_V1),
        new Format(
            "changes",
            Way.HTTP,
            "/v2/change/enqueue",
            JSON,
            List.of(Format::change),
            Packing.NONE,
            Kind.CHANGE),
        alerts("alertmanager", "/integrations/alertmanager/KEY", ALERTMANAGER),
        alerts("prometheus-alerts", "/integrations/prometheus/KEY/api/v2/alerts", PROMETHEUS),
        alerts("webhook", "/integrations/webhook/KEY", WEBHOOK, WEBHOOK_DEEP),
        new Format(
            "webhook-form",
            Way.HTTP,
            "/integrations/webhook/KEY",
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            List.of(text("title=Disk+full&host=db-17&priority=P2&status=firing&alert_id=NAME")),
            Packing.NONE,
            Kind.ALERT),
        new Format(
            "remote-write-1",
            Way.HTTP,
            "/integrations/prometheus/KEY/api/v1/write",
            Map.of(
                "Content-Type",
                PROTOBUF,
                "Content-Encoding",
                "snappy",
                "X-Prometheus-Remote-Write-Version",
                "0.1.0"),
            List.of(Format::remoteWrite),
            Packing.SNAPPY,
            Kind.SERIES),
        new Format(
            "remote-write-2",
            Way.HTTP,
            "/integrations/prometheus/KEY/api/v1/write",
            Map.of(
                "Content-Type",
                PROTOBUF + ";proto=io.prometheus.write.v2.Request",
                "Content-Encoding",
                "snappy",
                "X-Prometheus-Remote-Write-Version",
                "2.0.0"),
            List.of(Format::remoteWriteTwo),
            Packing.SNAPPY,
            Kind.SERIES),
        series("otlp-metrics", "/integrations/otlp/KEY/v1/metrics", PROTOBUF, Format::metrics),
        series(
            "otlp-metrics-json",
            "/integrations/otlp/KEY/v1/metrics",
            "application/json",
            text(METRICS_JSON)),
        new Format(
            "otlp-logs",
            Way.HTTP,
            "/integrations/otlp/KEY/v1/logs",
            Map.of("Content-Type", PROTOBUF),
            List.of(Format::logs),
            Packing.NONE,
            Kind.LOGS),
        new Format(
            "otlp-logs-json",
            Way.HTTP,
            "/integrations/otlp/KEY/v1/logs",
            JSON,
            List.of(Format::jsonLogs),
            Packing.NONE,
            Kind.LOGS),
        series("influx", "/integrations/influx/KEY/write?precision=s", "text/plain", text(LINES)),
        series("metrics-json", "/integrations/metrics/KEY", "application/json", text(OWN_JSON)),
        called("otlp-grpc-metrics", "Metrics", Format::metrics, Kind.SERIES),
        called("otlp-grpc-logs", "Logs", Format::logs, Kind.LOGS),
        told("mail", Way.MAIL, Kind.ALERT, lines(MAIL), lines(MAIL_OF_PARTS)),
        told("mail-conversation", Way.DIALOGUE, Kind.ALERT, lines(CONVERSATION)));
  }

  /// With the line ends of mails.
  private static String lines(String text) {
    return text.replace("\n", "\r\n");
  }

  private static Format alerts(String name, String path, String... bodies) {
    return new Format(
        name,
        Way.HTTP,
        path,
        JSON,
        Arrays.stream(bodies).map(Format::text).toList(),
        Packing.NONE,
        Kind.ALERT);
  }

  private static Format series(String name, String path, String type, Body body) {
    return new Format(
        name,
        Way.HTTP,
        path,
        Map.of("Content-Type", type),
        List.of(body),
        Packing.NONE,
        Kind.SERIES);
  }

  private static Format called(String name, String signal, Body body, Kind kind) {
    return new Format(
        name,
        Way.GRPC,
        "/opentelemetry.proto.collector.%s.v1.%sService/Export"
            .formatted(signal.toLowerCase(Locale.ROOT), signal),
        Map.of(),
        List.of(body),
        Packing.FRAME,
        kind);
  }

  private static Format told(String name, Way way, Kind kind, String... bodies) {
    return new Format(
        name,
        way,
        "",
        Map.of(),
        Arrays.stream(bodies).map(Format::text).toList(),
        Packing.NONE,
        kind);
  }

  private static Body text(String text) {
    return (key, name, seconds) ->
        text.replace("KEY", key)
            .replace("NAME", name)
            .replace("NOW", Long.toString(seconds))
            .getBytes(StandardCharsets.UTF_8);
  }

  private static final String EVENT_V2 =
      """
      {"routing_key":"KEY","event_action":"trigger","dedup_key":"NAME","payload":{"summary":"S \\u00e9 \\ud83d\\ude00","source":"host",
      "severity":"critical","timestamp":"2026-03-02T08:59:00Z","component":"c","group":"g","class":"x","custom_details":{"n":-1.5e3,
      "t":"v","l":[true,null,{}]}},"links":[{"href":"https://a.test/b","text":"t"}],"images":[{"src":"https://a.test/i.png"}],
      "client":"c","client_url":"https://a.test"}\
      """;
  private static final String RESOLVE_V2 =
      "{\"routing_key\":\"KEY\",\"event_action\":\"acknowledge\",\"dedup_key\":\"other\"}";
  private static final String EVENT_V1 =
      """
      {"service_key":"KEY","event_type":"trigger","incident_key":"NAME","description":"d","details":{"a":1},"client":"c",
      "client_url":"https://a.test","contexts":[{"type":"link","href":"https://a.test/h"}]}\
      """;
  private static final String CHANGE =
      """
      {"routing_key":"KEY","payload":{"summary":"NAME","source":"x","timestamp":"MADE","custom_details":{"a":[1]}},
      "links":[{"href":"https://a.test/h"}]}\
      """;
  private static final String ALERTMANAGER =
      """
      {"status":"firing","externalURL":"http://am","alerts":[{"status":"firing","labels":{"alertname":"A","severity":"page"},
      "annotations":{"summary":"s"},"startsAt":"2026-03-02T08:50:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"g",
      "fingerprint":"NAME"},{"status":"firing","labels":{"alertname":"B"},"startsAt":"2026-03-02T08:55:00Z","fingerprint":"other"}]}\
      """;
  private static final String PROMETHEUS =
      """
      [{"labels":{"alertname":"A","instance":"NAME"},"annotations":{"description":"d"},"startsAt":"2026-03-02T08:50:00Z",
      "endsAt":"2036-03-02T09:50:00Z"},{"labels":{"alertname":"B"},"endsAt":"2026-03-02T08:55:00Z"}]\
      """;
  private static final String WEBHOOK =
      """
      {"title":"Disk 93 % full","host":"db-17","priority":"P2","status":"firing","alert_id":"NAME","values":[1,2,{"a":null}]}\
      """;
  private static final String WEBHOOK_DEEP =
      """
      {"alert":{"name":"Queue grows","severity":"warn","fingerprint":"NAME","state":"open","timestamp":1772441940,"link":"https://a.test"}}\
      """;
  private static final String METRICS_JSON =
      """
      {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[
      {"name":"NAME","unit":"s","gauge":{"dataPoints":[{"timeUnixNano":"NOW000000000","asDouble":1.5,
      "attributes":[{"key":"host","value":{"intValue":"7"}}]}]}},
      {"name":"fuzz.sum","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"startTimeUnixNano":"1772441940000000000",
      "timeUnixNano":"NOW000000000","asInt":"12"}]}},
      {"name":"fuzz.time","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"NOW000000000","count":"3","sum":4.5,
      "bucketCounts":["1","2","0"],"explicitBounds":[1,2]}]}}]}]}]}\
      """;
  private static final String LOGS_JSON =
      """
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[
      {"timeUnixNano":"NOW000000000","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"LINE"},
      "attributes":[{"key":"a","value":{"arrayValue":{"values":[{"boolValue":true}]}}}]},{"body":{"kvlistValue":{"values":[]}}}]}]}]}\
      """;
  private static final String LINES =
      """
      NAME,host=a\\ b,path=/x value=12.5,errors=3i,up=true,word="a \\"b\\"" NOW
      NAME,host=c value=-1e3 NOW
      # a word
      NAME value=7u NOW
      """;
  private static final String OWN_JSON =
      """
      {"metrics":[{"name":"NAME","labels":{"queue":"mail"},"points":[[NOW,12]]},{"name":"fuzz_total","kind":"counter","value":1234}],
      "logs":[{"severity":"error","message":"payment 4711 failed","labels":{"service":"shop"}}]}\
      """;

  private static final String STATSD = "NAME:1|c";
  private static final String STATSD_TAGS =
      """
      fuzz.depth:12.5|g|#host:a,b
      fuzz.depth:+3|g|#host:a,b
      NAME:3:4.5|ms|@0.5
      fuzz.size:7|h|#path:/x
      fuzz.users:ana|s\
      """;
  private static final String MAIL =
      """
      From: "Ana \u00e9" <tool@acme.test>
      To: KEY@muster.test
      Subject: NAME
      Date: Sun, 1 Mar 2026 08:59:00 +0000
      Importance: high

      Disk of db-17 is 93 % full.
      .
      Free it.
      """;
  private static final String MAIL_OF_PARTS =
      """
      From: =?utf-8?q?Ana_=C3=A9?= <tool@acme.test>
      To: KEY@muster.test
      Message-ID: <NAME@acme.test>
      Subject: =?utf-8?b?UXVldWUgZ3Jvd3M=?= NAME
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b1"

      --b1
      Content-Type: multipart/alternative; boundary=b2

      --b2
      Content-Type: text/plain; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable

      The queue gr=F6ws =
      and grows
      --b2
      Content-Type: text/html; charset=utf-8
      Content-Transfer-Encoding: base64

      PHA+VGhlIHF1ZXVlPGJyPjxiPmdyb3dzPC9iPjwvcD4=
      --b2--
      --b1
      Content-Type: message/rfc822

      Subject: inner

      Inside
      --b1
      Content-Type: image/png; name="a.png"
      Content-Disposition: attachment; filename="a.png"
      Content-Transfer-Encoding: base64

      iVBORw0KGgo=
      --b1--
      """;
  private static final String CONVERSATION =
      """
      EHLO tool.acme.test
      MAIL FROM:<tool@acme.test> SIZE=200 BODY=8BITMIME
      RCPT TO:<KEY@muster.test>
      DATA
      From: tool@acme.test
      Subject: NAME

      Disk of db-17 is 93 % full.
      ..
      Free it.
      .
      NOOP
      """;

  private static byte[] change(String key, String name, long seconds) {
    return text(CHANGE.replace("MADE", changedAt(name).toString())).of(key, name, seconds);
  }

  @SuppressWarnings("TimeInStaticInitializer") // one moment for the whole run is what is wanted
  private static final Instant LATELY =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

  /// When the change of that name was made: each second of a day belongs to few names, so that it can be looked for. Lately, since what is
  /// older than the time for which changes are kept is soon gone.
  public static Instant changedAt(String name) {
    return LATELY.plusSeconds(Math.floorMod(name.hashCode(), 86_400));
  }

  /// A line of a log. What is sound begins with its name, so that it belongs to a template of its own.
  private static String line(String name) {
    return name.startsWith("fuzz")
        ? "payment 4711 of " + name + " failed"
        : name + " closed the ledger of the day";
  }

  private static byte[] jsonLogs(String key, String name, long seconds) {
    return text(LOGS_JSON.replace("LINE", line(name))).of(key, name, seconds);
  }

  private static byte[] metrics(String key, String name, long seconds) {
    long nanos = seconds * 1_000_000_000L;
    var request = ExportMetricsServiceRequest.newBuilder();
    var resource = request.addResourceMetricsBuilder();
    resource.getResourceBuilder().addAttributes(attribute("service.name", "shop"));
    var scope = resource.addScopeMetricsBuilder();
    var gauge = Metric.newBuilder().setName(name).setUnit("s");
    gauge
        .getGaugeBuilder()
        .addDataPoints(
            NumberDataPoint.newBuilder()
                .setTimeUnixNano(nanos)
                .setAsDouble(1.5)
                .addAttributes(attribute("host", "a")));
    scope.addMetrics(gauge);
    var sum = Metric.newBuilder().setName("fuzz.sum");
    sum.getSumBuilder()
        .setIsMonotonic(true)
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
        .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(nanos).setAsInt(12));
    scope.addMetrics(sum);
    var histogram = Metric.newBuilder().setName("fuzz.time");
    histogram
        .getHistogramBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
        .addDataPoints(
            HistogramDataPoint.newBuilder()
                .setTimeUnixNano(nanos)
                .setCount(3)
                .setSum(4.5)
                .addAllBucketCounts(List.of(1L, 2L, 0L))
                .addAllExplicitBounds(List.of(1.0, 2.0)));
    scope.addMetrics(histogram);
    var exponential = Metric.newBuilder().setName("fuzz.size");
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos)
            .setScale(2)
            .setCount(6)
            .setZeroCount(1);
    point.getPositiveBuilder().setOffset(-3).addAllBucketCounts(List.of(2L, 3L));
    exponential
        .getExponentialHistogramBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
        .addDataPoints(point);
    scope.addMetrics(exponential);
    return request.build().toByteArray();
  }

  private static byte[] logs(String key, String name, long seconds) {
    var request = ExportLogsServiceRequest.newBuilder();
    var resource = request.addResourceLogsBuilder();
    resource.getResourceBuilder().addAttributes(attribute("service.name", "shop"));
    resource
        .addScopeLogsBuilder()
        .addLogRecords(
            LogRecord.newBuilder()
                .setTimeUnixNano(seconds * 1_000_000_000L)
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
                .setSeverityText("ERROR")
                .setBody(AnyValue.newBuilder().setStringValue(line(name)))
                .addAttributes(attribute("a", "b"))
                .setTraceId(ByteString.copyFrom(new byte[16])));
    return request.build().toByteArray();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// `prometheus.WriteRequest` with two series.
  private static byte[] remoteWrite(String key, String name, long seconds) {
    return message(out -> {
      out.writeByteArray(1, oldSeries(name, "a", seconds));
      out.writeByteArray(1, oldSeries("fuzz_up", "b", seconds));
    });
  }

  private static byte[] oldSeries(String name, String host, long seconds) {
    return message(out -> {
      out.writeByteArray(1, label("__name__", name));
      out.writeByteArray(1, label("instance", host));
      out.writeByteArray(2, sample(seconds));
    });
  }

  private static byte[] label(String name, String value) {
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, value);
    });
  }

  private static byte[] sample(long seconds) {
    return message(out -> {
      out.writeDouble(1, 1.5);
      out.writeInt64(2, seconds * 1_000);
    });
  }

  /// `io.prometheus.write.v2.Request` with two series over a table of symbols.
  private static byte[] remoteWriteTwo(String key, String name, long seconds) {
    return message(out -> {
      for (String symbol : List.of("", "__name__", name, "instance", "a", "fuzz_up")) {
        out.writeString(4, symbol);
      }
      out.writeByteArray(5, newSeries(2, seconds));
      out.writeByteArray(5, newSeries(5, seconds));
    });
  }

  private static byte[] newSeries(int name, long seconds) {
    byte[] references =
        message(out -> {
          for (int reference : new int[] {1, name, 3, 4}) {
            out.writeUInt32NoTag(reference);
          }
        });
    return message(out -> {
      out.writeByteArray(1, references);
      out.writeByteArray(2, sample(seconds));
    });
  }

  /// The body as it is sent.
  byte[] packed(byte[] body) {
    return switch (packing) {
      case NONE -> body;
      case SNAPPY -> snappy(body);
      case FRAME ->
          ByteBuffer.allocate(body.length + 5).put((byte) 0).putInt(body.length).put(body).array();
    };
  }

  /// A Snappy block of literals only, which any reader unpacks.
  private static byte[] snappy(byte[] body) {
    return message(out -> {
      out.writeUInt32NoTag(body.length);
      for (int from = 0; from < body.length; from += 60_000) {
        int length = Math.min(60_000, body.length - from);
        out.writeRawByte((byte) (61 << 2));
        out.writeRawByte((byte) (length - 1));
        out.writeRawByte((byte) ((length - 1) >> 8));
        out.write(body, from, length);
      }
    });
  }
}
