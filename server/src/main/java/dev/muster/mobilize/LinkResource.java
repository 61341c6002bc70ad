package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.TeamRights;
import dev.muster.catalog.User;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Sha256;
import dev.muster.mobilize.ResponderRequest.State;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Links;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The links in messages. Opening one shows a page with a button and changes nothing, as mail scanners and previews open links
/// too; pressing the button acts in the name of the person the message went to.
@Hidden
@RestController
@Tag(name = "Links in messages")
@RequestMapping("/l")
final class LinkResource {
  private static final String STYLE =
      "body{font:18px/1.5 sans-serif;max-width:32em;margin:0"
          + " auto;padding:1.5em;color:#1a1a1a;background:#fff}"
          + "h1{font-size:1.3em;line-height:1.3}button{font:inherit;font-weight:600;width:100%;padding:.9em;border:0;"
          + "border-radius:.4em;color:#fff;background:#0b57d0}p.small{color:#555;font-size:.85em}a{color:#0b57d0}"
          + "@media(prefers-color-scheme:dark){body{color:#eee;background:#111}p.small{color:#aaa}a{color:#8ab4f8}}";

  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + digest(STYLE)
          + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final TapLinks taps;
  private final Mobilize mobilize;
  private final ResponderDesk responders;
  private final PageVerdicts verdicts;
  private final Catalog catalog;
  private final Links links;
  private final InstantSource clock;

  LinkResource(
      TapLinks taps,
      Mobilize mobilize,
      ResponderDesk responders,
      PageVerdicts verdicts,
      Catalog catalog,
      Links links,
      InstantSource clock) {
    this.taps = taps;
    this.mobilize = mobilize;
    this.responders = responders;
    this.verdicts = verdicts;
    this.catalog = catalog;
    this.links = links;
    this.clock = clock;
  }

  @GetMapping("/{token}")
  ResponseEntity<byte[]> ask(@PathVariable("token") String token, HttpServletResponse answer) {
    own(answer);
    Optional<TapLinks.Grant> grant = taps.read(token, clock.instant());
    Optional<Response> response = grant.flatMap(valid -> mobilize.response(valid.incidentId()));
    Optional<User> user = grant.flatMap(valid -> catalog.user(valid.userId()));
    if (grant.isEmpty() || response.isEmpty() || user.isEmpty()) {
      return gone();
    }
    TapLinks.Tap tap = grant.get().tap();
    Response incident = response.get();
    return page(
        HttpStatus.OK,
        headline(tap, "#" + incident.number()),
        "<p>"
            + escape(service(incident))
            + ", "
            + incident.urgency().wire()
            + " urgency, "
            + escape(incident.standing())
            + ".</p><form method=\"post\"><button>"
            + button(tap)
            + " as "
            + escape(user.get().name())
            + "</button></form>",
        incident);
  }

  @PostMapping("/{token}")
  ResponseEntity<byte[]> act(@PathVariable("token") String token, HttpServletResponse answer)
      throws Exception {
    own(answer);
    Instant now = clock.instant();
    Optional<TapLinks.Grant> grant = taps.read(token, now);
    Optional<User> user = grant.flatMap(valid -> catalog.user(valid.userId()));
    if (grant.isEmpty() || user.isEmpty()) {
      return gone();
    }
    User person = user.get();
    var actor =
        new Actor(
            Actor.Kind.USER,
            person.id(),
            person.name(),
            person.email(),
            person.role(),
            grant.get().way());
    String incidentId = grant.get().incidentId();
    try {
      Response after =
          Actor.as(
              actor,
              () -> {
                TeamRights.requireForService(
                    catalog,
                    Permission.RESPOND,
                    mobilize.response(incidentId).map(Response::serviceId).orElse(null));
                return switch (grant.get().tap()) {
                  case ACKNOWLEDGE -> mobilize.acknowledge(incidentId, actor, now);
                  case RESOLVE -> mobilize.resolve(incidentId, null, actor, now);
                  case JOIN -> answered(grant.get(), State.JOINED, actor, now);
                  case DECLINE -> answered(grant.get(), State.DECLINED, actor, now);
                  case NOISE -> judged(incidentId, person.id(), now);
                };
              });
      return page(
          HttpStatus.OK,
          switch (grant.get().tap()) {
            case ACKNOWLEDGE -> "#" + after.number() + " is yours";
            case RESOLVE -> "#" + after.number() + " is resolved";
            case JOIN -> "You help with #" + after.number();
            case DECLINE -> "You declined to help with #" + after.number();
            case NOISE -> "#" + after.number() + " was noise; thank you";
          },
          "<p>"
              + escape(service(after))
              + ", "
              + escape(after.standing())
              + ".</p>"
              + then(grant.get().tap(), after),
          after);
    } catch (ApiException refused) {
      return page(
          HttpStatus.valueOf(refused.status()),
          refused.headline(),
          "<p>" + escape(String.join(" ", refused.errors())) + "</p>",
          mobilize.response(incidentId).orElse(null));
    }
  }

