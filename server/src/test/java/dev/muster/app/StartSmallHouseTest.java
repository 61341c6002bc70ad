package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One person with one service: what "Start with one service" asks for is enough to be paged by mail, to answer from the mail, and to
/// have nothing missing in anybody's list.
class StartSmallHouseTest {
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

  @Test
  void an_owner_and_a_contact_are_enough() throws Exception {
    JsonNode me = house.get("/users/me").ok().path("user");
    String person = me.path("id").asString();
    String team = id(house.post("/teams", "{'team': {'name': 'Team of Ana'}}").ok(), "team");
    house.put("/teams/" + team + "/users/" + person, "{'role': 'manager'}").ok();
    String policy =
        id(
            house
                .post(
                    "/escalation_policies",
                    "{'escalation_policy': {'name': 'Team of Ana, on call', 'teams': [{'id': '%s', 'type': 'team_reference'}], 'escalation_rules': [{'escalation_delay_in_minutes': 15, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                        .formatted(team, person))
                .ok(),
            "escalation_policy");
    String service =
        id(
            house
                .post(
                    "/services",
                    "{'service': {'name': 'Web shop', 'teams': [{'id': '%s', 'type': 'team_reference'}], 'contact': '%s', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                        .formatted(team, me.path("email").asString(), policy))
                .ok(),
            "service");
    String key = new Furniture(house).key(service, "Monitoring");
    JsonNode standard = house.get("/standards/ownership").ok();
    assertThat(standard.path("checked").asInt()).isEqualTo(1);
    assertThat(standard.path("passing").asInt()).as("%s", standard).isEqualTo(1);

    house
        .post(
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'trigger', 'payload': {'summary': 'Shop is down', 'source': 'web-1', 'severity': 'critical'}}"
                .formatted(key))
        .ok();
    assertThat(mail.waitForIncomingEmail(30_000, 1)).as("a page by mail").isTrue();
    MimeMessage page = mail.getReceivedMessages()[0];
    assertThat(page.getAllRecipients()[0].toString()).isEqualTo(me.path("email").asString());
    assertThat(page.getSubject()).contains("Shop is down");
    String words = plain(page);
    press(words, "Acknowledge");
    JsonNode incident = house.get("/incidents").ok().path("incidents").path(0);
    assertThat(incident.path("status").asString()).isEqualTo("acknowledged");
    press(words, "Resolve");
    String path = "/incidents/" + incident.path("id").asString();
    assertThat(house.get(path).ok().path("incident").path("status").asString())
        .isEqualTo("resolved");
    assertThat(mail.getReceivedMessages()).as("nothing more").hasSize(1);
  }
}
