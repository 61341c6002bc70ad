package dev.muster.respond.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.FakeCatalog;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Who;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.outbound.PostgresOutbound;
import dev.muster.platform.secret.SampleSeals;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.respond.FakeMobilize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From a happening to a real receiver, through the real post office.
class WebhookTest {
  private final TestClock clock = new TestClock();
  private final Database database = TestDatabase.with("respond");
  private final Engine engine = new Engine(clock);
  private final PostgresOutbound outbound = new PostgresOutbound(database, engine::wake);
  private final SubscriptionRepository subscriptions =
      new PostgresSubscriptionRepository(database, SampleSeals.seal(1));
  private final Directory directory =
      new Directory(
          new Links(URI.create("https://api.example.org"), URI.create("https://acme.example.org")));
  private final Webhooks webhooks =
      new Webhooks(
          subscriptions,
          outbound,
          new FakeMobilize(),
          new FakeCatalog(),
          directory,
          Ids.from(new SplittableRandom(7)));
  private @Nullable Receiver receiver;

  @BeforeEach
  void open() throws Exception {
    receiver = new Receiver();
    engine.add(
        new OutboundPump(
            outbound,
            database,
            List.of(
                new HttpWebhookCarrier(
                    subscriptions, new GuardedHttp(false, List.of("127.0.0.1")), clock)),
            List.of(new WebhookListener(subscriptions)),
            engine,
            clock,
            new SplittableRandom(7),
            new SimpleMeterRegistry()));
  }

  @AfterEach
  void close() {
    receiver().close();
  }

  private Receiver receiver() {
    Receiver there = receiver;
    if (there == null) {
      throw new IllegalStateException("not open");
    }
    return there;
  }

  private Subscription subscribe(String id, List<String> events, List<String> secrets) {
    var subscription =
        new Subscription(
            id,
            receiver().url(),
            Map.of("X-Custom", "yes"),
            secrets,
            events,
            Subscription.Filter.SERVICE,
            "S1",
            "",
            true,
            0,
            null,
            clock.instant());
    subscriptions.save(subscription);
    return subscription;
  }

  private String raw(String column) {
    return database
        .sql()
        .sql("select " + column + "::text from respond.webhook_subscription")
        .query(String.class)
        .single();
  }

  @Test
  void secrets_are_sealed_also_those_that_were_written_in_plain() {
    subscribe("W1", List.of("incident.triggered"), List.of("swordfish"));
    assertThat(raw("secrets")).doesNotContain("swordfish").contains("sealed:1:");
    assertThat(raw("custom_headers")).doesNotContain("X-Custom");

    database
        .sql()
        .sql(
            """
            update respond.webhook_subscription set secrets = '["tuna"]', custom_headers = '{"X-Old": "salt"}'
            """)
        .update();
    assertThat(subscriptions.find("W1").orElseThrow().secrets()).containsExactly("tuna");
    new PostgresSubscriptionRepository(database, SampleSeals.seal(1)).sealAnew();
    assertThat(raw("secrets")).doesNotContain("tuna");
    assertThat(raw("custom_headers")).doesNotContain("salt");

    var rotated = new PostgresSubscriptionRepository(database, SampleSeals.seal(2, 1));
    rotated.sealAnew();
    var withoutTheOldKey = new PostgresSubscriptionRepository(database, SampleSeals.seal(2));
    assertThat(withoutTheOldKey.find("W1").orElseThrow().secrets()).containsExactly("tuna");
    assertThat(withoutTheOldKey.find("W1").orElseThrow().customHeaders())
        .isEqualTo(Map.of("X-Old", "salt"));
  }

  private void happen(String type, String incidentId, String serviceId, int number) {
    database.run(() ->
        webhooks.tell(
            List.of(
                new Happening(
                    type,
                    incidentId,
                    serviceId,
                    clock.instant(),
                    Who.muster(),
                    null,
                    Map.of("number", number))),
            clock.instant()));
  }

  /// Lets the post office work until nothing can leave: what is left waits for its time, or for one that must leave before it.
  private void settle() throws InterruptedException {
    int quiet = 0;
    for (int round = 0; round < 500 && quiet < 5; round++) {
      int done = engine.settle();
      boolean leased = !outbound.log(null, "leased", 0, 1).isEmpty();
      quiet = done == 0 && !leased ? quiet + 1 : 0;
      Thread.sleep(5); // the carrier works on a thread of its own
    }
    assertThat(quiet).isEqualTo(5);
  }

  private int number(Receiver.Call call) {
    return Json.mapper().readTree(call.body()).path("event").path("data").path("number").asInt();
  }

