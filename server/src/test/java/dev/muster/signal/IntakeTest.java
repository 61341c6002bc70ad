package dev.muster.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.json.Json;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IntakeTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private final SmallCatalog catalog = new SmallCatalog().with("SDB", KEY);
  private final CollectingSink sink = new CollectingSink();
  private final ListOfChanges changes = new ListOfChanges();
  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Intake intake = intake(IntakeSettings.usual());

  private Intake intake(IntakeSettings settings) {
    return new Intake(catalog, sink, changes, Ids.from(new Random(1)), clock, settings, meters);
  }

  private static IntakeSettings settings(boolean strict, int perMinute) {
    var usual = IntakeSettings.usual();
    return new IntakeSettings(
        usual.machinePort(),
        usual.machineHost(),
        strict,
        perMinute,
        usual.bodyLimit(),
        usual.batchBodyLimit(),
        usual.tapeAge(),
        usual.tapeBytes(),
        usual.changeAge(),
        Duration.ZERO,
        usual.writers());
  }

  private Reply send(Endpoint endpoint, String body) {
    return intake.handle(endpoint, null, body.getBytes(StandardCharsets.UTF_8)).join();
  }

  private Reply v2(String body) {
    return send(Endpoint.EVENTS_V2, body.replace("KEY", KEY));
  }

  private static String trigger(String summary) {
    return """
    {"routing_key":"KEY","event_action":"trigger","dedup_key":"disk/db1",
     "payload":{"summary":%s,"source":"db1","severity":"critical","component":"disk","group":"prod","class":"capacity",
       "timestamp":"2026-03-02T08:59:00.5+00:00","custom_details":{"free": 1.50,"deep":{"a":[1,2]}}},
     "links":[{"href":"https://wiki/db1","text":"Runbook"}],"images":[],"client":"Watcher","client_url":"https://watcher/1"}\
    """
        .formatted(Json.write(summary));
  }

  private Report last() {
    return sink.taken.getLast().report();
  }

  private static List<String> errors(Reply reply) {
    return Json.mapper()
        .readTree(reply.json())
        .get("errors")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void takes_a_v2_trigger_whole() {
    Reply reply = v2(trigger("Disk full on db1"));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"disk/db1\"}");
    Signal signal = sink.taken.getFirst();
    assertThat(signal.integrationId()).isEqualTo("ISDB");
    assertThat(signal.serviceId()).isEqualTo("SDB");
    assertThat(signal.quiet()).isNull();
    assertThat(signal.eventAt()).isEqualTo("2026-03-02T08:59:00.500Z");
    Report report = signal.report();
    assertThat(report.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(report.eventClass()).isEqualTo("capacity");
    assertThat(RawJson.textOf(report.details()))
        .isEqualTo("{\"free\": 1.50,\"deep\":{\"a\":[1,2]}}");
    assertThat(RawJson.textOf(report.links()))
        .isEqualTo("[{\"href\":\"https://wiki/db1\",\"text\":\"Runbook\"}]");
    assertThat(report.client()).isEqualTo("Watcher");
  }

  @Test
  void names_every_faulty_field_of_a_v2_event() {
    Reply reply =
        v2(
            "{\"routing_key\":\"KEY\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\" \",\"severity\":\"bad\"}}");
    assertThat(reply.status()).isEqualTo(400);
    JsonNode json = Json.mapper().readTree(reply.json());
    assertThat(json.get("status").asString()).isEqualTo("invalid event");
    assertThat(json.get("message").asString()).isEqualTo("Event object is invalid");
    assertThat(errors(reply))
        .containsExactly(
            "'payload.summary' is missing or blank",
            "'payload.source' is missing or blank",
            "'payload.severity' must be one of critical, error, warning, info");
  }

  @Test
  void refuses_what_is_no_event_with_a_reason() {
    assertThat(errors(v2(""))).containsExactly("The body is empty");
    assertThat(errors(v2("[]"))).containsExactly("The body must be a JSON object");
    assertThat(errors(v2("{\"a\":"))).first().asString().startsWith("The body is not valid JSON");
    assertThat(errors(v2("{}")))
        .containsExactly(
            "'routing_key' is missing or blank",
            "'event_action' is missing or blank",
            "'payload' is missing or blank",
            "'payload.summary' is missing or blank",
            "'payload.source' is missing or blank",
            "'payload.severity' is missing or blank");
    assertThat(errors(v2(trigger("x").replace("\"KEY\"", "\"nobody\""))))
        .containsExactly("'routing_key' belongs to no integration");
    assertThat(errors(v2("{\"routing_key\":\"KEY\",\"event_action\":\"resolve\"}")))
        .containsExactly("'dedup_key' is missing or blank");
    assertThat(
            errors(
                v2("{\"routing_key\":\"KEY\",\"event_action\":\"explode\",\"dedup_key\":\"a\"}")))
        .contains("'event_action' must be one of trigger, acknowledge, resolve");
    assertThat(sink.taken).isEmpty();
  }

  @Test
  void takes_acknowledge_and_resolve_with_and_without_a_payload() {
    assertThat(
            v2("{\"routing_key\":\"KEY\",\"event_action\":\"acknowledge\",\"dedup_key\":\"a\"}")
                .status())
        .isEqualTo(202);
    assertThat(last().action()).isEqualTo(Report.Action.ACKNOWLEDGE);
    assertThat(
            v2("{\"routing_key\":\"KEY\",\"event_action\":\"resolve\",\"dedup_key\":\"a\",\"payload\":{\"summary\":[1]}}")
                .status())
        .isEqualTo(202);
    assertThat(last().action()).isEqualTo(Report.Action.RESOLVE);
  }

  @Test
  void makes_a_key_up_when_a_trigger_has_none() {
    Reply reply = v2(trigger("x").replace("\"dedup_key\":\"disk/db1\",", ""));
    assertThat(reply.status()).isEqualTo(202);
    String key = Json.mapper().readTree(reply.json()).get("dedup_key").asString();
    assertThat(key).hasSize(14).isEqualTo(sink.taken.getFirst().dedupKey());
  }

  @Test
  void cuts_what_is_too_long_and_keeps_the_full_text() {
    String summary =
        "\uD83D\uDD25".repeat(1_030); // characters outside of the basic plane count as one
    assertThat(v2(trigger(summary)).status()).isEqualTo(202);
    assertThat(last().summary()).isEqualTo("\uD83D\uDD25".repeat(1_024));
    JsonNode details = Json.mapper().readTree(last().keptDetails());
    assertThat(details.get("muster_truncated").get("payload.summary").asString())
        .isEqualTo(summary);
    assertThat(details.get("free").asDouble()).isEqualTo(1.5);
    assertThat(v2(trigger("\uD83D\uDD25".repeat(1_024))).status()).isEqualTo(202);
    assertThat(last().cut()).isEmpty();

    v2(trigger("x").replace("disk/db1", "k".repeat(400)));
    String first = last().dedupKey();
    v2(trigger("x").replace("disk/db1", "k".repeat(399) + "z"));
    assertThat(first).hasSize(255).isNotEqualTo(last().dedupKey());
    v2(
        "{\"routing_key\":\"KEY\",\"event_action\":\"resolve\",\"dedup_key\":\""
            + "k".repeat(400)
            + "\"}");
    assertThat(last().dedupKey()).isEqualTo(first);
  }

  @Test
  void refuses_what_is_too_long_in_strict_mode() {
    intake = intake(settings(true, 0));
    assertThat(errors(v2(trigger("s".repeat(1_025)))))
        .containsExactly("'payload.summary' is longer than 1024 characters");
    assertThat(errors(v2(trigger("x").replace("disk/db1", "k".repeat(256)))))
        .containsExactly("'dedup_key' is longer than 255 characters");
    assertThat(errors(v2(trigger("x").replace("2026-03-02T08:59:00.5+00:00", "yesterday"))))
        .containsExactly("'payload.timestamp' must be an ISO 8601 time, not 'yesterday'");
    assertThat(v2(trigger("fine")).status()).isEqualTo(202);
  }

  @Test
  void loses_no_page_over_an_odd_side_field() {
    assertThat(v2(trigger("x").replace("2026-03-02T08:59:00.5+00:00", "yesterday")).status())
        .isEqualTo(202);
    assertThat(last().eventAt()).isNull();
    assertThat(last().cut()).containsEntry("payload.timestamp", "yesterday");
    assertThat(v2(trigger("x").replace("\"disk\"", "{\"a\":1}")).status()).isEqualTo(202);
    assertThat(last().component()).isNull();
    assertThat(last().cut()).containsEntry("payload.component", "{\"a\":1}");
    assertThat(v2(trigger("a%b%c").replace("a%b%c", "a\\u0000b\\ud800c")).status()).isEqualTo(202);
    assertThat(last().summary()).isEqualTo("a\uFFFDb\uFFFDc");
  }

  @Test
  void reads_utf_16() {
    byte[] body = trigger("Größe").replace("KEY", KEY).getBytes(StandardCharsets.UTF_16);
    assertThat(intake.handle(Endpoint.EVENTS_V2, null, body).join().status()).isEqualTo(202);
    assertThat(last().summary()).isEqualTo("Größe");
    assertThat(RawJson.textOf(last().details())).startsWith("{\"free\": 1.50");
  }

  @Test
  void takes_a_v1_event_and_ignores_what_does_not_belong_to_it() {
    Reply reply =
        send(
            Endpoint.EVENTS_V1,
            """
            {"service_key":"%s","event_type":"trigger","incident_key":"k1","description":"Down","details":{"a":1},
             "client":"Nagios","client_url":"http://n/","event_action":"","payload":null,
             "contexts":[{"type":"link","href":"http://l","text":"L"},{"type":"image","src":"http://i"},{"type":"odd"}]}\
            """
                .formatted(KEY));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"Event processed\",\"incident_key\":\"k1\"}");
    assertThat(last().summary()).isEqualTo("Down");
    assertThat(last().source()).isEqualTo("Nagios");
    assertThat(last().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(RawJson.textOf(last().links()))
        .isEqualTo("[{\"href\":\"http://l\",\"text\":\"L\"}]");
    assertThat(RawJson.textOf(last().images())).isEqualTo("[{\"src\":\"http://i\"}]");
    assertThat(errors(send(Endpoint.EVENTS_V1, "{\"event_type\":\"resolve\"}")))
        .containsExactly("'service_key' is missing or blank", "'incident_key' is missing or blank");
  }

  private static final String WEBHOOK =
      """
      {"version":"4","groupKey":"{}:{alertname=\\"Disk\\"}","status":"firing","receiver":"muster",
       "groupLabels":{"alertname":"Disk"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am:9093",
       "alerts":[
        {"status":"firing","labels":{"alertname":"Disk","instance":"db1:9100","severity":"warning","cluster":"eu"},
         "annotations":{"summary":"Disk fills on db1"},"startsAt":"2026-03-02T08:50:00.123456789Z",
         "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prom/g","fingerprint":"aaaa000011112222"},
        {"status":"firing","labels":"nonsense","fingerprint":"bbbb"},
        {"status":"resolved","labels":{"alertname":"Disk","instance":"db2:9100"},
         "annotations":{},"startsAt":"2026-03-02T08:00:00Z","endsAt":"2026-03-02T08:55:00Z","fingerprint":""}]}\
      """;

  @Test
  void takes_the_good_alerts_of_a_webhook_and_tells_of_the_bad_one() {
    Reply reply =
        intake.handle(Endpoint.ALERTMANAGER, KEY, WEBHOOK.getBytes(StandardCharsets.UTF_8)).join();
    assertThat(reply.status()).isEqualTo(202);
    JsonNode json = Json.mapper().readTree(reply.json());
    assertThat(json.get("accepted").asInt()).isEqualTo(2);
    assertThat(errors(reply))
        .containsExactly(
            "'alerts[1].labels' must be an object", "'alerts[1].labels' is missing or empty");
    Report firing = sink.taken.getFirst().report();
    assertThat(firing.dedupKey()).isEqualTo("aaaa000011112222");
    assertThat(firing.summary()).isEqualTo("Disk fills on db1");
    assertThat(firing.severity()).isEqualTo(Severity.WARNING);
    assertThat(firing.source()).isEqualTo("db1:9100");
    assertThat(firing.clientUrl()).isEqualTo("http://prom/g");
    assertThat(RawJson.textOf(firing.details()))
        .startsWith("{\"status\":\"firing\"")
        .endsWith("2222\"}");
    Report resolved = sink.taken.getLast().report();
    assertThat(resolved.action()).isEqualTo(Report.Action.RESOLVE);
    assertThat(resolved.dedupKey()).hasSize(16);
    assertThat(resolved.eventAt()).isEqualTo("2026-03-02T08:55:00Z");
    assertThat(resolved.clientUrl()).isEqualTo("http://am:9093");
  }

  @Test
  void takes_what_prometheus_sends_itself() {
    String body =
        """
        [{"labels":{"alertname":"Disk","instance":"db1"},"annotations":{"description":"d"},"startsAt":"2026-03-02T08:50:00Z",
          "endsAt":"2026-03-02T09:10:00Z","generatorURL":"http://prom"},
         {"labels":{"alertname":"Disk","instance":"db1"},"startsAt":"2026-03-02T08:50:00Z","endsAt":"2026-03-02T08:59:00Z"}]\
        """;
    Reply reply =
        intake.handle(Endpoint.PROMETHEUS, KEY, body.getBytes(StandardCharsets.UTF_8)).join();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(sink.taken)
        .extracting(signal -> signal.report().action())
        .containsExactly(Report.Action.TRIGGER, Report.Action.RESOLVE);
    assertThat(sink.taken.getFirst().dedupKey()).isEqualTo(sink.taken.getLast().dedupKey());
  }

  @Test
  void answers_an_empty_webhook_kindly_and_a_hopeless_one_clearly() {
    assertThat(
            intake
                .handle(
                    Endpoint.ALERTMANAGER, KEY, "{\"alerts\":[]}".getBytes(StandardCharsets.UTF_8))
                .join()
                .status())
        .isEqualTo(202);
    assertThat(
            errors(
                intake
                    .handle(Endpoint.ALERTMANAGER, KEY, "{}".getBytes(StandardCharsets.UTF_8))
                    .join()))
        .containsExactly("'alerts' is missing or no list");
    assertThat(errors(send(Endpoint.ALERTMANAGER, WEBHOOK)))
        .containsExactly("'routing_key' is missing or blank");
  }

  @Test
  void keeps_a_part_of_a_webhook_as_a_webhook() {
    var parsed =
        dev.muster.signal.source.Format.ALERTMANAGER.parse(
            WEBHOOK.getBytes(StandardCharsets.UTF_8), false, clock.instant());
    for (int i = 0; i < 2; i++) {
      var again =
          dev.muster.signal.source.Format.ALERTMANAGER.parse(
              parsed.body().part(List.of(i)), false, clock.instant());
      assertThat(again.faults()).isEmpty();
      assertThat(again.reports()).containsExactly(parsed.reports().get(i));
    }
    assertThat(parsed.body().part(List.of(0, 1))).isEqualTo(parsed.body().whole());
  }

  @Test
  void stores_a_change() {
    Reply reply =
        send(
            Endpoint.CHANGES,
            """
            {"routing_key":"%s","payload":{"summary":"Deploy 42","source":"ci","timestamp":"2026-03-02T08:00:00Z",
             "custom_details":{"sha":"abc"}},"links":[{"href":"http://ci/42"}]}\
            """
                .formatted(KEY));
    assertThat(reply.status()).isEqualTo(202);
    Change change = changes.all.getFirst();
    assertThat(change.summary()).isEqualTo("Deploy 42");
    assertThat(change.serviceId()).isEqualTo("SDB");
    assertThat(change.happenedAt()).isEqualTo("2026-03-02T08:00:00Z");
    assertThat(change.details()).isEqualTo("{\"sha\":\"abc\"}");
    assertThat(errors(send(Endpoint.CHANGES, "{\"routing_key\":\"" + KEY + "\",\"payload\":{}}")))
        .containsExactly("'payload.summary' is missing or blank");
  }

  @Test
  void says_so_when_a_signal_pages_nobody() {
    catalog.maintain("SDB", true);
    Reply reply = v2(trigger("x"));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json()).contains("it pages nobody because the service is in maintenance");
    assertThat(sink.taken.getFirst().quiet()).isEqualTo("the service is in maintenance");
  }

  @Test
  void asks_to_come_back_in_the_words_of_each_format() {
    sink.full = true;
    assertThat(v2(trigger("x")).status()).isEqualTo(429);
    assertThat(v2(trigger("x")).retryAfter()).isEqualTo(1);
    assertThat(
            send(
                    Endpoint.EVENTS_V1,
                    "{\"service_key\":\""
                        + KEY
                        + "\",\"event_type\":\"resolve\",\"incident_key\":\"a\"}")
                .status())
        .isEqualTo(403);
    assertThat(
            intake
                .handle(Endpoint.ALERTMANAGER, KEY, WEBHOOK.getBytes(StandardCharsets.UTF_8))
                .join()
                .status())
        .isEqualTo(503);
    sink.full = false;
    sink.away = true;
    assertThat(v2(trigger("x")).status()).isEqualTo(503);
    assertThat(meters.get("muster.intake.refused").tag("reason", "inbox_full").counter().count())
        .isEqualTo(4);
    assertThat(meters.get("muster.intake.refused").tag("reason", "unavailable").counter().count())
        .isEqualTo(1);
    assertThat(sink.taken).isEmpty();
  }

  @Test
  void limits_a_key_only_when_told_to() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(v2(trigger("x")).status()).isEqualTo(202);
    }
    intake = intake(settings(false, 120));
    for (int i = 0; i < 120; i++) {
      assertThat(v2(trigger("x")).status()).isEqualTo(202);
    }
    assertThat(v2(trigger("x")).status()).isEqualTo(429);
    clock.forward(Duration.ofMinutes(1));
    assertThat(v2(trigger("x")).status()).isEqualTo(202);
  }

  @Test
  void refuses_a_body_above_the_limit() {
    Reply reply = v2(trigger("x".repeat(600_000)));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(errors(reply)).containsExactly("The body is larger than 524288 bytes");
  }

  @Test
  void knows_its_addresses() {
    assertThat(Endpoint.of("/v2/enqueue")).isEqualTo(new Endpoint.Target(Endpoint.EVENTS_V2, null));
    assertThat(Endpoint.of("/integrations/alertmanager/abc"))
        .isEqualTo(new Endpoint.Target(Endpoint.ALERTMANAGER, "abc"));
    assertThat(Endpoint.of("/integrations/alertmanager"))
        .isEqualTo(new Endpoint.Target(Endpoint.ALERTMANAGER, null));
    assertThat(Endpoint.of("/integrations/prometheus/abc/api/v2/alerts"))
        .isEqualTo(new Endpoint.Target(Endpoint.PROMETHEUS, "abc"));
    assertThat(Endpoint.of("/integrations/alertmanagers")).isNull();
    assertThat(Endpoint.of("/integrations/alertmanager/a/b")).isNull();
    assertThat(Endpoint.of("/api/v2/alerts")).isNull();
    assertThat(Endpoint.bearer("Token token=abc")).isEqualTo("abc");
    assertThat(Endpoint.bearer("bearer abc")).isEqualTo("abc");
    assertThat(Endpoint.bearer("Basic abc")).isNull();
  }
}
