package dev.muster.mobilize.channel;

import dev.muster.catalog.ContactMethod;
import dev.muster.kernel.Text;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Way;
import dev.muster.kernel.WebAddresses;
import dev.muster.mobilize.channel.TapLinks.Tap;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Links;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes messages: what a person needs at three in the morning, and nothing else. Pure.
public final class Composer {
  /// Two text messages' worth; phones cut the rest anyway.
  private static final int TEXT_MOST = 300;

  /// What remains for the words beside a link, however long that is.
  private static final int TEXT_LEAST = 100;

  /// More than this in one message is a list that nobody reads; the rest is a number and a link.
  private static final int LISTED_MOST = 20;

  /// Characters of a runbook in a letter: what is to be done first; a letter of several incidents must stay one that is read.
  private static final int RUNBOOK_MOST = 1_000;

  private final TapLinks taps;
  private final Links links;
  private final ChatShapes chats;
  private final Answering answering;

  public Composer(TapLinks taps, Links links) {
    this(taps, links, ChatShapes.NONE, Answering.NONE);
  }

  public Composer(TapLinks taps, Links links, ChatShapes chats, Answering answering) {
    this.chats = chats;
    this.answering = answering;
    this.taps = taps;
    this.links = links;
  }

  /// The payload for that kind of contact method.
  ///
  /// @param messageId identifies the message, unique
  public String payload(
      ContactMethod.Type type,
      String address,
      String messageId,
      List<Telling> tellings,
      Instant now) {
    return Json.write(
        switch (type) {
          case EMAIL -> letter(address, messageId, tellings, now);
          case SMS, WHATSAPP -> new ShortText(address, tappable(tellings, now));
          case PHONE -> new ShortText(address, speech(tellings), keys(tellings));
          case WEBHOOK -> hook(address, tellings, now);
          case BROWSER -> browser(address, tellings);
          case PUSH -> push(tellings, now);
        });
  }

  Letter letter(String to, String messageId, List<Telling> tellings, Instant now) {
    boolean urgent = tellings.stream().anyMatch(one -> one.urgency() == Urgency.HIGH);
    var text = new StringBuilder();
    var html = new StringBuilder();
    html.append(
        "<!doctype html><html><head><meta name=\"viewport\""
            + " content=\"width=device-width\"></head><body"
            + " style=\"font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em;margin:auto;padding:1em\">");
    tellings.stream()
        .limit(LISTED_MOST)
        .forEach(one -> {
          String page = page(one);
          var ends = new StringBuilder();
          text.append(one.title())
              .append("\n\nService: ")
              .append(one.service())
              .append("\nUrgency: ")
              .append(one.urgency().wire())
              .append("\nIncident: #")
              .append(one.number())
              .append(", since ")
              .append(one.since())
              .append("\nWhy you: ")
              .append(one.why())
              .append(runbook(one))
              .append("\n\nOpen: ")
              .append(page)
              .append('\n');
          html.append("<h2 style=\"font-size:20px;margin:0 0 .5em\"><a href=\"")
              .append(escape(page))
              .append("\">")
              .append(escape(one.title()))
              .append("</a></h2><p>")
              .append(escape(one.service()))
              .append(" &middot; ")
              .append(one.urgency().wire())
              .append(" urgency &middot; #")
              .append(one.number())
              .append(" &middot; since ")
              .append(one.since())
              .append("</p><p><b>Why you:</b> ")
              .append(escape(one.why()))
              .append("</p>")
              .append(runbookHtml(one));
          if (one.userId() != null) {
            String request = one.requestId();
            Tap yes = request == null ? Tap.ACKNOWLEDGE : Tap.JOIN;
            Tap no = request == null ? Tap.RESOLVE : Tap.DECLINE;
            String about = request == null ? "" : request;
            String take = taps.link(yes, one.userId(), one.incidentId(), about, Way.EMAIL, now);
            String done = taps.link(no, one.userId(), one.incidentId(), about, Way.EMAIL, now);
            text.append(label(yes))
                .append(": ")
                .append(take)
                .append('\n')
                .append(label(no))
                .append(": ")
                .append(done)
                .append('\n');
            if (request == null) {
              String noise =
                  taps.link(Tap.NOISE, one.userId(), one.incidentId(), "", Way.EMAIL, now);
              text.append(label(Tap.NOISE)).append(": ").append(noise).append('\n');
              ends.append("<p style=\"font-size:13px\"><a href=\"")
                  .append(escape(noise))
                  .append("\">")
                  .append(label(Tap.NOISE))
                  .append("</a></p>");
            }
            html.append("<p>")
                .append(button(take, label(yes), "#0b57d0"))
                .append(" ")
                .append(button(done, label(no), request == null ? "#146c2e" : "#5f6368"))
                .append("</p>");
          }
          text.append('\n');
          html.append(ends);
          html.append("<hr style=\"border:0;border-top:1px solid #ccc;margin:1.5em 0\">");
        });
    if (tellings.size() > LISTED_MOST) {
      String more = "and %d more: ".formatted(tellings.size() - LISTED_MOST);
      text.append(more).append(links.page("/incidents")).append("\n\n");
      html.append("<p>")
          .append(more)
          .append("<a href=\"")
          .append(escape(links.page("/incidents")))
          .append("\">open incidents</a></p>");
    }
    text.append(
        "The links act in your name without asking for a password, so do not forward this mail.\n");
    html.append(
        "<p style=\"color:#666;font-size:13px\">The links act in your name without asking for a"
            + " password, so do not forward this mail.</p></body></html>");
    String host = host();
    return new Letter(
        to,
        subject(tellings, urgent),
        text.toString(),
        html.toString(),
        messageId + "@" + host,
        tellings.stream()
            .limit(LISTED_MOST)
            .map(one -> "incident-" + one.incidentId() + "@" + host)
            .distinct()
            .toList(),
        urgent);
  }

