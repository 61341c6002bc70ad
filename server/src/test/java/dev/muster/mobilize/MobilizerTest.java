package dev.muster.mobilize;

import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.policy;
import static dev.muster.mobilize.SampleResponses.rule;
import static dev.muster.mobilize.SampleResponses.schedule;
import static dev.muster.mobilize.SampleResponses.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.muster.catalog.ContactMethod;
import dev.muster.correlate.IncidentEvent;
import dev.muster.kernel.Severity;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/// The room as a whole: facts in, mail over a real socket out.
class MobilizerTest {
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, null, ServerSetup.PROTOCOL_SMTP));
  private Night night = noMail();

  private static Night noMail() {
    return new Night(MailSettings.NONE, PhoneSettings.NONE);
  }

  @BeforeEach
  void open() {
    night.close();
    server.start();
    night = new Night(mail(), PhoneSettings.NONE);
    night.policy(policy(0, rule(10, user("ana")), rule(10, schedule("day"))));
  }

  @AfterEach
  void close() {
    night.close();
    server.stop();
  }

  private MailSettings mail() {
    return new MailSettings(
        "127.0.0.1",
        server.getSmtp().getPort(),
        null,
        null,
        "Muster <muster@example.org>",
        false,
        Duration.ofSeconds(5));
  }

  private List<String> subjects() throws Exception {
    var subjects = new java.util.ArrayList<String>();
    for (MimeMessage message : server.getReceivedMessages()) {
      subjects.add(message.getAllRecipients()[0] + " " + message.getSubject());
    }
    return subjects;
  }

  private static String part(MimeMessage message, int index) throws Exception {
    BodyPart part = ((MimeMultipart) message.getContent()).getBodyPart(index);
    return (String) part.getContent();
  }

  private static String token(MimeMessage message, String verb) throws Exception {
    var link = Pattern.compile(verb + ": \\S+/l/(\\S+)").matcher(part(message, 0));
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  @Test
  void a_page_is_a_mail_that_can_be_answered_with_one_tap() throws Exception {
    night.mailTo("ana", 0);
    night.say(formed("Q1"));
    assertThat(night.said("Q1")).containsExactly("Triggered", "Assigned", "Notified");
    MimeMessage message = server.getReceivedMessages()[0];
    assertThat(message.getSubject()).startsWith("[HIGH] Shop: Disk full on Q1 (#");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getHeader("References")).containsExactly("<incident-Q1@muster.example.org>");
    assertThat(message.getMessageID()).endsWith("@muster.example.org>");
    assertThat(message.getContentType()).startsWith("multipart/alternative");
    assertThat(part(message, 0)).contains("Why you: Level 1 of Operations: Ana.");
    assertThat(part(message, 1)).contains("Acknowledge</a>");

    String token = token(message, "Acknowledge");
    var page = new MockHttpServletResponse();
    var shown = night.link.ask(token, page);
    assertThat(shown.getStatusCode().value()).isEqualTo(200);
    assertThat(new String(body(shown.getBody()), StandardCharsets.UTF_8))
        .contains("<form method=\"post\">", "Acknowledge as Ana", "Disk full on Q1");
    assertThat(page.getHeader("Content-Security-Policy")).contains("form-action 'self'");
    night.forward(Duration.ofMinutes(1));
    assertThat(night.response("Q1").triggered()).as("looking changes nothing").isTrue();

    var done = night.link.act(token, new MockHttpServletResponse());
    assertThat(done.getStatusCode().value()).isEqualTo(200);
    assertThat(night.response("Q1").acknowledgements())
        .extracting(one -> one.by().id())
        .containsExactly("ana");
    assertThat(night.link.act(token, new MockHttpServletResponse()).getStatusCode().value())
        .as("pressed twice")
        .isEqualTo(200);
    night.forward(Duration.ofMinutes(20));
    assertThat(subjects()).hasSize(1);

    night.link.act(token(message, "Resolve"), new MockHttpServletResponse());
    assertThat(night.response("Q1").status()).isEqualTo(ResponseStatus.RESOLVED);
    assertThat(night.incidents.told).containsExactly("closed Q1 by ana");
    assertThat(night.link.act(token, new MockHttpServletResponse()).getStatusCode().value())
        .isEqualTo(400);
    String forged = token.substring(0, token.length() - 2) + "AA";
    assertThat(night.link.act(forged, new MockHttpServletResponse()).getStatusCode().value())
        .isEqualTo(410);
    night.now = night.now.plus(Duration.ofDays(5));
    assertThat(night.link.ask(token, new MockHttpServletResponse()).getStatusCode().value())
        .as("too old")
        .isEqualTo(410);
  }

  private static byte[] body(byte @org.jspecify.annotations.Nullable [] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  @Test
  void a_delayed_rule_fires_only_while_it_is_still_wanted() throws Exception {
    night.mailTo("ana", 0).mailTo("ana", 5);
    night.say(formed("Q1"), formed("Q2"));
    night.forward(Duration.ofMinutes(2));
    night.mobilizer.acknowledge("Q1", night.person("ana"), night.now);
    night.forward(Duration.ofMinutes(5));
    assertThat(night.told("Q1"))
        .containsExactly(
            "email ana@pager.example.org sent", "email ana@pager.example.org cancelled");
    assertThat(night.told("Q2"))
        .containsExactly("email ana@pager.example.org sent", "email ana@pager.example.org sent");
    assertThat(night.mobilizer.notifications("Q1").getLast().error())
        .isEqualTo("Not sent: Ana acknowledged");
  }

  @Test
  void a_storm_is_few_messages() throws Exception {
    night.mailTo("ana", 0);
    night.say(formed("Q1"));
    night.forward(Duration.ofSeconds(5));
    night.say(formed("Q2"), formed("Q3"), formed("Q4"));
    assertThat(server.getReceivedMessages()).hasSize(1);
    night.mobilizer.acknowledge("Q3", night.person("ana"), night.now);
    night.forward(Duration.ofSeconds(30));
    assertThat(server.getReceivedMessages()).hasSize(2);
    MimeMessage second = server.getReceivedMessages()[1];
    assertThat(second.getSubject()).isEqualTo("[HIGH] 2 incidents: Shop");
    assertThat(part(second, 0)).contains("Disk full on Q2", "Disk full on Q4");
    assertThat(part(second, 0)).doesNotContain("Disk full on Q3");
  }

  @Test
  void climbs_by_itself_to_whoever_is_on_call_then() throws Exception {
    night.mailTo("ana", 0).mailTo("ben", 0).mailTo("dot", 0);
    night.onCall.put("day", List.of("dot"));
    night.say(formed("Q1"));
    night.forward(Duration.ofMinutes(9));
    night.onCall.put("day", List.of("ben"));
    night.forward(Duration.ofMinutes(30));
    assertThat(subjects()).hasSize(2);
    assertThat(subjects().get(1)).startsWith("ben@pager.example.org");
    assertThat(night.said("Q1"))
        .containsExactly("Triggered", "Assigned", "Notified", "Escalated", "Notified", "Exhausted");
  }

  @Test
  void the_same_fact_twice_begins_one_response() {
    night.mailTo("ana", 0);
    night.say(formed("Q1"), formed("Q1"));
    night.say(formed("Q1"));
    assertThat(night.said("Q1")).containsExactly("Triggered", "Assigned", "Notified");
    night.say(new IncidentEvent.IncidentCleared("Q1", "A1", "monitor", "I1", night.now));
    night.say(new IncidentEvent.IncidentCleared("Q1", "A1", "monitor", "I1", night.now));
    assertThat(night.said("Q1")).endsWith("Resolved").hasSize(4);
    assertThat(night.incidents.told).containsExactly("closed Q1 by muster");
    night.say(
        new IncidentEvent.IncidentGrew(
            "Q9", "A1", Severity.INFO, formed("Q9").reason(), night.now));
    assertThat(night.mobilizer.response("Q9")).isEmpty();
  }

  @Test
  void without_rules_the_account_is_mailed_and_without_a_phone_provider_too() {
    night.catalog.way("ben", ContactMethod.Type.SMS, "30 123456", 0);
    night.policy(policy(0, rule(10, user("ana"), user("ben"))));
    night.say(formed("Q1"));
    assertThat(night.told("Q1"))
        .containsExactlyInAnyOrder(
            "email ana@example.org sent", "sms +4930123456 failed", "email ben@example.org sent");
    assertThat(night.mobilizer.notifications("Q1"))
        .filteredOn(one -> "ben@example.org".equals(one.address()))
        .singleElement()
        .satisfies(one ->
            assertThat(one.reason())
                .startsWith("Instead of text message, where no telephone provider is configured."));
  }

  @Test
  void what_is_sent_instead_says_why_in_one_sentence() {
    assertThat(NextWay.instead("a call", "nobody answers"))
        .isEqualTo("Instead of a call, where nobody answers.");
    assertThat(NextWay.instead("webhook", "10.0.0.1 is not public. Allow it."))
        .isEqualTo("Instead of webhook, where 10.0.0.1 is not public. Allow it.");
  }

  @Test
  void an_address_that_the_server_refuses_is_not_tried_again() throws Exception {
    server.setUser("nobody@example.org", "x");
    night.catalog.way("ana", ContactMethod.Type.EMAIL, "not an address", 0);
    night.say(formed("Q1"));
    assertThat(night.told("Q1"))
        .containsExactly("email not an address failed", "email ana@example.org sent");
  }

  @Test
  void without_a_mail_server_nothing_pretends_to_be_sent() {
    try (var silent = noMail()) {
      silent.policy(policy(0, rule(10, user("ana"))));
      silent.say(formed("Q1"));
      assertThat(silent.told("Q1"))
          .containsExactly("email ana@example.org failed", "email noc@example.org failed");
      assertThat(silent.mobilizer.notifications("Q1").getFirst().error())
          .isEqualTo("no mail server is configured");
      assertThat(silent.said("Q1"))
          .containsExactly("Triggered", "Assigned", "Notified", "Notified");
    }
  }

  @Test
  void a_mail_server_that_is_away_is_tried_again() {
    night.mailTo("ana", 0);
    server.stop();
    night.say(formed("Q1"));
    assertThat(night.told("Q1")).containsExactly("email ana@pager.example.org pending");
    assertThat(night.mobilizer.notifications("Q1").getFirst().error()).contains("mail server");
    night.mobilizer.resolve("Q1", "gone by itself", night.person("ben"), night.now);
    assertThat(night.told("Q1")).containsExactly("email ana@pager.example.org cancelled");
  }

  @Test
  void texts_go_through_a_provider_of_the_usual_shape() throws Exception {
    var forms = new CopyOnWriteArrayList<String>();
    var provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/2010-04-01/Accounts/AC1/Messages.json",
        exchange -> {
          forms.add(
              URLDecoder.decode(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  StandardCharsets.UTF_8));
          byte[] answer = "{\"sid\":\"SM1\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    provider.start();
    var phone =
        new PhoneSettings(
            "http://127.0.0.1:" + provider.getAddress().getPort(),
            "AC1",
            "secret",
            "+4930999",
            null,
            false,
            Duration.ofSeconds(5));
    try (var night2 = new Night(mail(), phone)) {
      night2.policy(policy(0, rule(10, user("ana"))));
      night2.catalog.way("ana", ContactMethod.Type.SMS, "30 123456", 0);
      night2.say(formed("Q1"));
      assertThat(forms)
          .singleElement()
          .asString()
          .contains("To=+4930123456", "From=+4930999", "Body=High urgency: Shop: Disk full on Q1");
      assertThat(night2.told("Q1")).containsExactly("sms +4930123456 sent");
    } finally {
      provider.stop(0);
    }
  }

  @Test
  void a_browser_notice_counts_only_when_a_browser_took_it() {
    night.catalog.way("ana", ContactMethod.Type.BROWSER, "browser", 0);
    var shown = new CopyOnWriteArrayList<String>();
    night.say(formed("Q1"));
    assertThat(night.told("Q1"))
        .containsExactly("browser browser failed", "email ana@example.org sent");
    night.door.listen(notice -> {
      shown.add(notice.userId() + ": " + notice.title());
      return 1;
    });
    night.forward(Duration.ofSeconds(31));
    night.say(formed("Q2"));
    assertThat(shown).containsExactly("ana: Disk full on Q2");
  }

  @Test
  void a_test_message_goes_the_way_of_the_pages() throws Exception {
    night.mailTo("ana", 0);
    var sent = Actor.as(night.person("ana"), () -> night.notificationResource.test("ana", "C1"));
    assertThat(sent).containsKey("delivery_id");
    night.engine.settle();
    assertThat(subjects()).containsExactly("ana@pager.example.org Test message from Muster");
    assertThat(night.catalog.tested).containsEntry("C1", night.now);
    assertThatThrownBy(
            () -> Actor.as(night.person("ben"), () -> night.notificationResource.test("ana", "C1")))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void the_auditor_moves_on_what_stood_still() throws Exception {
    night.mailTo("ana", 0).mailTo("dot", 0);
    night.onCall.put("day", List.of("dot"));
    night.say(formed("Q1"));
    night.database.run(() -> night.timers.cancelAll(Mobilizer.OWNER, "Q1"));
    night.forward(Duration.ofMinutes(10));
    assertThat(night.response("Q1").level()).isEqualTo(1);
    night.forward(Duration.ofMinutes(2));
    assertThat(night.response("Q1").level()).isEqualTo(2);
    assertThat(night.meters.counter("muster.escalation.late").count()).isEqualTo(1);
    assertThat(subjects()).hasSize(2);
  }

  @Test
  void all_changes_or_none() {
    night.say(formed("Q1"), formed("Q2"));
    var ana = night.person("ana");
    var changes =
        List.of(
            new Mobilize.Change("Q1", new Command.Acknowledge()),
            new Mobilize.Change("Q2", new Command.Escalate(7)));
    assertThatThrownBy(() -> night.mobilizer.changeAll(changes, ana, night.now))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1005));
    assertThat(night.response("Q1").triggered()).isTrue();
    assertThatThrownBy(() -> night.mobilizer.acknowledge("Q9", ana, night.now))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status()).isEqualTo(404));
  }

  @Test
  void help_is_asked_for_by_the_urgent_rules_until_somebody_answers() throws Exception {
    night.mailTo("ben", 0).mailTo("dot", 0).mailTo("ana", 0);
    night.onCall.put("day", List.of("dot"));
    night.say(formed("Q1"));
    night.mobilizer.acknowledge("Q1", night.person("ana"), night.now);
    var helpers = policy(0, rule(5, user("ben")), rule(5, schedule("day")));
    night.policy(
        new Policy(
            "P2",
            "Helpers",
            null,
            0,
            helpers.handoff(),
            helpers.rules(),
            null,
            helpers.createdAt(),
            1));
    var asked =
        night.responders.ask(
            "Q1",
            List.of(new ResponderDesk.Asked(true, "P2")),
            "the database again",
            SampleResponses.ANA,
            night.now);
    night.engine.settle();
    assertThat(subjects()).hasSize(2);
    assertThat(part(server.getReceivedMessages()[1], 0))
        .contains("Why you: Ana asks for your help: the database again", "Join: ", "Decline: ");
    night.forward(Duration.ofMinutes(6));
    assertThat(subjects()).hasSize(3);
    String join = token(server.getReceivedMessages()[2], "Join");
    assertThat(night.link.act(join, new MockHttpServletResponse()).getStatusCode().value())
        .isEqualTo(200);
    assertThat(night.responders.ofIncident("Q1"))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.id()).isEqualTo(asked.getFirst().id());
          assertThat(request.stateOf("ben")).isEqualTo(ResponderRequest.State.PENDING);
          assertThat(request.stateOf("dot")).isEqualTo(ResponderRequest.State.JOINED);
        });
    night.forward(Duration.ofMinutes(9));
    assertThat(subjects()).hasSize(3);
    assertThat(night.said("Q1"))
        .containsSubsequence(
            "Acknowledged", "ResponderRequested", "ResponderRequested", "ResponderReplied");
    assertThat(night.response("Q1").assignments())
        .extracting(Response.Assignment::userId)
        .containsExactly("ana");
    night.mobilizer.resolve("Q1", null, night.person("ana"), night.now);
    assertThatThrownBy(() ->
            night.responders.ask(
                "Q1",
                List.of(new ResponderDesk.Asked(false, "ben")),
                "",
                SampleResponses.ANA,
                night.now))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(1001));
  }
}
