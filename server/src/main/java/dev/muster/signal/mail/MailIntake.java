package dev.muster.signal.mail;

import dev.muster.catalog.Integration;
import dev.muster.catalog.MailRule;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Sha256;
import dev.muster.kernel.Text;
import dev.muster.platform.json.Json;
import dev.muster.signal.Endpoint;
import dev.muster.signal.Intake;
import dev.muster.signal.Reply;
import dev.muster.signal.Routes;
import dev.muster.signal.hook.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes events of mails, hands them to the intake, and notes what became of each mail.
final class MailIntake implements MailDesk {
  private static final Logger LOG = LoggerFactory.getLogger(MailIntake.class);
  private static final Pattern KEY = Pattern.compile("[0-9A-Za-z]{32}");
  private static final String NO_SUBJECT = "A mail without a subject";
  private static final int SUMMARY_MOST = 1_024;
  private static final int KEY_MOST = 200;
  private static final Duration AHEAD_MOST = Duration.ofHours(1);
  private static final int REMEMBERED_MOST = 1_000;

  private static final Verdict BEFORE = Verdict.taken("Taken before");

  /// Moments are kept less precisely than they are told.
  private static final Duration TICK = Duration.ofMillis(1);

  /// What a mail is read with is many times its size.
  private static final int READERS_MOST = 2;

  private final Intake intake;
  private final Function<String, Optional<Integration>> byMail;
  private final Function<String, Optional<Integration>> byKey;
  private final Routes routes;
  private final Consumer<Call> log;
  private final TakenMails mails;
  private final DurableEvents durable;
  private final String domain;
  private final Ids ids;
  private final InstantSource clock;
  private final Semaphore reading = new Semaphore(READERS_MOST);