  /// An incident that is over, as the letter tells it.
  ///
  /// @param why one plain sentence
  /// @param at in words, on the clock of whoever reads it
  public record Ended(
      String incidentId, long number, String title, String service, String why, String at) {}

  /// The letter that says what is over. It answers the letters that paged, so that mail programs show them together.
  ///
  /// @param ended at least one
  public String recovered(String to, String messageId, List<Ended> ended) {
    var text = new StringBuilder();
    var html = new StringBuilder("<!doctype html><html><body style=\"font-family:sans-serif\">");
    for (Ended one : ended.subList(0, Math.min(LISTED_MOST, ended.size()))) {
      String page = links.html("incidents", one.incidentId());
      text.append("Resolved: ")
          .append(one.title())
          .append("\n\nService: ")
          .append(one.service())
          .append("\nIncident: #")
          .append(one.number())
          .append(", resolved ")
          .append(one.at())
          .append("\nWhy: ")
          .append(one.why())
          .append("\n\nOpen: ")
          .append(page)
          .append("\n\n");
      html.append("<h2 style=\"font-size:20px\">Resolved: <a href=\"")
          .append(escape(page))
          .append("\">")
          .append(escape(one.title()))
          .append("</a></h2><p>")
          .append(escape(one.service()))
          .append(" &middot; #")
          .append(one.number())
          .append(" &middot; ")
          .append(one.at())
          .append("</p><p>")
          .append(escape(one.why()))
          .append("</p>");
    }
    if (ended.size() > LISTED_MOST) {
      String more = "and " + (ended.size() - LISTED_MOST) + " more\n";
      text.append(more);
      html.append("<p>").append(more).append("</p>");
    }
    html.append("</body></html>");
    Ended first = ended.getFirst();
    String subject =
        ended.size() == 1
            ? "[resolved] " + first.service() + ": " + first.title() + " (#" + first.number() + ")"
            : "[resolved] "
                + ended.size()
                + " incidents: "
                + ended.stream().map(Ended::service).distinct().collect(Collectors.joining(", "));
    String host = host();
    return Json.write(
        new Letter(
            to,
            Text.line(subject, 200),
            text.toString(),
            html.toString(),
            messageId + "@" + host,
            ended.stream()
                .limit(LISTED_MOST)
                .map(one -> "incident-" + one.incidentId() + "@" + host)
                .distinct()
                .toList(),
            false));
  }

