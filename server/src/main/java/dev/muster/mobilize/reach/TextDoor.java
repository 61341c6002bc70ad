package dev.muster.mobilize.reach;

import dev.muster.kernel.Text;
import dev.muster.kernel.Way;
import dev.muster.mobilize.Pages;
import dev.muster.mobilize.Pages.Page;
import dev.muster.mobilize.channel.Answering;
import dev.muster.mobilize.channel.PhoneKeys.Verb;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.mobilize.channel.Twiml;
import dev.muster.platform.web.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `POST /integrations/texts`: a text to our number, brought by the provider. Who sent it is told by its code, as a number can be forged:
/// without one nothing is done, and the codes go to that number.
final class TextDoor extends PhoneDoor {
  /// As long as the links in texts act.
  static final Duration LIFE = Duration.ofDays(4);

  /// Texts a minute of one number that are answered, as each answer costs money.
  private static final int ANSWERED = 6;

  private static final int LISTED_MOST = 3;
  private static final int TITLE_MOST = 60;

  /// Two text messages' worth.
  private static final int LENGTH_MOST = 300;

  private final Pages pages;
  private final PhoneAnswers answers;
  private final TapLinks taps;
  private final RateLimits limits;
  private final InstantSource clock;
  private final WrongCodes wrong = new WrongCodes();

  TextDoor(
      Pages pages,
      PhoneAnswers answers,
      TapLinks taps,
      RateLimits limits,
      ProviderProof proof,
      MeterRegistry meters,
      InstantSource clock) {
    super(proof, meters, "text");
    this.pages = pages;
    this.answers = answers;
    this.taps = taps;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public List<String> patterns() {
    return List.of(Answering.TEXTS);
  }

  @Override
  boolean mine(String path) {
    return path.equals(Answering.TEXTS);
  }

  @Override
  Twiml broken(Request request) {
    return new Twiml().message("Muster could not do that right now. Send it again in a minute.");
  }

  @Override
  Twiml answer(Request request, Map<String, String> form) {
    String text = form.getOrDefault("Body", "");
    String number = form.getOrDefault("From", "").replaceFirst("^whatsapp:", "").strip();
    Instant now = clock.instant();
    if (number.isEmpty() || TextAsk.providers(text)) {
      return new Twiml();
    }
    if (!limits.take("text " + number, ANSWERED, now).allowed()) {
      count("refused");
      return new Twiml(); // what is answered costs money, and tells a stranger how far he is
    }
    List<Page> told = pages.toNumber(number, now.minus(LIFE));
    return new Twiml().message(Text.line(said(TextAsk.read(text), told, number, now), LENGTH_MOST));
  }

  private String said(TextAsk ask, List<Page> told, String number, Instant now) {
    List<Page> open = told.stream().filter(answers::open).toList();
    String code = ask.code();
    if (code == null) {
      count("unclear");
      return list(open, ask);
    }
    if (wrong.tooMany(number, now)) {
      count("refused");
      return "Too many wrong codes came from this number. Open the link in the message, or try again tomorrow.";
    }
    List<Page> meant = told.stream().filter(page -> code(page).equals(code)).toList();
    List<Page> left = meant.stream().filter(answers::open).toList();
    if (left.size() > 1) {
      count("unclear");
      return "That code fits more than one incident. Open the link in the message.";
    }
    if (meant.isEmpty()) {
      wrong.came(number, now);
      count("unclear");
      return "That code is of none of the pages of the last %d days. Send LIST to see what is open."
          .formatted(LIFE.toDays());
    }
    Page page = left.isEmpty() ? meant.getFirst() : left.getFirst();
    Optional<Verb> verb = ask.verb(page.requestId() != null);
    if (verb.isEmpty()) {
      count("unclear");
      return "That cannot be done here. " + offer(page);
    }
    PhoneAnswers.Answer answer = answers.act(verb.get(), page, Way.SMS);
    count(answer.done() ? "done" : "refused");
    return answer.words();
  }

  /// What is open, and what to send.
  private String list(List<Page> open, TextAsk ask) {
    if (open.isEmpty()) {
      return "Nothing that was sent to this number in the last %d days is open."
          .formatted(LIFE.toDays());
    }
    List<Page> meant =
        ask.verb() == null
            ? open
            : open.stream().filter(page -> ask.verb(page.requestId() != null).isPresent()).toList();
    List<Page> listed = (meant.isEmpty() ? open : meant).stream().limit(LISTED_MOST).toList();
    String more =
        open.size() > listed.size() ? " And %d more.".formatted(open.size() - listed.size()) : "";
    return listed.stream()
            .map(page ->
                Text.line(answers.words(page).orElse("An incident."), TITLE_MOST)
                    + " "
                    + offer(page))
            .collect(Collectors.joining(" "))
        + more;
  }

  private String offer(Page page) {
    return Verb.of(page.requestId() != null).stream()
        .map(verb -> "%s%s to %s".formatted(verb.key(), code(page), verb.words()))
        .collect(Collectors.joining(", ", "Send ", "."));
  }

  private String code(Page page) {
    String request = page.requestId();
    return taps.code(page.userId(), page.incidentId(), request == null ? "" : request);
  }
}
