package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import dev.muster.platform.door.Annex;
import dev.muster.platform.postgres.TestLocks;
import dev.muster.platform.secret.Proof;
import dev.muster.signal.HttpMachineDoor;
import dev.muster.signal.Intake;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Webhooks in, in the whole house.
class HookHouseTest {
  private static TestHouse house;
  private static String service;
  private int number;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
    String me = house.get("/users/me").ok().at("/user/id").asString();
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy':{'type':'escalation_policy','name':'P','escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[{'id':'%s','type':'user_reference'}]}]}}"
                    .formatted(me))
            .ok()
            .at("/escalation_policy/id")
            .asString();
    service =
        house
            .post(
                "/services",
                "{'service':{'type':'service','name':'Shop','escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}}"
                    .formatted(policy))
            .ok()
            .at("/service/id")
            .asString();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private record Door(String path, String address) {
    String key() {
      return address.substring(HookDoor.PATH.length());
    }
  }

  private Door door() {
    JsonNode made =
        house
            .post(
                "/services/" + service + "/integrations",
                "{'integration':{'type':'generic_events_api_inbound_integration','name':'Hook %d'}}"
                    .formatted(number++))
            .ok()
            .get("integration");
    return new Door(
        "/services/" + service + "/integrations/" + made.get("id").asString() + "/webhook",
        HookDoor.PATH + made.get("integration_key").asString());
  }

  private static TestHouse.Answer call(Door door, String json, Map<String, String> headers) {
    return house.send("POST", door.address(), json, headers);
  }

  private static JsonNode calls(Door door, String query) {
    return house
        .eventually(door.path() + "/calls" + query, found -> !found.path("calls").isEmpty())
        .path("calls");
  }

  @Test
  void any_json_opens_and_resolves_an_incident() {
    Door door = door();
    var opened = call(door, "{'title':'Queue stuck','alert_id':'q1','priority':'p1'}", Map.of());
    assertThat(opened.status()).as(opened.text()).isEqualTo(202);
    assertThat(opened.json().get("dedup_key").asString()).isEqualTo("q1");
    assertThat(call(door, "{'alert_id':'q1','status':'recovered'}", Map.of()).status())
        .isEqualTo(202);
    assertThat(call(door, "{'colour':'red'}", Map.of()).status()).isEqualTo(400);
    JsonNode calls = calls(door, "?outcome=unreadable");
    assertThat(calls.at("/0/words").asString()).contains("No 'summary'");
    assertThat(calls.at("/0/body").asString()).contains("colour");
    assertThat(house.get(door.path() + "/calls?total=true").ok().get("total").asInt()).isEqualTo(3);
    assertThat(house.get(door.path() + "/calls?outcome=blue").status()).isEqualTo(400);
  }

  @Test
  void a_form_is_taken_as_well() {
    Door door = door();
    var headers = Map.of("Content-Type", "application/x-www-form-urlencoded");
    var answer =
        house
            .bean(HookDoor.class)
            .answer(
                new Annex.Request(
                    "POST",
                    door.address(),
                    null,
                    headers::get,
                    "title=Door+open&host=gate&alert_id=7".getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"7\"");
  }

  @Test
  void a_signed_door_opens_to_the_signed_alone() {
    Door door = door();
    JsonNode hook =
        house
            .put(
                door.path(),
                "{'webhook':{'signature':{'type':'hmac_sha256','header':'X-Hub-Signature-256','prefix':'sha256='}}}")
            .ok()
            .get("webhook");
    String secret = hook.get("secret").asString();
    assertThat(hook.get("url").asString()).endsWith(door.address());
    assertThat(house.get(door.path()).ok().at("/webhook/secret").isNull()).isTrue();
    assertThat(house.get(door.path()).ok().at("/webhook/secret_set").asBoolean()).isTrue();
    String body = "{\"title\":\"Signed\",\"alert_id\":\"s1\"}";
    assertThat(call(door, body, Map.of()).status()).isEqualTo(401);
    assertThat(call(door, body, Map.of("X-Hub-Signature-256", "sha256=00")).status())
        .isEqualTo(401);
    var proof = new Proof(Proof.Kind.HMAC_SHA256, "X-Hub-Signature-256", "sha256=", false, null);
    Map<String, String> signed =
        proof.sign(secret, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    assertThat(call(door, body, signed).status()).isEqualTo(202);
    String renewed =
        house.post(door.path() + "/secret", "{}").ok().at("/webhook/secret").asString();
    assertThat(renewed).isNotEqualTo(secret);
    assertThat(call(door, body, signed).status()).isEqualTo(202); // for a day
    assertThat(
            call(
                    door,
                    body,
                    proof.sign(renewed, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH))
                .status())
        .isEqualTo(202);
    assertThat(calls(door, "?outcome=unproven").at("/0/words").asString()).contains("does not fit");
    assertThat(house.get("/audit/records?limit=20").text())
        .contains("inbound_webhook")
        .doesNotContain(secret);
  }

  private static Map<String, String> signed(String secret, String body) {
    return new Proof(Proof.Kind.HMAC_SHA256, "X-Signature-256", "sha256=", false, null)
        .sign(secret, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
  }

  private static String signedDoor(Door door) {
    return house
        .put(door.path(), "{'webhook':{'signature':{'type':'hmac_sha256'}}}")
        .ok()
        .at("/webhook/secret")
        .asString();
  }

  @Test
  void no_other_door_takes_anything_for_a_signed_one() {
    Door door = door();
    String event =
        "{'routing_key':'%s','event_action':'trigger','dedup_key':'w1','payload':{'summary':'Walked around','source':'x','severity':'error'}}"
            .formatted(door.key());
    assertThat(house.send("POST", "/v2/enqueue", event, Map.of()).status()).isEqualTo(202);
    String secret = signedDoor(door);
    var around = new HashMap<String, String>();
    around.put("/v2/enqueue", event);
    around.put(
        "/generic/2010-04-15/create_event.json",
        "{'service_key':'%s','event_type':'trigger','description':'Walked around'}"
            .formatted(door.key()));
    around.put(
        "/v2/change/enqueue",
        "{'routing_key':'%s','payload':{'summary':'Walked around'}}".formatted(door.key()));
    around.put(
        "/integrations/alertmanager/" + door.key(),
        "{'version':'4','alerts':[{'status':'firing','labels':{'alertname':'Walked around'}}]}");
    around.put(
        "/integrations/prometheus/" + door.key() + "/api/v2/alerts",
        "[{'labels':{'alertname':'Walked around'}}]");
    around.forEach((path, body) -> {
      var answer = house.send("POST", path, body, Map.of());
      assertThat(answer.status()).as(path + answer.text()).isEqualTo(400);
      assertThat(answer.json().get("status").asString()).isEqualTo("invalid event");
      assertThat(answer.json().at("/errors/0").asString()).contains("only webhooks with a proof");
    });
    var metrics =
        house.send("POST", "/integrations/influx/" + door.key() + "/write", "cpu v=1", Map.of());
    assertThat(metrics.status()).as(metrics.text()).isEqualTo(401);
    assertThat(calls(door, "?outcome=unproven").at("/0/words").asString())
        .contains("only webhooks with a proof");
    String body = "{\"title\":\"Signed\",\"alert_id\":\"w2\"}";
    assertThat(call(door, body, signed(secret, body)).status()).isEqualTo(202);
    house.put(door.path(), "{'webhook':{'signature':{'type':'none'}}}").ok();
    assertThat(house.send("POST", "/v2/enqueue", event, Map.of()).status()).isEqualTo(202);
  }

  /// The port for machines decodes addresses; the intake takes blanks around a key for a slip of the pen.
  @Test
  void blanks_around_the_key_are_no_way_around_the_proof() throws Exception {
    Door door = door();
    String secret = signedDoor(door);
    String body = "{\"title\":\"Walked around\",\"alert_id\":\"b1\"}";
    try (var machines =
            HttpMachineDoor.open(
                house.bean(Intake.class), List.of(house.bean(HookDoor.class)), "127.0.0.1", 0);
        var client = HttpClient.newHttpClient()) {
      for (String base : List.of(house.base().toString(), "http://127.0.0.1:" + machines.port())) {
        for (String blanks : List.of("%s%%20", "%%20%s", "%s%%09")) {
          String address = base + HookDoor.PATH + blanks.formatted(door.key());
          var unsigned =
              HttpRequest.newBuilder(URI.create(address))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build();
          assertThat(client.send(unsigned, HttpResponse.BodyHandlers.ofString()).statusCode())
              .as(address)
              .isIn(400, 401);
        }
      }
      var signed =
          HttpRequest.newBuilder(
              URI.create(
                  "http://127.0.0.1:" + machines.port() + HookDoor.PATH + door.key() + "%20"));
      signed(secret, body).forEach(signed::header);
      assertThat(
              client
                  .send(
                      signed.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(202);
    }
  }

  @Test
  void a_leaked_secret_ends_at_once() {
    Door door = door();
    String leaked = signedDoor(door);
    String body = "{\"title\":\"Signed\",\"alert_id\":\"l1\"}";
    String second =
        house
            .post(door.path() + "/secret", "{'revoke_previous':true}")
            .ok()
            .at("/webhook/secret")
            .asString();
    assertThat(call(door, body, signed(leaked, body)).status()).isEqualTo(401);
    assertThat(call(door, body, signed(second, body)).status()).isEqualTo(202);

    String third =
        house.send("POST", door.path() + "/secret", null).ok().at("/webhook/secret").asString();
    assertThat(call(door, body, signed(second, body)).status()).isEqualTo(202);
    JsonNode ended =
        house.put(door.path(), "{'webhook':{'revoke_previous':true}}").ok().get("webhook");
    assertThat(ended.get("previous_secret_until").isNull()).isTrue();
    assertThat(call(door, body, signed(second, body)).status()).isEqualTo(401);
    assertThat(call(door, body, signed(third, body)).status()).isEqualTo(202);

    house.post(door.path() + "/secret", "{}").ok();
    house.put(door.path(), "{'webhook':{'secret':'one of its own'}}").ok();
    assertThat(call(door, body, signed(third, body)).status()).isEqualTo(401);
    assertThat(call(door, body, signed("one of its own", body)).status()).isEqualTo(202);
    assertThat(house.post(door.path() + "/secret", "{'revoke_previous':'perhaps'}").status())
        .isEqualTo(400);
  }

  private static void spoil(Door door, String change) {
    Database database = house.bean(Database.class);
    database.run(() -> {
      house.bean(LiveHooks.class).changing();
      database
          .sql()
          .sql("update signal.hook set " + change + " where integration_id = ?")
          .param(door.path().split("/", -1)[4])
          .update();
    });
  }

  @Test
  void what_we_cannot_read_is_no_fault_of_the_sender() {
    Door door = door();
    String secret = signedDoor(door);
    String event =
        "{'routing_key':'%s','event_action':'trigger','payload':{'summary':'Around','source':'x','severity':'error'}}"
            .formatted(door.key());
    String body = "{\"title\":\"Signed\",\"alert_id\":\"r1\"}";
    spoil(door, "secret = secret || 'AAAA'");
    var answer = call(door, body, signed(secret, body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(house.send("POST", "/v2/enqueue", event, Map.of()).status()).isEqualTo(400);

    spoil(door, "proof = '{}'");
    assertThat(call(door, body, signed(secret, body)).status()).isEqualTo(503);
    answer = house.send("POST", "/v2/enqueue", event, Map.of());
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(
            house
                .send("POST", "/integrations/influx/" + door.key() + "/write", "cpu v=1", Map.of())
                .status())
        .isEqualTo(503);
  }

  @Test
  void changes_at_the_same_time_keep_each_other() throws Exception {
    Door door = door();
    signedDoor(door);
    String id = door.path().split("/", -1)[4];
    Database database = house.bean(Database.class);
    HookRepository repository = house.bean(PostgresHooks.class);
    var answer = new CompletableFuture<TestHouse.Answer>();
    database.run(() -> {
      house.bean(LiveHooks.class).changing();
      Hook before = repository.hook(id).orElseThrow();
      repository.save(
          new Hook(
              id,
              before.proof(),
              "the newest secret",
              null,
              null,
              before.mapping(),
              Instant.EPOCH));
      Thread.startVirtualThread(() ->
          answer.complete(
              house.put(
                  door.path(), "{'webhook':{'mapping':{'summary':'{{raw_event.title}}!'}}}")));
      TestLocks.untilStuck(database, answer);
    });
    assertThat(answer.get(90, TimeUnit.SECONDS).ok().at("/webhook/mapping/summary").asString())
        .isEqualTo("{{raw_event.title}}!");
    assertThat(repository.hook(id).orElseThrow().secret()).isEqualTo("the newest secret");
  }

  private static List<String> unreadable(TestHouse.Answer answer) {
    return answer.ok().at("/webhook/unreadable").valueStream().map(JsonNode::asString).toList();
  }

  /// With the key that seals lost, or a row that was damaged, people can still give anew what is gone; and nothing is opened by that.
  @Test
  void what_cannot_be_read_is_named_and_given_anew() {
    Door door = door();
    signedDoor(door);
    String id = door.path().split("/", -1)[4];
    Database database = house.bean(Database.class);
    database.run(() -> {
      house.bean(LiveHooks.class).changing();
      database
          .sql()
          .sql(
              "update signal.hook set proof = '{\"kind\": \"SEAL\"}', mapping = '[]', secret ="
                  + " secret || 'AAAA' where integration_id = ?")
          .param(id)
          .update();
    });
    assertThat(unreadable(house.get(door.path())))
        .containsExactly("signature", "secret", "mapping");
    assertThat(unreadable(house.put(door.path(), "{'webhook':{}}")))
        .as("nothing takes the place of what is not given")
        .containsExactly("signature", "secret", "mapping");
    assertThat(house.put(door.path(), "{'webhook':{'severity_words':{'9':'error'}}}").text())
        .contains("mapping", "given anew");
    assertThat(house.post(door.path() + "/trial", "{'body':{'title':'Odd'}}").status())
        .isEqualTo(400);
    for (String half : List.of("{}", "{'header':'X-Gate'}")) {
      assertThat(house.put(door.path(), "{'webhook':{'signature':" + half + "}}").text())
          .as("a shut door is not opened by what is left out")
          .contains("signature.type");
    }
    assertThat(unreadable(house.put(door.path(), "{'webhook':{'signature':null,'mapping':null}}")))
        .containsExactly("signature", "secret", "mapping");
    assertThat(call(door, "{'title':'Odd'}", Map.of()).status()).isEqualTo(503);

    assertThat(
            unreadable(
                house.put(
                    door.path(), "{'webhook':{'signature':{'type':'token','header':'X-Gate'}}}")))
        .containsExactly("secret", "mapping");
    assertThat(unreadable(house.put(door.path(), "{'webhook':{'mapping':{}}}")))
        .containsExactly("secret");
    assertThat(call(door, "{'title':'Odd'}", Map.of()).status()).as("not open").isNotEqualTo(202);
    TestHouse.Answer renewed = house.post(door.path() + "/secret", "{}");
    assertThat(unreadable(renewed)).isEmpty();
    String secret = renewed.json().at("/webhook/secret").asString();
    assertThat(call(door, "{'title':'Odd'}", Map.of()).status()).isEqualTo(401);
    assertThat(call(door, "{'title':'Odd'}", Map.of("X-Gate", secret)).status()).isEqualTo(202);
  }

  @Test
  void the_test_button_goes_through_the_door() {
    Door door = door();
    house.put(door.path(), "{'webhook':{'signature':{'type':'token','header':'X-Gate'}}}").ok();
    JsonNode test =
        house
            .post(door.path() + "/test", "{'body':{'title':'Trying','alert_id':'t1'}}")
            .ok()
            .get("test");
    assertThat(test.get("status").asInt()).isEqualTo(202);
    assertThat(test.at("/headers/X-Gate").asString()).isEqualTo("<redacted>");
    assertThat(calls(door, "").at("/0/outcome").asString()).isEqualTo("accepted");
  }

  @Test
  void a_trial_changes_nothing() {
    Door door = door();
    JsonNode trial =
        house
            .post(
                door.path() + "/trial",
                "{'body':{'what':'Odd','level':9},'mapping':{'summary':'Level {{raw_event.level}}:"
                    + " {{raw_event.what}}'},'severity_words':{'9':'critical'}}")
            .ok()
            .get("trial");
    assertThat(trial.at("/event/payload/summary").asString()).isEqualTo("Level 9: Odd");
    assertThat(trial.at("/event/payload/severity").asString()).isEqualTo("critical");
    assertThat(house.get(door.path()).ok().at("/webhook/mapping")).isEmpty();
  }

  @Test
  void what_cannot_be_is_refused_by_name() {
    Door door = door();
    var faults = new HashMap<String, String>();
    faults.put("{'webhook':{'signature':{'type':'rsa'}}}", "signature.type");
    faults.put("{'webhook':{'signature':{'type':'token','header':'a b'}}}", "signature.header");
    faults.put("{'webhook':{'mapping':{'colour':'x'}}}", "mapping.colour");
    faults.put("{'webhook':{'mapping':{'summary':'{{raw_event.'}}}", "mapping.summary");
    faults.put("{'webhook':{'severity_words':{'p0':'worst'}}}", "severity_words.p0");
    faults.put("{'webhook':{'action_words':{'x':'explode'}}}", "action_words.x");
    faults.put("{'webhook':{'secret':'short'}}", "secret");
    faults.forEach((body, field) -> {
      var answer = house.put(door.path(), body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.text()).contains(field);
    });
    assertThat(house.get(door.path()).ok().at("/webhook/changed_at").isNull()).isTrue();
    assertThat(house.get("/services/" + service + "/integrations/PNONE/webhook").status())
        .isEqualTo(404);
    assertThat(
            house.send("POST", HookDoor.PATH + "0".repeat(32), "{'title':'x'}", Map.of()).status())
        .isBetween(400, 404);
  }

  /// An event, a group of Alertmanager and any JSON: whoever looks sees the same fields, and what none of them is.
  @Test
  void three_shapes_become_one_event() {
    Door door = door();
    String v2 =
        "{'routing_key':'%s','event_action':'trigger','dedup_key':'disk/1','payload':{'summary':'Disk full','source':'db-17','severity':'warning','timestamp':'2026-01-05T09:00:00Z','component':'disk','group':'prod','class':'capacity','custom_details':{'stage':'production','odd':{'a':[1,null]}}}}"
            .formatted(door.key());
    String group =
        "{'version':'4','status':'firing','alerts':[{'status':'firing','labels':{'alertname':'Disk','instance':'db-17','severity':'warning','env':'production'},'annotations':{'summary':'Disk full'},'startsAt':'2026-01-05T09:00:00Z','fingerprint':'disk/2','odd':{'a':[1,null]}}]}";
    String any =
        "{'title':'Disk full','host':'db-17','level':'warn','alert_id':'disk/3','time':'2026-01-05T09:00:00Z','stage':'production','odd':{'a':[1,null]}}";
    house.post("/v2/enqueue", v2).ok();
    house.post("/integrations/alertmanager/" + door.key(), group).ok();
    call(door, any, Map.of());
    String integration = door.path().replaceFirst(".*/integrations/(.*)/webhook", "$1");
    JsonNode events = house.get("/events?integration_ids[]=" + integration).ok().path("events");
    assertThat(events).hasSize(3);
    for (JsonNode event : events) {
      assertThat(event.path("summary").asString()).isEqualTo("Disk full");
      assertThat(event.path("source").asString()).isEqualTo("db-17");
      assertThat(event.path("severity").asString()).isEqualTo("warning");
      assertThat(event.path("stage").asString()).isEqualTo("production");
      assertThat(event.path("happened_at").asString()).isEqualTo("2026-01-05T09:00:00Z");
      assertThat(event.path("dedup_key").asString()).startsWith("disk/");
      assertThat(event.path("service").path("id").asString()).isEqualTo(service);
      assertThat(event.path("raw").findValue("odd").toString()).isEqualTo("{\"a\":[1,null]}");
    }
    assertThat(events.findValues("custom_details").stream().map(one -> one.findValue("odd")))
        .filteredOn(java.util.Objects::nonNull)
        .hasSizeGreaterThanOrEqualTo(2);
  }
}
