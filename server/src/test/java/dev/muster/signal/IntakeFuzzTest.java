package dev.muster.signal;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Ids;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A hundred thousand damaged bodies in all formats: none may bring the intake down, every refusal says why, and what is damaged
/// takes nothing sound with it.
class IntakeFuzzTest {
  private static final int BODIES = 100_000;
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private record Seed(Endpoint endpoint, String body) {}

  private static final List<Seed> SEEDS =
      List.of(
          new Seed(
              Endpoint.EVENTS_V2,
              """
              {"routing_key":"%s","event_action":"trigger","dedup_key":"a/b","payload":{"summary":"S \\u00e9 \\ud83d\\ude00","source":"host",
              "severity":"critical","timestamp":"2026-03-02T08:59:00Z","component":"c","group":"g","class":"x","custom_details":{"n":-1.5e3,
              "t":"v","l":[true,null,{}]}},"links":[{"href":"h","text":"t"}],"images":[{"src":"s"}],"client":"c","client_url":"u"}\
              """
                  .formatted(KEY)),
          new Seed(
              Endpoint.EVENTS_V2,
              "{\"routing_key\":\"%s\",\"event_action\":\"resolve\",\"dedup_key\":\"a/b\"}"
                  .formatted(KEY)),
          new Seed(
              Endpoint.EVENTS_V1,
              """
              {"service_key":"%s","event_type":"trigger","incident_key":"k","description":"d","details":{"a":1},"client":"c",
              "client_url":"u","contexts":[{"type":"link","href":"h"}],"event_action":"","payload":null}\
              """
                  .formatted(KEY)),
          new Seed(
              Endpoint.CHANGES,
              """
              {"routing_key":"%s","payload":{"summary":"s","source":"x","timestamp":"2026-03-02T08:59:00Z","custom_details":{"a":[1]}},
              "links":[{"href":"h"}]}\
              """
                  .formatted(KEY)),
          new Seed(
              Endpoint.ALERTMANAGER,
              """
              {"status":"firing","externalURL":"http://am","alerts":[{"status":"firing","labels":{"alertname":"A","severity":"page"},
              "annotations":{"summary":"s"},"startsAt":"2026-03-02T08:50:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"g",
              "fingerprint":"f1"},{"status":"resolved","labels":{"alertname":"B"},"endsAt":"2026-03-02T08:55:00Z","fingerprint":"f2"}]}\
              """),
          new Seed(
              Endpoint.PROMETHEUS,
              """
              [{"labels":{"alertname":"A","instance":"i"},"annotations":{"description":"d"},"startsAt":"2026-03-02T08:50:00Z",
              "endsAt":"2026-03-02T09:50:00Z"},{"labels":{"alertname":"B"},"endsAt":"2026-03-02T08:55:00Z"}]\
              """));