  private static String label(Tap tap) {
    return switch (tap) {
      case ACKNOWLEDGE -> "Acknowledge";
      case RESOLVE -> "Resolve";
      case JOIN -> "Join";
      case DECLINE -> "Decline";
      case NOISE -> "This was noise";
    };
  }

  private static String button(String href, String label, String color) {
    return "<a style=\"display:inline-block;padding:12px"
        + " 20px;border-radius:6px;color:#fff;text-decoration:none;background:"
        + color
        + "\" href=\""
        + escape(href)
        + "\">"
        + label
        + "</a>";
  }

  private static String subject(List<Telling> tellings, boolean urgent) {
    String urgency = urgent ? "[HIGH] " : "[low] ";
    if (tellings.size() == 1) {
      Telling one = tellings.getFirst();
      return Text.line(
          urgency + one.service() + ": " + one.title() + " (#" + one.number() + ")", 200);
    }
    return Text.line(
        urgency
            + tellings.size()
            + " incidents: "
            + tellings.stream().map(Telling::service).distinct().collect(Collectors.joining(", ")),
        200);
  }

  static String text(List<Telling> tellings) {
    return text(tellings, TEXT_MOST);
  }

  private static String text(List<Telling> tellings, int most) {
    Telling one = tellings.getFirst();
    if (tellings.size() == 1) {
      return Text.line(
          "%s urgency: %s: %s (#%d). %s"
              .formatted(
                  one.urgency() == Urgency.HIGH ? "High" : "Low",
                  one.service(),
                  one.title(),
                  one.number(),
                  one.why()),
          most);
    }
    var items = new ArrayList<String>();
    tellings.forEach(each -> items.add("#" + each.number() + " " + each.title()));
    return Text.line(tellings.size() + " incidents for you: " + String.join("; ", items), most);
  }

  /// The text with one link at its end, as whoever reads it has nothing but a telephone: of one incident to take it, of several to
  /// their list. The words give way to the link, for half a link leads nowhere.
  private String tappable(List<Telling> tellings, Instant now) {
    Telling one = tellings.getFirst();
    String userId = one.userId();
    String link;
    if (tellings.size() > 1) {
      link = (answering.offersTexts() ? "Reply LIST to answer. " : "") + links.page("/incidents");
    } else if (userId != null && answering.offersTexts()) {
      link = reply(one, userId) + " " + page(one);
    } else if (userId == null) {
      link = page(one);
    } else {
      String request = one.requestId();
      Tap take = request == null ? Tap.ACKNOWLEDGE : Tap.JOIN;
      link =
          label(take)
              + ": "
              + taps.link(
                  take, userId, one.incidentId(), request == null ? "" : request, Way.SMS, now);
    }
    return text(tellings, Math.max(TEXT_LEAST, TEXT_MOST - link.length() - 1)) + " " + link;
  }

  /// What may be sent back: as it costs no connection to the net, the link beside it only leads to the page.
  private String reply(Telling one, String userId) {
    String request = one.requestId();
    String code = taps.code(userId, one.incidentId(), request == null ? "" : request);
    List<PhoneKeys.Verb> verbs = PhoneKeys.Verb.of(request != null).subList(0, 2);
    return verbs.stream()
        .map(verb -> "%s%s to %s".formatted(verb.key(), code, verb.words()))
        .collect(Collectors.joining(", ", "Reply ", "."));
  }

  /// What a call says of its keys; null when there is nothing that a key could do.
  private static @Nullable String keys(List<Telling> tellings) {
    Telling one = tellings.getFirst();
    if (tellings.size() == 1) {
      return one.userId() == null ? null : PhoneKeys.offer(one.requestId() != null, false);
    }
    return tellings.stream().allMatch(each -> each.userId() != null && each.requestId() == null)
        ? PhoneKeys.offer(false, true)
        : null;
  }

