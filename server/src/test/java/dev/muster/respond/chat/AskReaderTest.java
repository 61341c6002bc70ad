package dev.muster.respond.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Urgency;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AskReaderTest {
  private final AskReader reader = new AskReader("/muster");

  private Ask read(String text) {
    return reader.read(text);
  }

  private String unclear(String text) {
    assertThat(read(text)).as(text).isInstanceOf(Ask.Unclear.class);
    return ((Ask.Unclear) read(text)).words();
  }

  @Test
  void every_verb_is_understood() {
    assertThat(read("")).isEqualTo(new Ask.Help());
    assertThat(read("  HELP ")).isEqualTo(new Ask.Help());
    assertThat(read("link")).isEqualTo(new Ask.Link());
    assertThat(read("unlink")).isEqualTo(new Ask.Unlink());
    assertThat(read("whoami")).isEqualTo(new Ask.Me());
    assertThat(read("list")).isEqualTo(new Ask.Open(false));
    assertThat(read("list mine")).isEqualTo(new Ask.Open(true));
    assertThat(read("mine")).isEqualTo(new Ask.Open(true));
    assertThat(read("show #12")).isEqualTo(new Ask.Show("12"));
    assertThat(read("show q0123456789abc")).isEqualTo(new Ask.Show("Q0123456789ABC"));
    assertThat(read("ack 12")).isEqualTo(new Ask.Acknowledge("12", null));
    assertThat(read("ACK 12 because I am there"))
        .isEqualTo(new Ask.Acknowledge("12", "I am there"));
    assertThat(read("resolve 12 disk replaced"))
        .isEqualTo(new Ask.Resolve("12", "disk replaced", false));
    assertThat(read("reopen 12")).isEqualTo(new Ask.Reopen("12", null));
    assertThat(read("release 12")).isEqualTo(new Ask.Release("12", null));
    assertThat(read("note 12  two  spaces stay")).isEqualTo(new Ask.Note("12", "two  spaces stay"));
    assertThat(read("priority 12 P1")).isEqualTo(new Ask.Prioritize("12", "P1", null));
    assertThat(read("priority 12 none")).isEqualTo(new Ask.Prioritize("12", null, null));
  }

  @Test
  void levels_are_optional() {
    assertThat(read("escalate 12")).isEqualTo(new Ask.Escalate("12", null, null));
    assertThat(read("escalate 12 3")).isEqualTo(new Ask.Escalate("12", 3, null));
    assertThat(read("escalate 12 to level 3 because it spreads"))
        .isEqualTo(new Ask.Escalate("12", 3, "it spreads"));
    assertThat(read("escalate 12 because it spreads"))
        .isEqualTo(new Ask.Escalate("12", null, "it spreads"));
    assertThat(unclear("escalate 12 0")).contains("1 to 100");
  }

  @Test
  void lengths_are_read_as_people_write_them() {
    for (String half : List.of("30m", "30 minutes", "for 30min", "30 mins", "1800s")) {
      assertThat(read("snooze 12 " + half))
          .as(half)
          .isEqualTo(new Ask.Snooze("12", Duration.ofMinutes(30), null));
    }
    assertThat(read("snooze 12 2h until Ann is back"))
        .isEqualTo(new Ask.Snooze("12", Duration.ofHours(2), "until Ann is back"));
    assertThat(read("snooze 12 7d")).isEqualTo(new Ask.Snooze("12", Duration.ofDays(7), null));
    assertThat(unclear("snooze 12 8d")).contains("7 days");
    assertThat(unclear("snooze 12 0m")).contains("1 second");
    assertThat(unclear("snooze 12")).contains("`/muster snooze 12 30m`");
    assertThat(unclear("snooze 12 soon")).contains("30m");
  }

  @Test
  void people_are_named_in_many_ways() {
    var me = new Ask.Whom.Asker();
    assertThat(read("take 12")).isEqualTo(new Ask.Hand("12", me, null));
    assertThat(read("assign 12 to me because I know it"))
        .isEqualTo(new Ask.Hand("12", me, "I know it"));
    var mail = new Ask.Whom.Mail("ann@example.com");
    assertThat(read("reassign 12 ann@example.com")).isEqualTo(new Ask.Hand("12", mail, null));
    assertThat(read("reassign 12 <mailto:ann@example.com|ann@example.com> because I sleep"))
        .isEqualTo(new Ask.Hand("12", mail, "I sleep"));
    assertThat(read("delegate 12 <@U123|ann>"))
        .isEqualTo(new Ask.Hand("12", new Ask.Whom.Mention("U123"), null));
    assertThat(read("give 12 @ann")).isEqualTo(new Ask.Hand("12", new Ask.Whom.Name("ann"), null));
    assertThat(read("give 12 Ann Lee because I sleep"))
        .isEqualTo(new Ask.Hand("12", new Ask.Whom.Name("Ann Lee"), "I sleep"));
    assertThat(unclear("reassign 12")).contains("to whom");
  }

  @Test
  void people_and_policies_are_asked_for_help() {
    var mail = new Ask.Whom.Mail("ann@example.com");
    assertThat(read("ask 12 ann@example.com")).isEqualTo(new Ask.Invite("12", mail, ""));
    assertThat(read("ask 12 ann@example.com: it is the disk"))
        .isEqualTo(new Ask.Invite("12", mail, "it is the disk"));
    assertThat(read("invite 12 <mailto:ann@example.com|ann@example.com> it is the disk"))
        .isEqualTo(new Ask.Invite("12", mail, "it is the disk"));
    assertThat(read("page 12 @ann lee: it is the disk"))
        .isEqualTo(new Ask.Invite("12", new Ask.Whom.Name("ann lee"), "it is the disk"));
    assertThat(read("ask 12 policy Data base: at 12:30"))
        .isEqualTo(new Ask.Summon("12", "Data base", "at 12:30"));
    assertThat(unclear("ask 12")).contains("whom to ask");
    assertThat(unclear("ask 12 policy")).contains("whom to ask");
    assertThat(read("join 12")).isEqualTo(new Ask.Answer("12", null, true));
    assertThat(read("decline #12")).isEqualTo(new Ask.Answer("12", null, false));
  }

  @Test
  void what_the_web_can_do_can_be_typed() {
    assertThat(read("urgency 12 HIGH because it spreads"))
        .isEqualTo(new Ask.Press("12", Urgency.HIGH, "it spreads"));
    assertThat(unclear("urgency 12 huge")).contains("`/muster urgency 12 high`");
    assertThat(read("merge 13 into #12")).isEqualTo(new Ask.Merge("13", "12"));
    assertThat(read("merge 13 12")).isEqualTo(new Ask.Merge("13", "12"));
    assertThat(unclear("merge 13")).contains("`/muster merge 13 into 12`");
    assertThat(read("update 12 Half of it is back: more soon"))
        .isEqualTo(new Ask.Tell("12", "Half of it is back: more soon"));
    assertThat(unclear("update 12")).contains("how it stands");
    assertThat(read("status 12 ?"))
        .as("nobody is told of a question")
        .isEqualTo(new Ask.Show("12"));
    assertThat(read("resolve 12 anyway because the probe is wrong"))
        .isEqualTo(new Ask.Resolve("12", "the probe is wrong", true));
    assertThat(unclear("resolve 12 anyway")).contains("`/muster resolve 12 anyway because");
    assertThat(read("reassign 12 policy Data base because it is theirs"))
        .isEqualTo(new Ask.Delegate("12", "Data base", "it is theirs"));
    assertThat(read("move 12 to Check out")).isEqualTo(new Ask.Move("12", "Check out", null));
    assertThat(unclear("move 12")).contains("which service");
    assertThat(read("title 12 Payments fail")).isEqualTo(new Ask.Retitle("12", "Payments fail"));
    assertThat(unclear("title 12")).contains("`/muster title 12");
    assertThat(unclear("title 12 " + "x".repeat(1_025))).contains("1024 characters");
    assertThat(read("noise 12")).isEqualTo(new Ask.Judge("12", false));
    assertThat(read("worth 12")).isEqualTo(new Ask.Judge("12", true));
    assertThat(read("follow 12")).isEqualTo(new Ask.Follow("12", true));
    assertThat(read("unfollow 12")).isEqualTo(new Ask.Follow("12", false));
    assertThat(read("declare Check out: Payments fail: all"))
        .isEqualTo(new Ask.Declare("Check out", "Payments fail: all"));
    assertThat(unclear("declare Payments fail")).contains("a colon");
  }

  @Test
  void what_an_incident_is_made_of_can_be_typed() {
    assertThat(read("alerts #12")).isEqualTo(new Ask.Alerts("12"));
    assertThat(read("split 12 4f7qx, …9K2LM and 1AB2C: Payments fail: all"))
        .isEqualTo(new Ask.Split("12", List.of("4F7QX", "9K2LM", "1AB2C"), "Payments fail: all"));
    assertThat(read("split 12 alerts Q0123456789ABC"))
        .isEqualTo(new Ask.Split("12", List.of("Q0123456789ABC"), null));
    assertThat(unclear("split 12")).contains("`/muster alerts 12`");
    assertThat(unclear("split 12 4F7 x")).contains("`/muster alerts 12`");
    assertThat(read("move 12 alerts 4F7QX 9K2LM to #13"))
        .isEqualTo(new Ask.MoveAlerts("12", List.of("4F7QX", "9K2LM"), "13"));
    assertThat(read("move 12 to Alerts in Berlin"))
        .as("a service that is called so")
        .isEqualTo(new Ask.Move("12", "Alerts in Berlin", null));
  }

  @Test
  void helpers_fields_impact_and_tickets_can_be_typed() {
    assertThat(read("helpers 12")).isEqualTo(new Ask.Helping("12"));
    assertThat(read("takeback 12 ann@example.com"))
        .isEqualTo(new Ask.TakeBack("12", new Ask.Whom.Mail("ann@example.com")));
    assertThat(read("takeback 12 from Ann Lee"))
        .isEqualTo(new Ask.TakeBack("12", new Ask.Whom.Name("Ann Lee")));
    assertThat(read("takeback 12 policy Data base"))
        .isEqualTo(new Ask.TakeBackPolicy("12", "Data base"));
    assertThat(unclear("takeback 12")).contains("whose request");
    assertThat(read("fields 12")).isEqualTo(new Ask.Fields("12"));
    assertThat(read("field 12 Affected region = eu = west"))
        .isEqualTo(new Ask.SetField("12", "Affected region", "eu = west"));
    assertThat(read("field 12 runbook: https://example.com"))
        .isEqualTo(new Ask.SetField("12", "runbook", "https://example.com"));
    assertThat(read("field 12 region =")).isEqualTo(new Ask.SetField("12", "region", null));
    assertThat(unclear("field 12 region")).contains("`/muster field 12 region = eu`");
    assertThat(unclear("field 12 region = " + "x".repeat(2_001))).contains("2000 characters");
    assertThat(read("impact 12")).isEqualTo(new Ask.Impact("12"));
    assertThat(read("impact 12 FULL")).isEqualTo(new Ask.Feel("12", "full", null, null, ""));
    assertThat(read("impact 12 partial about 30 % logins are slow"))
        .isEqualTo(new Ask.Feel("12", "partial", 0.3, null, "logins are slow"));
    assertThat(read("impact 12 partial 0.05 since 2:40: logins"))
        .isEqualTo(new Ask.Feel("12", "partial", 0.05, LocalTime.of(2, 40), "logins"));
    assertThat(read("impact 12 none since 14:00"))
        .isEqualTo(new Ask.Feel("12", "none", null, LocalTime.of(14, 0), ""));
    assertThat(read("impact 12 measured"))
        .isEqualTo(new Ask.Feel("12", "measured", null, null, ""));
    for (String share : List.of("", "logins", "0%", "100%", "130 %")) {
      assertThat(unclear("impact 12 partial " + share)).as(share).contains("what share");
    }
    assertThat(unclear("impact 12 none since 27:00")).contains("27:00");
    assertThat(unclear("impact 12 huge")).contains("`none`");
    assertThat(read("ticket 12")).isEqualTo(new Ask.ShowTicket("12"));
    assertThat(read("file 12")).isEqualTo(new Ask.FileTicket("12", null));
    assertThat(read("ticket 12 file")).isEqualTo(new Ask.FileTicket("12", null));
    assertThat(read("file 12 in Jira Ops")).isEqualTo(new Ask.FileTicket("12", "Jira Ops"));
  }

  @Test
  void who_is_on_call_may_be_asked_in_words() {
    assertThat(read("oncall")).isEqualTo(new Ask.OnCall(null));
    assertThat(read("oncall checkout")).isEqualTo(new Ask.OnCall("checkout"));
    assertThat(read("on call for checkout")).isEqualTo(new Ask.OnCall("checkout"));
    assertThat(read("who is on call for checkout?")).isEqualTo(new Ask.OnCall("checkout"));
    assertThat(read("who is on call?")).isEqualTo(new Ask.OnCall(null));
  }

  @Test
  void what_is_not_understood_says_what_to_type() {
    assertThat(unclear("ack")).contains("`/muster ack 12`");
    assertThat(unclear("ack twelve")).contains("'twelve'").contains("`/muster ack 12`");
    assertThat(unclear("note 12")).contains("`/muster note 12");
    assertThat(unclear("priority 12")).contains("P1");
    assertThat(unclear("frobnicate 12")).contains("`/muster help`");
    assertThat(unclear("ack 12 " + "x".repeat(1_001))).contains("1000 characters");
  }

  @Test
  void names_may_have_several_words_and_reasons_may_begin_with_why() {
    assertThat(read("priority 12 Sev 1")).isEqualTo(new Ask.Prioritize("12", "Sev 1", null));
    assertThat(read("priority 12 Sev 1 because it spreads"))
        .isEqualTo(new Ask.Prioritize("12", "Sev 1", "it spreads"));
    assertThat(read("resolve 12 why it broke is in the note"))
        .isEqualTo(new Ask.Resolve("12", "why it broke is in the note", false));
  }

  @Test
  void what_the_help_offers_is_understood_as_it_stands() {
    var offered = new ArrayList<String>();
    for (String line : reader.help()) {
      String typed = line.replace("`/muster` ", "").split(": (?=[a-z])", 2)[0];
      offered.addAll(List.of(typed.split(", ")));
    }
    assertThat(offered).hasSizeGreaterThan(15);
    assertThat(offered)
        .allSatisfy(typed -> assertThat(read(typed)).isNotInstanceOf(Ask.Unclear.class));
  }

  /// Whatever is typed is understood or answered.
  @Test
  void nothing_that_is_typed_breaks_it() {
    var any = new Random(20_261_121);
    List<String> parts =
        List.of(
            "ack",
            "resolve",
            "snooze",
            "escalate",
            "12",
            "#7",
            "to",
            "me",
            "because",
            "<@U1>",
            "<mailto:a@b|c>",
            "for",
            "30m",
            "999999d",
            "99999999999999999999",
            "level",
            "none",
            "@",
            "who",
            "is",
            "on",
            "call",
            "\u0000",
            "\uD83D",
            "🔥",
            "note",
            "oncall",
            "?",
            "|",
            "*",
            "reassign",
            "ask",
            "policy",
            "merge",
            "into",
            "declare",
            "split",
            "alerts",
            "impact",
            "partial",
            "30%",
            "since",
            "2:40",
            "field",
            "=",
            "takeback",
            "file",
            ": ",
            "update",
            "urgency",
            "high",
            "because:",
            "Q0123456789ABC",
            "\t",
            "priority",
            "  ");
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      for (int i = any.nextInt(8); i >= 0; i--) {
        text.append(parts.get(any.nextInt(parts.size()))).append(any.nextInt(4) == 0 ? "" : " ");
      }
      Ask ask = read(text.toString());
      if (ask instanceof Ask.Unclear(String words)) {
        assertThat(words).as(text.toString()).isNotBlank();
      }
      assertThat(read(text.toString())).isEqualTo(ask);
    }
  }
}