  private static final List<String> SHRAPNEL =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "0",
          "-",
          "1e999",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\u0000",
          "\uFEFF",
          "\uFFFF",
          "99999999999999999999999999",
          "[[[[[[[[[[",
          "{\"a\":{\"a\":{\"a\":",
          "'",
          "NaN",
          "\"trigger\"",
          "\"routing_key\":5,",
          "\"alerts\":[],",
          "\"payload\":[1],",
          "\t",
          "1970-01-01",
          "\"alerts\":");

  private final SmallCatalog catalog = new SmallCatalog().with("SDB", KEY);
  private final CollectingSink sink = new CollectingSink();
  private final Intake intake =
      new Intake(
          catalog,
          sink,
          new ListOfChanges(),
          Ids.from(new Random(1)),
          new TestClock(),
          IntakeSettings.usual(),
          new SimpleMeterRegistry());

  @Test
  void a_damaged_body_is_taken_or_refused_with_a_reason() {
    sink.keep = false;
    int[] taken = {0};
    forAll(
        BODIES,
        any -> {
          Seed seed = SEEDS.get(any.nextInt(SEEDS.size()));
          byte[] body = seed.body().getBytes(StandardCharsets.UTF_8);
          for (int damage = 1 + any.nextInt(3); damage > 0; damage--) {
            body = damaged(any, body);
          }
          Reply reply = intake.handle(seed.endpoint(), KEY, body).join();
          assertThat(reply.status()).isIn(200, 202, 400);
          JsonNode answer = Json.mapper().readTree(reply.json());
          if (reply.status() == 400) {
            assertThat(answer.get("status").asString()).isEqualTo("invalid event");
            assertThat(answer.get("errors").isEmpty()).isFalse();
            for (JsonNode error : answer.get("errors")) {
              assertThat(error.asString()).isNotBlank();
            }
          } else {
            assertThat(answer.get("status").asString()).isEqualTo("success");
            taken[0]++;
          }
        });
    // Most damage hits a place that does not matter or breaks the JSON; both must have been tried.
    assertThat(taken[0]).isBetween(BODIES / 20, BODIES * 19 / 20);
  }

  @Test
  void a_damaged_alert_takes_no_neighbour_with_it() {
    forAll(
        5_000,
        any -> {
          String odd =
              switch (any.nextInt(8)) {
                case 0 -> "null";
                case 1 -> "[{}]";
                case 2 -> "\"x\"";
                case 3 -> "{}";
                case 4 -> "{\"labels\":{}}";
                case 5 -> "{\"labels\":{\"alertname\":[1]},\"status\":{}}";
                case 6 -> "{\"labels\":7,\"fingerprint\":[]}";
                default -> "{\"labels\":{\"a\":\"b\"},\"status\":\"maybe\"}";
              };
          int place = any.nextInt(3);
          var alerts = new StringBuilder();
          for (int i = 0; i < 3; i++) {
            alerts
                .append(i == 0 ? "" : ",")
                .append(
                    i == place
                        ? odd
                        : "{\"status\":\"firing\",\"labels\":{\"alertname\":\"N%d\"},\"fingerprint\":\"n%d\"}"
                            .formatted(i, i));
          }
          sink.taken.clear();
          Reply reply =
              intake
                  .handle(
                      Endpoint.ALERTMANAGER,
                      KEY,
                      ("{\"alerts\":[" + alerts + "]}").getBytes(StandardCharsets.UTF_8))
                  .join();
          assertThat(reply.status()).isEqualTo(202);
          assertThat(sink.taken)
              .extracting(Signal::dedupKey)
              .containsExactlyElementsOf(
                  List.of("n0", "n1", "n2").stream()
                      .filter(name -> !name.equals("n" + place))
                      .toList());
          assertThat(reply.json()).contains("alerts[" + place + "]");
        });
  }

  private static byte[] damaged(RandomGenerator any, byte[] body) {
    int at = any.nextInt(body.length + 1);
    return switch (any.nextInt(6)) {
      case 0 ->
          replaced(body, at, Math.min(body.length, at + 1), new byte[] {(byte) any.nextInt(256)});
      case 1 -> replaced(body, at, Math.min(body.length, at + any.nextInt(20)), new byte[0]);
      case 2 ->
          replaced(
              body,
              at,
              at,
              SHRAPNEL.get(any.nextInt(SHRAPNEL.size())).getBytes(StandardCharsets.UTF_8));
      case 3 -> valueReplaced(any, body);
      case 4 -> valueReplaced(any, body);
      default -> replaced(body, at, any.nextInt(10) == 0 ? body.length : at, new byte[0]);
    };
  }

  /// Puts something else in the place of a value, which leaves most bodies JSON.
  private static byte[] valueReplaced(RandomGenerator any, byte[] body) {
    int colon = any.nextInt(Math.max(1, body.length));
    while (colon < body.length && body[colon] != ':') {
      colon++;
    }
    int end = colon + 1;
    while (end < body.length && body[end] != ',' && body[end] != '}' && body[end] != ']') {
      end++;
    }
    String value =
        any.nextInt(4) == 0
            ? "\"" + "w".repeat(any.nextInt(3_000)) + "\""
            : SHRAPNEL.get(any.nextInt(6));
    return colon >= body.length
        ? body
        : replaced(
            body, colon + 1, Math.min(end, body.length), value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] replaced(byte[] body, int from, int until, byte[] with) {
    byte[] result = new byte[body.length - (until - from) + with.length];
    System.arraycopy(body, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(body, until, result, from + with.length, body.length - until);
    return result;
  }
}