  static String speech(List<Telling> tellings) {
    Telling one = tellings.getFirst();
    return tellings.size() == 1
        ? Text.line(
            "This is Muster. A %s urgency incident on %s: %s. It is incident number %d."
                .formatted(one.urgency().wire(), one.service(), one.title(), one.number()),
            TEXT_MOST)
        : Text.line(
            "This is Muster. You have %d triggered incidents. The newest one, on %s: %s."
                .formatted(tellings.size(), one.service(), one.title()),
            TEXT_MOST);
  }

  private Hook hook(String url, List<Telling> tellings, Instant now) {
    return new Hook(
        url,
        new Hook.Message(
            "page",
            text(tellings),
            tellings.stream()
                .map(one ->
                    new Hook.Item(
                        one.incidentId(),
                        one.number(),
                        one.title(),
                        one.service(),
                        one.urgency().wire(),
                        one.why(),
                        page(one),
                        one.runbook()))
                .toList()),
        chats.page(url, tellings, now));
  }

  private Hook words(String url, String type, String text) {
    return new Hook(url, new Hook.Message(type, text, List.of()), chats.words(url, text));
  }

  private static BrowserNotices.Notice browser(String userId, List<Telling> tellings) {
    Telling one = tellings.getFirst();
    return new BrowserNotices.Notice(
        userId,
        one.incidentId(),
        tellings.size() == 1
            ? one.title()
            : one.title() + " and " + (tellings.size() - 1) + " more",
        one.urgency(),
        one.service());
  }

  /// The payload of a message that only shows that the way works.
  public String test(ContactMethod.Type type, String address, String messageId, String name) {
    String words = "This is a test from Muster for %s. Pages will reach you here.".formatted(name);
    return Json.write(
        switch (type) {
          case EMAIL ->
              new Letter(
                  address,
                  "Test message from Muster",
                  words + "\n",
                  "<!doctype html><html><body><p>" + escape(words) + "</p></body></html>",
                  messageId + "@" + host(),
                  List.of(),
                  false);
          case SMS, WHATSAPP, PHONE -> new ShortText(address, words);
          case WEBHOOK -> words(address, "test", words);
          case BROWSER -> new BrowserNotices.Notice(address, "", words, Urgency.LOW, "Muster");
          case PUSH -> push("Test message from Muster", words, "test", "/settings", false);
        });
  }

  private PushMessage push(String title, String body, String tag, String page, boolean urgent) {
    return new PushMessage(
        Text.line(title, 120),
        Text.line(body, 300),
        tag,
        links.page(page),
        null,
        null,
        urgent,
        List.of());
  }

  private PushMessage push(List<Telling> tellings, Instant now) {
    Telling one = tellings.getFirst();
    boolean urgent = tellings.stream().anyMatch(each -> each.urgency() == Urgency.HIGH);
    if (tellings.size() > 1) {
      return push(
          tellings.size() + " incidents for you",
          text(tellings),
          "incidents",
          "/incidents",
          urgent);
    }
    String request = one.requestId();
    var actions = new ArrayList<PushMessage.Action>();
    String userId = one.userId();
    if (userId != null) {
      String about = request == null ? "" : request;
      // browsers show two buttons; what resolves it is no thing to be pressed half asleep
      for (Tap tap :
          request == null ? List.of(Tap.ACKNOWLEDGE, Tap.NOISE) : List.of(Tap.JOIN, Tap.DECLINE)) {
        actions.add(
            new PushMessage.Action(
                label(tap), taps.link(tap, userId, one.incidentId(), about, Way.PUSH, now)));
      }
    }
    return new PushMessage(
        Text.line(one.service() + ": " + one.title(), 120),
        Text.line(one.why(), 300),
        one.incidentId(),
        page(one),
        request == null && !actions.isEmpty() ? actions.getFirst().url() : null,
        null,
        urgent,
        actions);
  }