  @Test
  void a_message_is_signed_with_every_secret_and_whole() throws Exception {
    subscribe("P1", List.of("incident.triggered"), List.of("new secret", "old secret"));
    happen("incident.triggered", "Q1", "S1", 1);
    happen("incident.triggered", "Q2", "S2", 2); // another service
    happen("incident.resolved", "Q1", "S1", 3); // another event
    settle();
    assertThat(receiver().calls).hasSize(1);
    var call = receiver().calls.getFirst();
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    assertThat(call.signature())
        .isEqualTo(Signature.of(List.of("new secret", "old secret"), body))
        .matches("v1=[0-9a-f]{64},v1=[0-9a-f]{64}");
    assertThat(call.custom()).isEqualTo("yes");
    assertThat(call.subscription()).isEqualTo("P1");
    var event = Json.mapper().readTree(call.body()).path("event");
    assertThat(event.path("event_type").asString()).isEqualTo("incident.triggered");
    assertThat(event.path("resource_type").asString()).isEqualTo("incident");
    assertThat(event.path("occurred_at").asString()).isEqualTo("2026-03-02T09:00:00Z");
    assertThat(event.path("id").asString()).startsWith("E");
  }

  @Test
  void the_signature_is_the_hmac_of_the_body() {
    // computed with: printf '{"a":1}' | openssl dgst -sha256 -hmac secret
    assertThat(Signature.of(List.of("secret"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1=aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494");
  }

  @Test
  void a_receiver_that_is_away_gets_it_later_under_the_same_id_and_in_order() throws Exception {
    subscribe("P1", List.of("incident.triggered", "incident.acknowledged"), List.of("s"));
    receiver().answer(503, 429);
    happen("incident.triggered", "Q1", "S1", 1);
    happen("incident.acknowledged", "Q1", "S1", 2);
    happen("incident.triggered", "Q2", "S1", 3);
    for (int i = 0; i < 8; i++) {
      settle();
      clock.forward(Duration.ofHours(1));
    }
    // of one incident nothing overtakes: the second message leaves after the first was taken
    var ofQ1 = new ArrayList<Integer>();
    for (var call : receiver().calls) {
      if (number(call) != 3) {
        ofQ1.add(number(call));
      }
    }
    assertThat(ofQ1.getLast()).isEqualTo(2);
    assertThat(ofQ1.subList(0, ofQ1.size() - 1)).containsOnly(1);
    assertThat(receiver().calls).hasSize(5);
    var first = receiver().calls.stream().filter(call -> number(call) == 1).toList();
    assertThat(first.stream().map(Receiver.Call::webhookId).distinct()).hasSize(1);
    assertThat(outbound.log(null, "handed", 0, 10)).hasSize(3);
    assertThat(subscriptions.find("P1").orElseThrow().drops()).isZero();
  }

  @Test
  void three_refused_messages_in_a_row_let_the_subscription_rest_for_a_day() throws Exception {
    subscribe("P1", List.of("incident.triggered"), List.of("s"));
    receiver().answer(404, 410, 400);
    for (int i = 1; i <= 3; i++) {
      happen("incident.triggered", "Q" + i, "S1", i);
      settle();
    }
    var resting = subscriptions.find("P1").orElseThrow();
    assertThat(resting.resting(clock.instant())).isTrue();
    assertThat(outbound.log(null, "failed", 0, 10)).hasSize(3);
    happen("incident.triggered", "Q4", "S1", 4);
    settle();
    assertThat(receiver().calls).hasSize(3);
    clock.forward(Duration.ofHours(24));
    happen("incident.triggered", "Q5", "S1", 5);
    settle();
    assertThat(receiver().calls).hasSize(4);
  }

  @Test
  void a_delivery_in_between_ends_the_row() throws Exception {
    subscribe("P1", List.of("incident.triggered"), List.of("s"));
    receiver().answer(404, 404, 200, 404, 404);
    for (int i = 1; i <= 5; i++) {
      happen("incident.triggered", "Q" + i, "S1", i);
      settle();
    }
    assertThat(subscriptions.find("P1").orElseThrow().resting(clock.instant())).isFalse();
    assertThat(subscriptions.find("P1").orElseThrow().drops()).isEqualTo(2);
  }

  @Test
  void a_message_that_is_too_long_leaves_its_texts_out() throws Exception {
    subscribe("P1", List.of("incident.annotated"), List.of("s"));
    database.run(() ->
        webhooks.tell(
            List.of(
                new Happening(
                    "incident.annotated",
                    "Q1",
                    "S1",
                    clock.instant(),
                    Who.muster(),
                    null,
                    Map.of("content", "x".repeat(70_000)))),
            clock.instant()));
    settle();
    var data =
        Json.mapper().readTree(receiver().calls.getFirst().body()).path("event").path("data");
    assertThat(data.path("content").asString()).hasSize(1_024);
    assertThat(data.path("trimmed").asBoolean()).isTrue();
  }

  @Test
  void a_ping_arrives_though_the_subscription_is_off() throws Exception {
    var subscription = subscribe("P1", List.of("incident.triggered"), List.of("s"));
    subscriptions.save(
        new Subscription(
            subscription.id(),
            subscription.url(),
            subscription.customHeaders(),
            subscription.secrets(),
            subscription.events(),
            subscription.filter(),
            subscription.filterId(),
            "",
            false,
            0,
            null,
            subscription.createdAt()));
    database.run(() -> webhooks.ping(subscriptions.find("P1").orElseThrow(), clock.instant()));
    happen("incident.triggered", "Q1", "S1", 1);
    settle();
    assertThat(receiver().calls).hasSize(1);
    assertThat(receiver().calls.getFirst().body()).contains("pagey.ping");
  }
}
