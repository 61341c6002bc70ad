package dev.muster.signal.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.Integration;
import dev.muster.catalog.MailRule;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.json.Json;
import dev.muster.signal.Intake;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.ListOfChanges;
import dev.muster.signal.Signal;
import dev.muster.signal.SignalSink;
import dev.muster.signal.SmallCatalog;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.hook.Call;
import dev.muster.signal.source.RawJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MailIntakeTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String SHOP_KEY = "ffffffffffffffffffffffffffffffff";

  private final List<Signal> taken = new ArrayList<>();
  private final List<Call> noted = new ArrayList<>();
  private final TestClock clock = new TestClock();
  private MailRule rule = MailRule.usual();
  private boolean away;
  private boolean awayForShop;

  private boolean forgetful;
  private boolean full;
  private final List<TapeEntry> tape = new ArrayList<>();
  private int looks;

  /// As the database has it.
  private final TakenMails mails =
      new TakenMails() {
        private final Map<String, Before> came = new HashMap<>();

        @Override
        public Optional<Before> came(String mark, Instant now) {
          Before before = came.get(mark);
          if (before == null || !before.taken()) {
            came.put(mark, new Before(now, false));
          }
          return Optional.ofNullable(before);
        }

        @Override
        public void taken(String mark) {
          came.computeIfPresent(mark, (_, before) -> new Before(before.since(), !forgetful));
        }

        @Override
        public void forget(String mark) {
          came.remove(mark, new Before(clock.instant(), false));
        }
      };

  private final SignalSink sink =
      submission -> {
        if (away || (awayForShop && submission.signals().getFirst().serviceId().equals("SHOP"))) {
          return Optional.of(CompletableFuture.failedFuture(new IllegalStateException("away")));
        }
        if (full) {
          return Optional.empty();
        }
        taken.addAll(submission.signals());
        tape.add(submission.entry());
        return Optional.of(CompletableFuture.completedFuture(null));
      };

  private final MailIntake desk =
      new MailIntake(
          new Intake(
              new SmallCatalog().with("SDB", KEY).with("SHOP", SHOP_KEY),
              sink,
              new ListOfChanges(),
              Ids.from(new Random(1)),
              clock,
              IntakeSettings.usual(),
              new SimpleMeterRegistry()),
          address ->
              address.equalsIgnoreCase("disks@example.com")
                  ? Optional.of(integration())
                  : address.equals("shop@example.com")
                          || address.equalsIgnoreCase(KEY + "@muster.example.com")
                      ? Optional.of(another())
                      : Optional.empty(),
          key -> key.equals(KEY) ? Optional.of(integration()) : Optional.empty(),
          new SmallCatalog().with("SDB", KEY),
          noted::add,
          mails,
          (_, since, wanted) -> {
            looks++;
            return tape.stream()
                .filter(entry -> !entry.receivedAt().isBefore(since))
                .filter(entry -> entry.receivedAt().isBefore(since.plusSeconds(120)))
                .anyMatch(entry -> wanted.test(entry.body()));
          },
          "muster.example.com",
          Ids.from(new Random(2)),
          clock);

  private Integration integration() {
    return new Integration(
        "ISDB",
        "SDB",
        "Mail",
        "generic_email_inbound_integration",
        KEY,
        "disks@example.com",
        null,
        true,
        rule,
        TestClock.START);
  }

  /// Was given the address that is made of somebody else's key.
  private static Integration another() {
    return new Integration(
        "ISHOP",
        "SHOP",
        "Mail",
        "generic_email_inbound_integration",
        SHOP_KEY,
        KEY + "@muster.example.com",
        null,
        true,
        MailRule.usual(),
        TestClock.START);
  }

  private Verdict send(String mail) {
    return send("disks@example.com", mail);
  }

  private Verdict send(String to, String mail) {
    return desk.take(
        new Envelope(
            "envelope@example.com",
            List.of(to),
            mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
            false));
  }

  private Signal last() {
    return taken.getLast();
  }

  private JsonNode details() {
    return Json.mapper().readTree(RawJson.textOf(last().report().details()));
  }

  @Test
  void knows_given_addresses_and_those_made_of_keys() {
    assertThat(desk.knows("Disks@Example.com")).isTrue();
    assertThat(desk.knows(KEY + "@muster.example.com")).isTrue();
    assertThat(desk.knows(KEY.toUpperCase(java.util.Locale.ROOT) + "@MUSTER.example.com")).isTrue();
    assertThat(desk.knows(KEY + "@elsewhere.example.com")).isFalse();
    assertThat(desk.knows("postmaster@muster.example.com")).isFalse();
    assertThat(desk.knows("")).isFalse();
  }

  @Test
  void a_key_belongs_to_whoever_has_it_whatever_address_another_was_given() {
    assertThat(send(KEY + "@muster.example.com", "Subject: Disk\n\nx").isTaken()).isTrue();
    assertThat(noted.getFirst().integrationId()).isEqualTo("ISDB");
  }

  @ParameterizedTest
  @CsvSource({
    "Importance: high, CRITICAL",
    "Priority: urgent, CRITICAL",
    "X-Priority: 1 (Highest), CRITICAL",
    "X-Priority: 2, CRITICAL",
    "Priority: non-urgent, INFO",
    "Priority: Non-Urgent, INFO",
    "X-Priority: 5 (Lowest), INFO",
    "X-MSMail-Priority: Low, INFO",
    "Priority: normal, CRITICAL",
  })
  void a_mail_says_how_important_it_is(String header, Severity severity) {
    send(header + "\nSubject: Disk\n\nx");
    assertThat(last().report().severity()).isEqualTo(severity);
  }

  @Test
  void a_clock_that_is_years_ahead_keeps_no_mail_out() {
    assertThat(send("Date: Mon, 02 Mar 12026 09:59:00 +0100\nSubject: Disk\n\nx").isTaken())
        .isTrue();
    assertThat(send("Date: Mon, 02 Mar 2026 13:59:00 +0000\nSubject: Disk\n\nx").isTaken())
        .isTrue();
    assertThat(taken).hasSize(2).allMatch(one -> one.eventAt() == null);
  }

  @Test
  void headers_that_nobody_encoded_are_read() {
    send("Subject: Platte voll auf Büro-NAS\n\nx");
    assertThat(last().report().summary()).isEqualTo("Platte voll auf Büro-NAS");
  }

  @Test
  void of_a_mail_that_was_cut_within_its_encoding_the_beginning_is_read() {
    String text =
        Base64.getMimeEncoder()
            .encodeToString("<p>Full</p>".repeat(2_000).getBytes(StandardCharsets.UTF_8));
    send(
        "Subject: Disk\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
            + text.substring(0, 20_001).replace("\r\n", "\n"));
    assertThat(details().path("body").asString()).startsWith("Full\n");
  }

  @Test
  void a_mail_of_nothing_but_parts_is_taken_as_it_came() {
    send("Subject: Bomb\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(10_000));
    assertThat(last().report().summary()).isEqualTo("Bomb");
    assertThat(details().path("body").asString()).startsWith("Subject: Bomb");
  }

  @Test
  void a_mail_that_comes_again_for_another_is_not_taken_twice() {
    awayForShop = true;
    var envelope =
        new Envelope(
            "a@example.com",
            List.of("disks@example.com", "shop@example.com"),
            "Subject: Disk\r\n\r\nx".getBytes(StandardCharsets.UTF_8),
            false);
    assertThat(desk.take(envelope).code()).isEqualTo(451);
    assertThat(desk.take(envelope).code()).isEqualTo(451);
    awayForShop = false;
    assertThat(desk.take(envelope).isTaken()).isTrue();
    assertThat(taken).extracting(Signal::serviceId).containsExactly("SDB", "SHOP");
  }

  @Test
  void what_cannot_be_read_is_taken_as_it_came() {
    SmtpLetter letter =
        SmtpLetter.asItCame(
            "X: y\r\nSubject: Disk full\r\n\r\nx".getBytes(StandardCharsets.UTF_8), true);
    assertThat(letter.subject()).isEqualTo("Disk full");
    assertThat(letter.body()).startsWith("X: y").endsWith("x");
    assertThat(letter.cut()).isTrue();
  }

  @Test
  void a_mail_becomes_an_event() {
    Verdict verdict =
        send(
            """
            From: =?UTF-8?Q?W=C3=A4chter?= <watcher@example.com>
            To: disks@example.com
            Subject: =?UTF-8?Q?Platte_voll_auf_db=E2=80=9117?=
            Date: Mon, 02 Mar 2026 09:59:00 +0100
            Message-ID: <1@watcher>
            Importance: low
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            93 % f=FCr heute
            """);
    assertThat(verdict).isEqualTo(Verdict.taken("Event processed as mail/Platte voll auf db‑17"));
    var report = last().report();
    assertThat(report.summary()).isEqualTo("Platte voll auf db‑17");
    assertThat(report.source()).isEqualTo("watcher@example.com");
    assertThat(report.severity()).isEqualTo(Severity.INFO);
    assertThat(report.eventClass()).isEqualTo("email");
    assertThat(last().eventAt()).isEqualTo("2026-03-02T08:59:00Z");
    assertThat(details().path("body").asString()).isEqualTo("93 % für heute");
    assertThat(details().path("message_id").asString()).isEqualTo("<1@watcher>");
    assertThat(noted.getFirst().outcome()).isEqualTo(Call.Outcome.ACCEPTED);
    assertThat(noted.getFirst().status()).isEqualTo(250);
  }

  @Test
  void which_mails_are_the_same_alert_is_said_by_the_integration() {
    String first = "Subject: Disk\nMessage-ID: <1@x>\n\nbody one";
    String second = "Subject:   Disk\nMessage-ID: <2@x>\n\nbody two";
    String other = "Subject: Fan\nMessage-ID: <3@x>\n\nbody";
    for (MailRule each : MailRule.values()) {
      rule = each;
      taken.clear();
      send(first);
      send(second);
      send(first);
      send(other);
      List<Integer> alerts =
          taken.stream().map(Signal::dedupKey).toList().stream()
              .map(taken.stream().map(Signal::dedupKey).distinct().toList()::indexOf)
              .toList();
      assertThat(alerts)
          .as(each.wire())
          .isEqualTo(
              switch (each) {
                case ON_NEW_EMAIL -> List.of(0, 1, 0, 2);
                case ON_NEW_EMAIL_SUBJECT -> List.of(0, 0, 0, 1);
                case ONLY_IF_NO_OPEN_INCIDENTS -> List.of(0, 0, 0, 0);
              });
    }
  }

  @Test
  void what_is_not_durable_is_asked_for_again() {
    away = true;
    assertThat(send("Subject: Disk\n\nx").code()).isEqualTo(451);
    assertThat(noted.getFirst().outcome()).isEqualTo(Call.Outcome.REFUSED);
  }

  @Test
  void words_come_from_the_part_that_people_read() {
    send(
        """
        Subject: Two parts
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/html; charset=utf-8

        <html><head><style>p { x: y }</style></head><body><p>Rich &amp; <b>bold</b></p><p>Next</p></body></html>
        --inner--
        --outer
        Content-Type: text/plain
        Content-Disposition: attachment; filename=log.txt

        not this
        --outer--
        """);
    assertThat(details().path("body").asString()).isEqualTo("Rich & bold\n\nNext");
    send(
        """
        Subject: A gateway puts its own below
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: text/html

        Free space < 5 % on <b>/var</b><br>now
        --outer
        Content-Type: message/rfc822

        Subject: forwarded
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/html

        <i>rich</i>
        --inner
        Content-Type: text/plain

        plain
        --inner--
        --outer
        Content-Type: text/plain

        This mail is confidential.
        --outer--
        """);
    assertThat(details().path("body").asString())
        .isEqualTo("Free space < 5 % on /var\nnow\n\nplain\n\nThis mail is confidential.");
    send("Subject: Broken\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nno end");
    assertThat(details().path("body").asString()).isEqualTo("no end");
    send("no header at all, just words");
    assertThat(last().report().summary()).isNotBlank();
    send("");
    assertThat(last().report().summary()).isEqualTo("A mail without a subject");
    send("Subject: x\n\n" + "<".repeat(200_000));
    assertThat(details().path("cut").asString()).isNotEmpty();
  }

  @Test
  void what_would_go_round_for_ever_opens_nothing() {
    List<String> heads =
        List.of(
            "X-Muster-Mail: 1",
            "Auto-Submitted: auto-replied (vacation)",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
            "Received: by a\n".repeat(120).strip());
    for (String head : heads) {
      assertThat(send(head + "\nSubject: Re: #12\n\nx").code()).as(head).isEqualTo(554);
    }
    assertThat(taken).isEmpty();
    assertThat(noted).hasSize(4).allMatch(call -> call.outcome() == Call.Outcome.IGNORED);
    assertThat(send("Auto-Submitted: auto-generated\nSubject: Disk\n\nx").isTaken()).isTrue();
  }

  @Test
  void a_mail_that_comes_again_because_its_answer_was_lost_counts_once() {
    String date = "Date: Mon, 2 Mar 2026 08:59:00 +0000\nSubject: Disk\n\n93 %";
    String first = "Message-ID: <1@nas>\n" + date;
    send(first);
    clock.forward(Duration.ofMinutes(5));
    assertThat(send("Received: by another\n" + first).words()).isEqualTo("Taken before");
    String second = "Message-ID: <2@nas>\n" + date;
    forgetful = true; // killed between what was durable and the note of it
    send(second);
    assertThat(send(second).words()).isEqualTo("Taken before");
    String third = "Message-ID: <3@nas>\n" + date;
    away = true; // killed before anything was durable
    assertThat(send(third).code()).isEqualTo(451);
    away = false;
    assertThat(send(third).words()).startsWith("Event processed");
    assertThat(taken).hasSize(3);
    assertThat(noted.get(1).outcome()).isEqualTo(Call.Outcome.IGNORED);
  }

  @Test
  void a_script_that_gives_all_its_mails_one_id_is_heard_each_time() {
    String mail = "Message-ID: <fixed@nas>\nSubject: Disk\n";
    send(mail + "\nfull");
    send(mail + "\nfull");
    send(mail + "Date: Mon, 2 Mar 2026 08:59:00 +0000\n\nfull");
    send(mail + "Date: Mon, 2 Mar 2026 09:59:00 +0000\n\nfull");
    assertThat(taken).hasSize(4);
  }

  @Test
  void another_mail_with_the_same_id_does_not_speak_for_one_that_was_put_off() {
    String first =
        "Message-ID: <fixed@nas>\nDate: Mon, 2 Mar 2026 08:58:00 +0000\nSubject: Down\n\nno";
    away = true;
    assertThat(send(first).code()).isEqualTo(451);
    away = false;
    send("Message-ID: <fixed@nas>\nDate: Mon, 2 Mar 2026 08:59:00 +0000\nSubject: Disk\n\nfull");
    assertThat(send(first).words()).startsWith("Event processed");
    assertThat(taken).hasSize(2);
  }

  @Test
  void nothing_is_looked_through_for_a_mail_of_which_nothing_was_kept() {
    String mail = "Message-ID: <1@nas>\nDate: Mon, 2 Mar 2026 08:58:00 +0000\nSubject: Down\n\nno";
    full = true; // as in a storm, when looking would cost most
    assertThat(send(mail).code()).isEqualTo(451);
    full = false;
    assertThat(send(mail).words()).startsWith("Event processed");
    assertThat(looks).isZero();
  }

  @Test
  void a_mail_that_was_put_off_and_then_taken_before_a_crash_counts_once() {
    String mail = "Message-ID: <1@nas>\nDate: Mon, 2 Mar 2026 08:58:00 +0000\nSubject: Down\n\nno";
    away = true;
    assertThat(send(mail).code()).isEqualTo(451);
    away = false;
    forgetful = true;
    clock.forward(Duration.ofMinutes(15));
    assertThat(send(mail).words()).startsWith("Event processed");
    forgetful = false;
    for (int i = 0; i < 3; i++) {
      clock.forward(Duration.ofMinutes(15));
      assertThat(send(mail).words()).isEqualTo("Taken before");
    }
    assertThat(taken).hasSize(1);
  }
}