  /// The payload of a message that holds a code, which its reader types in to show that it arrived.
  ///
  /// @param code digits
  /// @param minutes how long it is good for
  public String code(
      ContactMethod.Type type,
      String address,
      String messageId,
      String name,
      String code,
      long minutes) {
    String words =
        "%s is the code with which %s verifies this contact method in Muster. It is good for %d minutes."
            .formatted(code, name, minutes);
    return Json.write(
        switch (type) {
          case EMAIL -> plainLetter(address, messageId, code + " is your Muster code", words);
          case SMS, WHATSAPP -> new ShortText(address, words);
          case PHONE ->
              new ShortText(
                  address,
                  "This is Muster with the code for %s. It is: %s. Once more: %s."
                      .formatted(name, spoken(code), spoken(code)));
          case WEBHOOK -> words(address, "verification", words);
          case BROWSER -> new BrowserNotices.Notice(address, "", words, Urgency.LOW, "Muster");
          case PUSH ->
              new PushMessage(
                  code + " is your Muster code",
                  Text.line(words, 300),
                  "code",
                  links.page("/settings"),
                  null,
                  code,
                  true,
                  List.of());
        });
  }

  /// Digit by digit, as a telephone should say it.
  private static String spoken(String code) {
    return String.join(", ", code.split(""));
  }

  /// A message that is no page, to any kind of contact method.
  ///
  /// @param headline one line
  /// @param words the rest, in lines
  /// @param page of the web interface, for example `/incidents`
  public String note(
      ContactMethod.Type type,
      String address,
      String messageId,
      String headline,
      List<String> words,
      String page) {
    String all = headline + " " + String.join(" ", words);
    return Json.write(
        switch (type) {
          case EMAIL ->
              plainLetter(
                  address,
                  messageId,
                  headline,
                  String.join("\n\n", words) + "\n\nOpen: " + links.page(page));
          case SMS, WHATSAPP, PHONE -> new ShortText(address, Text.line(all, TEXT_MOST));
          case WEBHOOK -> words(address, "note", all);
          case BROWSER ->
              new BrowserNotices.Notice(
                  address, "", Text.line(all, TEXT_MOST), Urgency.LOW, "Muster");
          case PUSH -> push(headline, String.join(" ", words), "note", page, false);
        });
  }

  private Letter plainLetter(String to, String messageId, String subject, String words) {
    String html =
        "<!doctype html><html><body style=\"font-family:sans-serif\">"
            + escape(words)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> "<p>" + line + "</p>")
                .collect(Collectors.joining())
            + "</body></html>";
    return new Letter(
        to,
        Text.line(subject, 200),
        words + "\n",
        html,
        messageId + "@" + host(),
        List.of(),
        false);
  }

  /// What to do, as the owners wrote it; more than fits into a letter is read on the incident's page.
  private static String runbook(Telling one) {
    String words = one.runbook();
    return words == null ? "" : "\nRunbook: " + cut(words);
  }

  private static String runbookHtml(Telling one) {
    String words = one.runbook();
    if (words == null) {
      return "";
    }
    var html = new StringBuilder("<p style=\"white-space:pre-line\"><b>Runbook:</b> ");
    for (WebAddresses.Part part : WebAddresses.parts(cut(words))) {
      String text = escape(part.text());
      html.append(part.address() ? "<a href=\"" + text + "\">" + text + "</a>" : text);
    }
    return html.append("</p>").toString();
  }

  private static String cut(String runbook) {
    return runbook.codePointCount(0, runbook.length()) <= RUNBOOK_MOST
        ? runbook
        : runbook.substring(0, runbook.offsetByCodePoints(0, RUNBOOK_MOST))
            + "… (the rest is on the incident's page)";
  }

  private String page(Telling one) {
    return links.html("incidents", one.incidentId());
  }

  private String host() {
    String host = links.webBase().getHost();
    return host == null ? "muster.invalid" : host;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
