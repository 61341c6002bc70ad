package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.muster.platform.json.Json;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One person with one service: what "Start with one service" asks for is enough to be paged by mail, to answer from the mail, and to
/// have nothing missing in anybody's list.
class StartSmallHouseTest {
  /// What "Start with one service" sends, which a test of that screen compares.
  private static final Path CALLS = Path.of("../ui/src/rooms/catalog/firstService.json");

  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TestHouse house;

  @BeforeEach
  void open() {
    mail.start();
    house =
        TestHouse.start(
            "--mail.host=127.0.0.1",
            "--mail.port=" + mail.getSmtp().getPort(),
            "--mail.start-tls=false",
            "--mail.from=Muster <muster@example.org>");
  }

  @AfterEach
  void close() {
    house.close();
    mail.stop();
  }

  private String id(JsonNode answer, String kind) {
    return answer.path(kind).path("id").asString();
  }

  private static String plain(MimeMessage message) throws Exception {
    return (String) ((MimeMultipart) message.getContent()).getBodyPart(0).getContent();
  }

  /// Presses the button of the page that a mail's link leads to.
  private void press(String words, String verb) throws Exception {
    Matcher link = Pattern.compile(verb + ": \\S+(/l/\\S+)").matcher(words);
    assertThat(link.find()).as(words).isTrue();
    try (var browser = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          browser.send(
              HttpRequest.newBuilder(URI.create(house.base() + link.group(1)))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private void trigger(String key) {
    house
        .post(
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'trigger', 'payload': {'summary': 'Shop is down', 'source': 'web-1', 'severity': 'critical'}}"
                .formatted(key))
        .ok();
  }

  private List<String> addressees() {
    return Stream.of(mail.getReceivedMessages()).map(StartSmallHouseTest::addressee).toList();
  }

  private static String addressee(MimeMessage message) {
    try {
      return message.getAllRecipients()[0].toString();
    } catch (MessagingException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static String named(String text, Map<String, String> names) {
    return Pattern.compile("\\$(\\w+)")
        .matcher(text)
        .replaceAll(name -> names.getOrDefault(name.group(1), "unknown"));
  }

  @Test
  void an_owner_and_a_contact_are_enough() throws Exception {
    JsonNode me = house.get("/users/me").ok().path("user");
    var names = new HashMap<String, String>();
    names.put("me", me.path("id").asString());
    names.put("email", me.path("email").asString());
    for (JsonNode call : Json.mapper().readTree(Files.readString(CALLS))) {
      String path = named(call.path("path").asString(), names);
      String body = named(call.path("body").toString(), names);
      JsonNode answer =
          (call.path("method").asString().equals("PUT")
                  ? house.put(path, body)
                  : house.post(path, body))
              .ok();
      call.path("makes")
          .properties()
          .forEach(
              made -> names.put(made.getKey(), answer.at(made.getValue().asString()).asString()));
    }
    String key = names.getOrDefault("key", "");
    JsonNode standard = house.get("/standards/ownership").ok();
    assertThat(standard.path("checked").asInt()).isEqualTo(1);
    assertThat(standard.path("passing").asInt()).as("%s", standard).isEqualTo(1);

    trigger(key);
    assertThat(mail.waitForIncomingEmail(90_000, 1)).as("a page by mail").isTrue();
    MimeMessage page = mail.getReceivedMessages()[0];
    assertThat(page.getAllRecipients()[0].toString()).isEqualTo(me.path("email").asString());
    assertThat(page.getSubject()).contains("Shop is down");
    String words = plain(page);
    press(words, "Acknowledge");
    JsonNode incident = house.get("/incidents").ok().path("incidents").path(0);
    assertThat(incident.path("status").asString()).isEqualTo("acknowledged");
    press(words, "Resolve");
    String shown = "/incidents/" + incident.path("id").asString();
    assertThat(house.get(shown).ok().path("incident").path("status").asString())
        .isEqualTo("resolved");
    // what is decided about another person afterwards has left, so that anything of this would
    // have, too
    var furniture = new Furniture(house);
    String ben =
        id(
            house.post("/users", "{'user': {'name': 'Ben', 'email': 'ben@example.com'}}").ok(),
            "user");
    trigger(furniture.key(furniture.service("Other", furniture.policy("Other", ben, 30)), "Other"));
    house.until(
        () -> addressees().contains("ben@example.com"), () -> "Ben was told of " + addressees());
    assertThat(addressees())
        .as("nothing more")
        .containsExactlyInAnyOrder(me.path("email").asString(), "ben@example.com");
    assertThat(house.get(shown + "/notifications").ok().path("notifications"))
        .as("nothing waits")
        .hasSize(1);
  }
}
