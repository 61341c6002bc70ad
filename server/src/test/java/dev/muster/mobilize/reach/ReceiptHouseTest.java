package dev.muster.mobilize.reach;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.door.Annex;
import dev.muster.platform.web.Form;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What the telephone provider says of messages, and what people answer by it, in the whole house, with a stand-in for the provider.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiptHouseTest {
  private static final String BASE = "https://muster.example.org";
  private static final String TOKEN = "provider token";

  private final Provider provider = new Provider();
  private final TestHouse house =
      TestHouse.start(
          "--web-base=" + BASE,
          "--outbound-private=true",
          "--phone.base=" + provider.url(),
          "--phone.account=AC1",
          "--phone.token=" + TOKEN,
          "--phone.replies=true",
          "--phone.from=+15550100");
  private final Furniture furniture = new Furniture(house);
  private final HttpClient client = HttpClient.newHttpClient();

  /// Takes texts and other posts.
  private static final class Provider implements AutoCloseable {
    final List<Map<String, String>> texts = new CopyOnWriteArrayList<>();
    final List<String> hooks = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Provider() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().startsWith("/hook")) {
              hooks.add(new String(body, StandardCharsets.UTF_8));
            } else {
              texts.add(Form.fields(body));
            }
            byte[] answer = "{\"sid\": \"SM1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @AfterAll
  void close() {
    house.close();
    provider.close();
    client.close();
  }

  private String method(String user, String body) {
    return house
        .post("/users/" + user + "/contact_methods", "{'contact_method': " + body + "}")
        .ok()
        .path("contact_method")
        .path("id")
        .asString();
  }

  private void rule(String user, String method, String type, int minutes) {
    house
        .post(
            "/users/" + user + "/notification_rules",
            "{'notification_rule': {'type': 'assignment_notification_rule', 'start_delay_in_minutes': %d, 'urgency': 'high', 'contact_method': {'id': '%s', 'type': '%s_reference'}}}"
                .formatted(minutes, method, type))
        .ok();
  }

  /// Pages somebody by text, and by a webhook an hour later.
  private String page(String name, String number) {
    String user = user(name);
    rule(
        user,
        method(
            user,
            "{'type': 'sms_contact_method', 'label': 'Phone', 'country_code': 49, 'address': '%s'}"
                .formatted(number)),
        "sms_contact_method",
        0);
    rule(
        user,
        method(
            user,
            "{'type': 'webhook_contact_method', 'label': 'Hook', 'address': '%s/hook/%s'}"
                .formatted(provider.url(), name)),
        "webhook_contact_method",
        60);
    return house
        .post(
            "/incidents",
            "{'incident': {'type': 'incident', 'title': 'Page for %s', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(name, furniture.service(name, furniture.policy(name, user, 30))))
        .ok()
        .path("incident")
        .path("id")
        .asString();
  }

  private JsonNode told(String incident, String channel, String state) {
    return house.eventually(() -> {
      for (JsonNode one :
          house.get("/incidents/" + incident + "/notifications").ok().path("notifications")) {
        if (one.path("channel").asString().equals(channel)
            && (one.path("receipt").path("state").asString("").equals(state)
                || one.path("status").asString().equals(state))) {
          return one;
        }
      }
      return null;
    });
  }

  private String callback(String title) {
    return house.eventually(() ->
        provider.texts.stream()
            .filter(text -> text.getOrDefault("Body", "").contains(title))
            .map(text -> text.get("StatusCallback"))
            .findFirst()
            .orElse(null));
  }

  private int say(String address, Map<String, String> fields, String signature) {
    return post(address, fields, signature).statusCode();
  }

  private HttpResponse<String> post(String address, Map<String, String> fields, String signature) {
    String body =
        fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .reduce((one, other) -> one + "&" + other)
            .orElse("");
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(address.replace(BASE, house.base().toString())))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header(ProviderProof.SIGNATURE, signature)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_text_that_does_not_arrive_lets_the_next_way_go_at_once() {
    String incident = page("Una", "15550001");
    String address = callback("Page for Una");
    assertThat(address).startsWith(BASE + ReceiptDoor.PATH);
    JsonNode sent = told(incident, "sms", "accepted");
    assertThat(sent.path("status").asString()).isEqualTo("sent");
    assertThat(sent.path("receipt").path("words").asString()).contains("SM1");
    assertThat(told(incident, "webhook", "pending")).isNotNull();
    var fields = Map.of("MessageSid", "SM1", "MessageStatus", "undelivered", "ErrorCode", "30003");
    assertThat(say(address, fields, "AAAA")).isEqualTo(401);
    String signature = ProviderProof.sign(TOKEN, address, fields);
    assertThat(say(address, fields, signature)).isEqualTo(204);
    JsonNode failed = told(incident, "sms", "failed");
    assertThat(failed.path("receipt").path("words").asString()).contains("undelivered", "30003");
    JsonNode next = told(incident, "webhook", "sent");
    assertThat(next.path("reason").asString()).contains("leaves early");
    assertThat(provider.hooks.toString()).contains("Page for Una");
    house.eventually(() -> failuresSaid(incident) == 0 ? null : incident);
    int said = failuresSaid(incident);
    String told = house.get("/incidents/" + incident + "/notifications").text();
    assertThat(say(address, fields, signature)).as("said twice").isEqualTo(204);
    untilOthersAreTold("Eva", "15550003");
    assertThat(house.get("/incidents/" + incident + "/notifications").text()).isEqualTo(told);
    assertThat(failuresSaid(incident)).isEqualTo(said);
  }

  private int failuresSaid(String incident) {
    String timeline = house.get("/incidents/" + incident + "/log_entries?limit=100").text();
    return timeline.split("could not be told by sms", -1).length - 1;
  }

  /// Whatever was to leave before them has left then.
  private void untilOthersAreTold(String name, String number) {
    page(name, number);
    callback("Page for " + name);
  }

  @Test
  void a_text_that_arrives_says_so_and_the_next_way_waits() {
    String incident = page("Ola", "15550002");
    String address = callback("Page for Ola");
    told(incident, "sms", "accepted");
    for (String word : List.of("sending", "delivered")) {
      var fields = Map.of("MessageSid", "SM1", "MessageStatus", word);
      assertThat(say(address, fields, ProviderProof.sign(TOKEN, address, fields))).isEqualTo(204);
    }
    JsonNode arrived = told(incident, "sms", "delivered");
    assertThat(arrived.path("status").asString()).isEqualTo("sent");
    untilOthersAreTold("Ida", "15550004");
    assertThat(told(incident, "webhook", "pending").path("status").asString()).isEqualTo("pending");
    assertThat(provider.hooks.toString()).doesNotContain("Page for Ola");
  }

  /// Calls somebody, whose incident somebody else gets at the next level.
  ///
  /// @return incident and its number
  private List<String> call(String name, String number) {
    String user = user(name);
    rule(
        user,
        method(
            user,
            "{'type': 'phone_contact_method', 'label': 'Phone', 'country_code': 49, 'address': '%s'}"
                .formatted(number)),
        "phone_contact_method",
        0);
    String policy = furniture.policy(name, user, 30, user(name + "two"));
    JsonNode incident =
        house
            .post(
                "/incidents",
                "{'incident': {'type': 'incident', 'title': 'Call for %s', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                    .formatted(name, furniture.service(name, policy)))
            .ok()
            .path("incident");
    return List.of(incident.path("id").asString(), incident.path("incident_number").toString());
  }

  private String user(String name) {
    return house
        .post("/users", "{'user': {'name': '%s', 'email': '%s@example.com'}}".formatted(name, name))
        .ok()
        .path("user")
        .path("id")
        .asString();
  }

  /// What the provider is told to do in the call.
  private String twiml(String title) {
    return house.eventually(() ->
        provider.texts.stream()
            .map(call -> call.getOrDefault("Twiml", ""))
            .filter(twiml -> twiml.contains(title))
            .findFirst()
            .orElse(null));
  }

  private static String action(String twiml) {
    return twiml.replaceAll("(?s).*?action=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
  }

  /// Presses a key as the provider brings it.
  private String press(String action, String key) {
    var fields = Map.of("CallSid", "CA1", "From", "+15550100", "Digits", key);
    HttpResponse<String> answer = post(action, fields, ProviderProof.sign(TOKEN, action, fields));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
    return answer.body();
  }

  private JsonNode incident(String id) {
    return house.get("/incidents/" + id).ok().path("incident");
  }

  @Test
  void a_key_during_a_call_acts_for_whoever_was_called() {
    List<String> called = call("Kim", "15550021");
    String twiml = twiml("Call for Kim");
    assertThat(twiml).contains("Press 4 to acknowledge, 6 to resolve, 8 to escalate.");
    String action = action(twiml);
    assertThat(action).startsWith(BASE + "/integrations/calls/");
    var fields = Map.of("Digits", "4");
    assertThat(say(action, fields, "AAAA")).as("not the provider").isEqualTo(401);
    assertThat(say(action + "?try=1", fields, ProviderProof.sign(TOKEN, action, fields)))
        .as("an address that was changed")
        .isEqualTo(401);
    assertThat(press(action.replaceFirst("\\.[^.]{22}$", "." + "A".repeat(22)), "4"))
        .as("one that was not made here")
        .contains("nothing that Muster knows");
    assertThat(incident(called.getFirst()).path("status").asString()).isEqualTo("triggered");
    String wrong = press(action, "5");
    assertThat(wrong).contains("5 is none of the keys.", "Call for Kim", "Press 4 to acknowledge");
    String again = action(wrong);
    assertThat(again).isEqualTo(action + "?try=1");
    assertThat(press(action(press(action(press(again, "*")), "7")), "#"))
        .contains("# is none of the keys. Nothing was changed. Goodbye.")
        .doesNotContain("Gather");
    assertThat(press(again, "4")).contains("Incident " + called.get(1) + " is yours. Goodbye.");
    assertThat(press(again, "4")).as("twice").contains("is yours");
    assertThat(incident(called.getFirst()).path("status").asString()).isEqualTo("acknowledged");
    String log = house.get("/incidents/" + called.getFirst() + "/log_entries").text();
    assertThat(log).contains("\"phone\"", "Kim");
    assertThat(press(action, "8")).contains("Incident " + called.get(1) + " goes to level 2 now.");
    assertThat(press(action, "8")).as("twice").contains("went on to other people");
    assertThat(incident(called.getFirst()).path("assignments").toString()).contains("Kimtwo");
    assertThat(press(action, "6")).contains("is resolved. Goodbye.");
    assertThat(press(action, "4")).contains("is resolved already");
  }

  @Test
  void a_key_does_what_the_person_may_and_no_more() {
    List<String> called = call("Lea", "15550022");
    String action = action(twiml("Call for Lea"));
    String lea = incident(called.getFirst()).at("/assignments/0/assignee/id").asString();
    house.put("/users/" + lea, "{'user': {'role': 'observer'}}").ok();
    assertThat(press(action, "4")).contains("Not done. ", "observer");
    assertThat(incident(called.getFirst()).path("status").asString()).isEqualTo("triggered");
    assertThat(press(action, "")).contains("No key was heard.");
  }

  private String text(String from, String body) {
    String address = BASE + "/integrations/texts";
    var fields = Map.of("MessageSid", "SM9", "From", from, "To", "+15550100", "Body", body);
    HttpResponse<String> answer = post(address, fields, ProviderProof.sign(TOKEN, address, fields));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String body(String title) {
    return house.eventually(() ->
        provider.texts.stream()
            .map(text -> text.getOrDefault("Body", ""))
            .filter(body -> body.contains(title))
            .findFirst()
            .orElse(null));
  }

  @Test
  void a_text_that_comes_back_acts_by_its_code() {
    String incident = page("Mona", "15550031");
    String from = "+4915550031";
    String code = body("Page for Mona").replaceAll("(?s).*Reply 4([0-9]{4}) to ack.*", "$1");
    assertThat(code).matches("[0-9]{4}");
    var forged = Map.of("From", from, "Body", "4" + code);
    assertThat(say(BASE + "/integrations/texts", forged, "AAAA")).isEqualTo(401);
    assertThat(text(from, "ack"))
        .as("whoever only claims the number learns nothing")
        .contains("4" + code + " to acknowledge");
    assertThat(text("+4915559999", "4" + code)).contains("of none of the pages");
    String other = "%04d".formatted((Integer.parseInt(code) + 1) % 10_000);
    assertThat(text(from, "4" + other)).contains("of none of the pages");
    assertThat(incident(incident).path("status").asString()).isEqualTo("triggered");
    assertThat(text(from, "Ack " + code)).contains("is yours.");
    assertThat(incident(incident).path("status").asString()).isEqualTo("acknowledged");
    assertThat(house.get("/incidents/" + incident + "/log_entries").text()).contains("\"sms\"");
    assertThat(text("whatsapp:" + from, "6" + code)).contains("is resolved.");
    assertThat(text(from, "6" + code)).contains("is resolved already");
    assertThat(house.eventually(() -> text(from, "LIST").contains("<Message>") ? null : "quiet"))
        .as("too many of one number")
        .isNotNull();
  }

  @Test
  void words_of_the_provider_are_left_to_it_and_nothing_open_is_said() {
    assertThat(text("+4915550041", "STOP")).doesNotContain("<Message>");
    assertThat(text("+4915550041", "LIST")).contains("Nothing that was sent to this number");
  }

  @Test
  void nobody_is_asked_for_receipts_who_cannot_reach_us() {
    assertThat(ReceiptDoor.address(URI.create("http://localhost:8080"))).isNull();
    assertThat(ReceiptDoor.address(URI.create("http://10.0.0.7:8080"))).isNull();
    assertThat(new ProviderProof("https://a.example:8443/m", "t"))
        .as("the provider signs the address with its port, or without")
        .satisfies(proof -> {
          for (String base : List.of("https://a.example:8443/m", "https://a.example/m")) {
            var form = Map.of("Digits", "4");
            String signature = ProviderProof.sign("t", base + "/x?try=1", form);
            assertThat(
                    proof.holds(
                        new Annex.Request("POST", "/x", "try=1", _ -> signature, new byte[0]),
                        form))
                .isTrue();
          }
        });
    assertThat(ReceiptDoor.address(URI.create("https://muster.example.org")))
        .isEqualTo("https://muster.example.org" + ReceiptDoor.PATH);
  }

  /// The worked example of the provider's documentation.
  @Test
  void a_signature_is_the_one_that_the_provider_documents() {
    assertThat(
            ProviderProof.sign(
                "12345",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                Map.of(
                    "CallSid", "CA1234567890ABCDE",
                    "Caller", "+14158675309",
                    "Digits", "1234",
                    "From", "+14158675309",
                    "To", "+18005551212")))
        .isEqualTo("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
  }
}
