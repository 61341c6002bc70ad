package dev.muster.mobilize.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.ContactMethod;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Way;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Links;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComposerTest {
  private static final URI BASE = URI.create("http://muster.example.org");

  private final TapLinks taps = new TapLinks(new byte[32], BASE.toString());
  private final Composer composer = new Composer(taps, new Links(BASE, BASE));

  private static Telling telling(@Nullable String runbook) {
    return new Telling(
        "N1",
        "Q1",
        7,
        "Orders fail",
        "Shop",
        Urgency.HIGH,
        "You are on call.",
        "10:00 UTC",
        null,
        null,
        runbook);
  }

  private Letter letter(@Nullable String runbook) {
    return composer.letter("a@example.org", "m", List.of(telling(runbook)), Instant.EPOCH);
  }

  @Test
  void a_page_by_mail_says_what_to_do() {
    Letter letter = letter("Fail over <now>,\nthen see https://wiki.example.com/a?b=1&c=2.");
    assertThat(letter.text())
        .contains(
            "\nRunbook: Fail over <now>,\nthen see https://wiki.example.com/a?b=1&c=2.\n\nOpen: ");
    assertThat(letter.html())
        .contains(
            "Fail over &lt;now&gt;,\nthen see <a href=\"https://wiki.example.com/a?b=1&amp;c=2\">")
        .contains("</a>.</p>");
    assertThat(letter(null).text()).doesNotContain("Runbook");
    assertThat(letter("x".repeat(1_001)).text())
        .contains("x… (the rest is on the incident's page)");
  }

  @Test
  void a_personal_webhook_has_the_runbook_when_there_is_one() {
    assertThat(hook("See the wiki.")).contains("\"runbook\":\"See the wiki.\"");
    assertThat(hook(null)).doesNotContain("runbook");
  }

  @Test
  void a_text_message_has_a_link_to_take_it_by() {
    String one = text(telling("U1", null, "Orders fail " + "because ".repeat(60)));
    assertThat(one).hasSizeLessThanOrEqualTo(300).contains("… Acknowledge: " + BASE + "/l/");
    assertThat(taps.read(one.substring(one.indexOf("/l/") + 3), Instant.EPOCH))
        .hasValueSatisfying(grant -> {
          assertThat(grant.tap()).isEqualTo(TapLinks.Tap.ACKNOWLEDGE);
          assertThat(grant.way()).isEqualTo(Way.SMS);
        });
    assertThat(text(telling("U1", "R1", "Orders fail"))).contains(" Join: " + BASE + "/l/");
    assertThat(text(telling(null, null, "Orders fail")))
        .endsWith("You are on call. " + BASE + "/incidents/Q1");
    assertThat(text(telling("U1", null, "Orders fail"), telling("U1", null, "Mail fails")))
        .startsWith("2 incidents for you: ")
        .endsWith(" " + BASE + "/ui/incidents");
  }

  private String text(Telling... tellings) {
    return text(composer, tellings);
  }

  @Test
  void a_text_that_can_be_answered_says_with_what() {
    var answerable =
        new Composer(
            taps, new Links(BASE, BASE), ChatShapes.NONE, new Answering(BASE.toString(), true));
    String code = taps.code("U1", "Q1", "");
    assertThat(code).matches("[0-9]{4}").isNotEqualTo(taps.code("U2", "Q1", ""));
    String one = text(answerable, telling("U1", null, "Orders fail " + "because ".repeat(60)));
    assertThat(one)
        .hasSizeLessThanOrEqualTo(300)
        .endsWith(
            "… Reply 4%1$s to acknowledge, 6%1$s to resolve. %2$s/incidents/Q1"
                .formatted(code, BASE));
    String asked = taps.code("U1", "Q1", "R1");
    assertThat(text(answerable, telling("U1", "R1", "Orders fail")))
        .contains("Reply 4%1$s to say that you help, 6%1$s to decline.".formatted(asked));
    assertThat(text(answerable, telling(null, null, "Orders fail"))).doesNotContain("Reply");
    assertThat(
            text(answerable, telling("U1", null, "Orders fail"), telling("U1", null, "Mail fails")))
        .endsWith(" Reply LIST to answer. " + BASE + "/ui/incidents");
  }

  @Test
  void a_call_says_which_keys_there_are_when_they_can_be_brought() {
    ShortText own = call(telling("U1", null, "A & B fail\u0001"));
    assertThat(own.keys())
        .isEqualTo(
            "Press 4 to acknowledge, 6 to resolve, 8 to escalate. Press star to hear this again.");
    String twiml = Twiml.call(own.text(), own.keys(), "https://a.example/c?x=1&y=2").document();
    assertThat(twiml)
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather input=\"dtmf\" ")
        .contains("action=\"https://a.example/c?x=1&amp;y=2\"><Say>This is Muster. ")
        .contains("A &amp; B fail ")
        .doesNotContain("\u0001")
        .endsWith(
            "</Gather><Say>No key was pressed, so nothing was changed. Goodbye.</Say></Response>");
    assertThat(Twiml.call(own.text(), own.keys(), null).document()).doesNotContain("Press");
    assertThat(call(telling("U1", "R1", "Orders fail")).keys())
        .startsWith("Press 4 to say that you help, 6 to decline.");
    assertThat(call(telling(null, null, "Orders fail")).keys()).isNull();
    assertThat(call(telling("U1", null, "Orders fail"), telling("U1", null, "Mail fails")).keys())
        .startsWith("Press 4 to acknowledge all of them.");
    assertThat(call(telling("U1", null, "Orders fail"), telling("U1", "R1", "Mail fails")).keys())
        .isNull();
  }

  private ShortText call(Telling... tellings) {
    return Json.read(
        composer.payload(
            ContactMethod.Type.PHONE, "+49 30 1", "m", List.of(tellings), Instant.EPOCH),
        ShortText.class);
  }

  private static String text(Composer composer, Telling... tellings) {
    return Json.read(
            composer.payload(
                ContactMethod.Type.SMS, "+49 30 1", "m", List.of(tellings), Instant.EPOCH),
            ShortText.class)
        .text();
  }

  private static Telling telling(@Nullable String user, @Nullable String request, String title) {
    return new Telling(
        "N1",
        "Q1",
        7,
        title,
        "Shop",
        Urgency.HIGH,
        "You are on call.",
        "10:00 UTC",
        user,
        request,
        null);
  }

  private String hook(@Nullable String runbook) {
    return composer.payload(
        ContactMethod.Type.WEBHOOK,
        "https://hooks.example.org",
        "m",
        List.of(telling(runbook)),
        Instant.EPOCH);
  }
}