  /// Mails that will come again because of one of their recipients, with the others that have taken them: what was resolved meanwhile is
  /// not to be opened anew.
  private final Map<String, Boolean> comesAgain =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED_MOST;
            }
          });

  /// @param byMail finds an integration by the address that it was given
  /// @param byKey finds an integration by its key
  /// @param log told what became of each mail
  /// @param mails remembers which have come
  /// @param durable tells of those of which nobody noted what became
  /// @param domain behind the sign of addresses that are made of keys
  MailIntake(
      Intake intake,
      Function<String, Optional<Integration>> byMail,
      Function<String, Optional<Integration>> byKey,
      Routes routes,
      Consumer<Call> log,
      TakenMails mails,
      DurableEvents durable,
      String domain,
      Ids ids,
      InstantSource clock) {
    this.intake = intake;
    this.byMail = byMail;
    this.byKey = byKey;
    this.routes = routes;
    this.log = log;
    this.mails = mails;
    this.durable = durable;
    this.domain = domain;
    this.ids = ids;
    this.clock = clock;
  }

  /// Events that were made durable.
  @FunctionalInterface
  interface DurableEvents {
    /// Whether there is such an event of that sender since then.
    ///
    /// @param wanted told the body in which it was sent, JSON
    boolean hold(String integrationId, Instant since, Predicate<byte[]> wanted);
  }

  /// Where a mail goes.
  ///
  /// @param integration null when the key is one of an orchestration
  private record Box(String key, @Nullable Integration integration) {}

  @Override
  public boolean knows(String address) {
    return box(address).isPresent();
  }

  private Optional<Box> box(String address) {
    int sign = address.lastIndexOf('@');
    if (sign >= 0 && address.substring(sign + 1).equalsIgnoreCase(domain)) {
      String local = address.substring(0, sign);
      // a key belongs to whoever has it, whatever address another integration was given;
      // some mail servers write addresses small on the way
      for (String key : List.of(local, local.toLowerCase(Locale.ROOT))) {
        if (KEY.matcher(key).matches() && routes.route(key, clock.instant()).isPresent()) {
          return Optional.of(new Box(key, byKey.apply(key).orElse(null)));
        }
      }
    }
    return byMail.apply(address).map(named -> new Box(named.key(), named));
  }

  @Override
  public Verdict take(Envelope envelope) {
    try {
      SmtpLetter letter = read(envelope);
      var boxes = new LinkedHashMap<String, Box>();
      for (String address : envelope.recipients()) {
        box(address).ifPresent(box -> boxes.putIfAbsent(box.key(), box));
      }
      if (boxes.isEmpty()) {
        return new Verdict(550, "5.1.1", "No integration has this address any more");
      }
      Verdict refusal = refusal(letter);
      Verdict worst = Verdict.taken("Taken");
      int taken = 0;
      String mark = Sha256.hex(new String(envelope.message(), StandardCharsets.ISO_8859_1), 16);
      var done = new ArrayList<String>();
      for (Box box : boxes.values()) {
        String here = mark + box.key();
        Verdict verdict =
            refusal != null
                ? refused(refusal, letter, box, envelope)
                : comesAgain.containsKey(here) ? BEFORE : takeOnce(letter, box, envelope);
        if (verdict.isTaken()) {
          done.add(here);
        }
        taken += verdict.isTaken() ? 1 : 0;
        // when one of them has to come again, all come again: the same mail is the same alert
        if (worst.isTaken() || (!verdict.isTaken() && verdict.code() < worst.code())) {
          worst = verdict;
        }
      }
      if (worst.code() / 100 == 4) {
        done.forEach(here -> comesAgain.put(here, true));
      }
      return worst.isTaken() || taken == 0
          ? worst
          : new Verdict(
              worst.code(),
              worst.status(),
              Text.line(
                  "Taken for %d of %d recipients, for another not: %s"
                      .formatted(taken, boxes.size(), worst.words()),
                  300));
    } catch (RuntimeException failure) {
      LOG.error("a mail could not be taken", failure);
      return Verdict.later("The mail could not be taken; send it again");
    }
  }

  private SmtpLetter read(Envelope envelope) {
    reading.acquireUninterruptibly();
    try {
      return SmtpLetter.read(envelope.message(), envelope.cut());
    } finally {
      reading.release();
    }
  }

  private static @Nullable Verdict refusal(SmtpLetter letter) {
    return switch (letter.nature()) {
      case MESSAGE -> null;
      case OWN ->
          Verdict.never(
              "5.4.6",
              "A Muster has sent this mail: pages about pages would never end, and its links act for"
                  + " a person. Let one Muster tell another by a webhook");
      case LOOPING -> Verdict.never("5.4.6", "This mail goes round and round");
      case REPLY -> Verdict.never("5.7.1", "Automatic replies open nothing");
      case BOUNCE -> Verdict.never("5.7.1", "Reports of mail servers open nothing");
    };
  }

  private Verdict refused(Verdict refusal, SmtpLetter letter, Box box, Envelope envelope) {
    note(box, Call.Outcome.IGNORED, refusal, letter.subject(), null, envelope);
    return refusal;
  }

  /// Takes a mail unless it is durable already: whoever did not hear that brings it again.
  private Verdict takeOnce(SmtpLetter letter, Box box, Envelope envelope) {
    String mark = mark(letter, box);
    if (mark == null) {
      return take(letter, box, envelope);
    }
    Optional<TakenMails.Before> before = mails.came(mark, clock.instant());
    if (before.isPresent() && (before.get().taken() || isDurable(letter, box, before.get()))) {
      if (!before.get().taken()) {
        remember(mark, BEFORE);
      }
      note(box, Call.Outcome.IGNORED, BEFORE, letter.subject(), null, envelope);
      return BEFORE;
    }
    Verdict verdict = take(letter, box, envelope);
    remember(mark, verdict);
    return verdict;
  }

  private void remember(String mark, Verdict verdict) {
    try {
      if (verdict.isTaken()) {
        mails.taken(mark);
      } else if (!verdict.isUnsure()) {
        mails.forget(mark);
      }
    } catch (RuntimeException away) {
      LOG.debug("what is durable tells of it instead: {}", away.toString());
    }
  }

  private boolean isDurable(SmtpLetter letter, Box box, TakenMails.Before before) {
    return routes
        .route(box.key(), clock.instant())
        .map(route ->
            durable.hold(
                route.integrationId(),
                before.since().minus(TICK),
                body -> isOf(letter, Json.mapper().readTree(body).path("payload"))))
        .orElse(false);
  }

  /// Whether an event was made of that mail. Of two that differ in what is not kept, such as a time in the future, none counts as the other:
  /// an alert that opens twice is better than one that never does.
  private static boolean isOf(SmtpLetter letter, JsonNode payload) {
    JsonNode details = payload.path("custom_details");
    return details.path("message_id").asString("").equals(letter.messageId())
        && details.path("subject").asString("").equals(letter.subject())
        && details.path("body").asString("").equals(letter.body())
        && payload.path("timestamp").asString("").equals(String.valueOf(letter.sentAt()));
  }

  /// The same for the same mail, whichever way it came; null when that cannot be told. A message id alone does not do: some scripts give
  /// all their mails one, and what they say is new each time.
  private static @Nullable String mark(SmtpLetter letter, Box box) {
    Instant sent = letter.sentAt();
    return letter.messageId() == null || sent == null
        ? null
        : Sha256.hex(
            String.join(
                "\n",
                box.key(),
                letter.messageId(),
                sent.toString(),
                letter.subject(),
                letter.body()),
            32);
  }

  private Verdict take(SmtpLetter letter, Box box, Envelope envelope) {
    Integration integration = box.integration();
    MailRule rule = integration == null ? MailRule.usual() : integration.mailRule();
    ObjectNode event = event(letter, rule, envelope, clock.instant());
    String key = event.path("dedup_key").asString("");
    // the intake asks whether the integration wants a proof, which no mail can give
    Reply reply =
        intake
            .handle(
                Endpoint.EVENTS_V2, box.key(), event.toString().getBytes(StandardCharsets.UTF_8))
            .join();
    Verdict verdict = verdict(reply, key);
    note(
        box,
        verdict.isTaken() ? Call.Outcome.ACCEPTED : Call.Outcome.REFUSED,
        verdict,
        event.at("/payload/summary").asString(""),
        key,
        envelope);
    return verdict;
  }

  private static Verdict verdict(Reply reply, String key) {
    var answer = Json.mapper().readTree(reply.json());
    String words = answer.path("message").asString("");
    return switch (reply.status() / 100) {
      case 2 -> Verdict.taken(Text.line(words + " as " + key, 300));
      case 4 ->
          reply.status() == 429
              ? new Verdict(451, "4.7.0", Text.line(words, 300))
              : Verdict.never(
                  "5.6.0",
                  Text.line(words + ": " + answer.path("errors").path(0).asString(""), 300));
      default -> Verdict.later(Text.line(words, 300));
    };
  }

  private void note(
      Box box,
      Call.Outcome outcome,
      Verdict verdict,
      String summary,
      @Nullable String key,
      Envelope envelope) {
    Integration integration = box.integration();
    if (integration != null) {
      log.accept(
          new Call(
              ids.next('H'),
              integration.id(),
              clock.instant(),
              outcome,
              verdict.code(),
              "Mail: " + verdict.words(),
              key == null ? null : "trigger",
              key,
              summary,
              Call.beginning(envelope.message())));
    }
  }

  /// The event that a mail is. Its whole text is kept as custom details.
  static ObjectNode event(SmtpLetter letter, MailRule rule, Envelope envelope, Instant now) {
    String firstLine = letter.body().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String summary =
        !letter.subject().isEmpty()
            ? letter.subject()
            : firstLine.isEmpty() ? NO_SUBJECT : firstLine;
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("event_action", "trigger");
    event.put("dedup_key", key(letter, Text.line(summary, SUMMARY_MOST), rule, envelope));
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", Text.line(summary, SUMMARY_MOST));
    String source = !letter.from().isBlank() ? letter.from() : envelope.sender();
    payload.put("source", source.isBlank() ? "E-mail" : source);
    // as the Events API v1, which knows no severity either
    payload.put("severity", letter.importance() == null ? "critical" : letter.importance());
    Instant sent = letter.sentAt();
    // a clock that is ahead says nothing of when it happened, and what ends the alert would seem to
    // come before it
    if (sent != null && sent.isAfter(Instant.EPOCH) && sent.isBefore(now.plus(AHEAD_MOST))) {
      payload.put("timestamp", sent.toString());
    }
    payload.put("class", "email");
    ObjectNode details = payload.putObject("custom_details");
    details.put("subject", letter.subject());
    details.put("from", letter.from());
    details.put("to", String.join(", ", envelope.recipients()));
    details.put("body", letter.body());
    if (letter.messageId() != null) {
      details.put("message_id", letter.messageId());
    }
    if (letter.cut()) {
      details.put("cut", "The mail was longer; what is not here was not kept.");
    }
    event.put("client", "E-mail");
    return event;
  }

  private static String key(SmtpLetter letter, String summary, MailRule rule, Envelope envelope) {
    return switch (rule) {
      case ON_NEW_EMAIL_SUBJECT ->
          summary.length() <= KEY_MOST
              ? "mail/" + summary
              : "mail/" + summary.substring(0, 100) + "/" + Sha256.hex(summary, 16);
      case ON_NEW_EMAIL ->
          "mail/"
              + Sha256.hex(
                  letter.messageId() == null
                      ? new String(envelope.message(), StandardCharsets.ISO_8859_1)
                      : letter.messageId(),
                  16);
      case ONLY_IF_NO_OPEN_INCIDENTS -> "mail";
    };
  }
}