  /// In place of what the API's answers carry, which would forbid the button and the style.
  private static void own(HttpServletResponse answer) {
    answer.setHeader("Content-Security-Policy", POLICY);
    answer.setHeader("Referrer-Policy", "no-referrer");
    answer.setHeader("Cache-Control", "no-store");
  }

  private Response judged(String incidentId, String userId, Instant now) {
    verdicts.judge(incidentId, userId, false, now);
    return mobilize
        .response(incidentId)
        .orElseThrow(() -> ApiException.notFound("Incident " + incidentId));
  }

  private Response answered(TapLinks.Grant grant, State state, Actor actor, Instant now) {
    responders.answer(
        grant.incidentId(), grant.requestId(), grant.userId(), state, Who.of(actor), now);
    return mobilize
        .response(grant.incidentId())
        .orElseThrow(() -> ApiException.notFound("Incident " + grant.incidentId()));
  }

  private static String headline(TapLinks.Tap tap, String number) {
    return switch (tap) {
      case ACKNOWLEDGE -> "Acknowledge " + number;
      case RESOLVE -> "Resolve " + number;
      case JOIN -> "Help with " + number;
      case DECLINE -> "Decline to help with " + number;
      case NOISE -> "Was " + number + " noise?";
    };
  }

  private static String button(TapLinks.Tap tap) {
    return switch (tap) {
      case ACKNOWLEDGE -> "Acknowledge";
      case RESOLVE -> "Resolve";
      case JOIN -> "Help";
      case DECLINE -> "Decline";
      case NOISE -> "Call it noise";
    };
  }

  /// What is left to do for somebody who may think that a word of theirs ended it.
  private static String then(TapLinks.Tap tap, Response after) {
    return tap == TapLinks.Tap.NOISE && after.status().open()
        ? "<p>That does not end it. "
            + (after.status() == ResponseStatus.ACKNOWLEDGED
                ? "Resolve it when there is nothing to do."
                : "Acknowledge or resolve it, or others may be told as well.")
            + " On its page you can take back what you said.</p>"
        : "";
  }

  private String service(Response response) {
    return catalog.service(response.serviceId()).map(Service::name).orElse("a deleted service");
  }

  private ResponseEntity<byte[]> gone() {
    return page(
        HttpStatus.GONE,
        "This link is no longer valid",
        "<p>It is too old or was changed on its way. <a href=\""
            + escape(links.page("/incidents"))
            + "\">Open the incidents</a>.</p>",
        null);
  }

  private ResponseEntity<byte[]> page(
      HttpStatus status, String headline, String body, @Nullable Response incident) {
    String html =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
            + " content=\"width=device-width,initial-scale=1\"><meta name=\"robots\""
            + " content=\"noindex\"><title>"
            + escape(headline)
            + "</title><style>"
            + STYLE
            + "</style></head><body><h1>"
            + escape(headline)
            + "</h1>"
            + (incident == null ? "" : "<p>" + escape(incident.title()) + "</p>")
            + body
            + (incident == null
                ? ""
                : "<p class=\"small\"><a href=\""
                    + escape(links.html("incidents", incident.incidentId()))
                    + "\">Open the incident</a></p>")
            + "</body></html>";
    return ResponseEntity.status(status)
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(html.getBytes(StandardCharsets.UTF_8));
  }

  private static String escape(String text) {
    return org.springframework.web.util.HtmlUtils.htmlEscape(text, "UTF-8");
  }

  private static String digest(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text));
  }
}
