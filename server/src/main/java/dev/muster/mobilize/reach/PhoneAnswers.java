package dev.muster.mobilize.reach;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.TeamRights;
import dev.muster.catalog.User;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Text;
import dev.muster.kernel.Way;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Pages.Page;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.mobilize.Who;
import dev.muster.mobilize.channel.PhoneKeys.Verb;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Does what people press during a call or send back by text, in the name of the person who was told, with that person's rights, and says
/// in one sentence what came of it. What comes twice does no more than what comes once.
final class PhoneAnswers {
  private static final int TITLE_MOST = 120;

  private final Mobilize mobilize;
  private final Helpers helpers;
  private final Catalog catalog;
  private final InstantSource clock;

  PhoneAnswers(Mobilize mobilize, Helpers helpers, Catalog catalog, InstantSource clock) {
    this.mobilize = mobilize;
    this.helpers = helpers;
    this.catalog = catalog;
    this.clock = clock;
  }

  /// What came of it.
  record Answer(boolean done, String words) {}

  /// Does it.
  Answer act(Verb verb, Page page, Way way) {
    Optional<User> user = catalog.user(page.userId());
    Optional<Response> found = mobilize.response(page.incidentId());
    if (user.isEmpty() || found.isEmpty()) {
      return new Answer(false, "Muster knows nothing of that any more.");
    }
    Response before = found.get();
    String incident = "Incident " + before.number();
    if (before.status() == ResponseStatus.RESOLVED) {
      return new Answer(false, incident + " is resolved already; there is nothing left to do.");
    }
    if (verb == Verb.ESCALATE && !page.stands()) {
      // also when the same word comes twice: the first one was enough
      return new Answer(false, incident + " went on to other people in the meantime.");
    }
    User person = user.get();
    var actor =
        new Actor(Actor.Kind.USER, person.id(), person.name(), person.email(), person.role(), way);
    try {
      return Actor.as(
          actor,
          () -> {
            TeamRights.requireForService(catalog, Permission.RESPOND, before.serviceId());
            return new Answer(true, incident + done(verb, page, before, actor));
          });
    } catch (ApiException refused) {
      return new Answer(
          false,
          "Not done. "
              + (refused.errors().isEmpty()
                  ? refused.headline() + "."
                  : String.join(" ", refused.errors())));
    } catch (RuntimeException broken) {
      throw broken;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String done(Verb verb, Page page, Response before, Actor actor) {
    Instant now = clock.instant();
    return switch (verb) {
      case ACKNOWLEDGE -> {
        mobilize.acknowledge(page.incidentId(), actor, now);
        yield " is yours.";
      }
      case RESOLVE -> {
        mobilize.resolve(page.incidentId(), null, actor, now);
        yield " is resolved.";
      }
      case ESCALATE -> {
        mobilize.escalate(page.incidentId(), before.level() + 1, actor, now);
        yield " goes to level %d now.".formatted(before.level() + 1);
      }
      case JOIN -> {
        helpers.reply(page.incidentId(), page.requestId(), page.userId(), true, Who.of(actor), now);
        yield ": they know that you help.";
      }
      case DECLINE -> {
        helpers.reply(
            page.incidentId(), page.requestId(), page.userId(), false, Who.of(actor), now);
        yield ": they know that you cannot help.";
      }
    };
  }

  /// What it is about and how it stands, in one sentence; empty when it is gone.
  Optional<String> words(Page page) {
    return mobilize
        .response(page.incidentId())
        .map(response ->
            "%s%d on %s: %s. It is %s."
                .formatted(
                    page.requestId() == null ? "Incident " : "You are asked to help with incident ",
                    response.number(),
                    catalog
                        .service(response.serviceId())
                        .map(Service::name)
                        .orElse("a deleted service"),
                    Text.line(response.title(), TITLE_MOST),
                    response.standing()));
  }

  /// Whether anything is left to do about it.
  boolean open(Page page) {
    return mobilize
        .response(page.incidentId())
        .map(response -> response.status() != ResponseStatus.RESOLVED)
        .orElse(false);
  }
}
