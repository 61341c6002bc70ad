package dev.muster.respond.chat;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Sha256;
import dev.muster.kernel.Way;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Links;
import dev.muster.respond.Acts;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Answers what people ask in a chat: finds out who they are, does it in their name, and writes down what became of it. A change and
/// its line in the log are one transaction, so a request that comes twice is done once.
final class ChatVerbs {
  private final PostgresChats chats;
  private final Acts acts;
  private final Reading reading;
  private final Inspecting inspecting;
  private final Changing changing;
  private final OnCallWords onCall;
  private final Catalog catalog;
  private final AuditTrail audit;
  private final Links links;
  private final Ids ids;
  private final RandomGenerator random;

  ChatVerbs(
      PostgresChats chats,
      Acts acts,
      Reading reading,
      Inspecting inspecting,
      Changing changing,
      OnCallWords onCall,
      Catalog catalog,
      AuditTrail audit,
      Links links,
      Ids ids,
      RandomGenerator random) {
    this.chats = chats;
    this.acts = acts;
    this.reading = reading;
    this.inspecting = inspecting;
    this.changing = changing;
    this.onCall = onCall;
    this.catalog = catalog;
    this.audit = audit;
    this.links = links;
    this.ids = ids;
    this.random = random;
  }

  /// What came of it.
  record Said(ChatCall.Outcome outcome, String words) {}

  /// Does it and says what was done, and writes it down. When something breaks nothing of it was done or written: see {@link #broke}.
  Said answer(ChatApp app, Incoming.Asked asked, Instant now) {
    Wire wire = Wire.of(app.kind());
    Optional<User> user = user(app, asked);
    Said said;
    if (asked.ask() instanceof Ask.Deed deed && user.isPresent()) {
      try {
        return as(user.get(), () -> done(deed, app, asked, user.get(), wire, now));
      } catch (ApiException refused) {
        said = refused(refused, wire);
      }
    } else {
      said = read(app, asked, user.orElse(null), wire, now);
    }
    chats.add(call(app, asked, user.orElse(null), null, said, now));
    return said;
  }

  /// Writes down that something broke.
  void broke(ChatApp app, Incoming.Asked asked, String words, Instant now) {
    var said = new Said(ChatCall.Outcome.FAILED, words);
    chats.add(call(app, asked, user(app, asked).orElse(null), null, said, now));
  }

  private Optional<User> user(ChatApp app, Incoming.Asked asked) {
    return chats
        .account(app.id(), asked.sender().key())
        .flatMap(account -> catalog.user(account.userId()));
  }

  private static Said refused(ApiException refused, Wire wire) {
    return new Said(
        ChatCall.Outcome.REFUSED,
        "Not done. "
            + wire.plain(
                refused.errors().isEmpty()
                    ? refused.headline() + "."
                    : String.join(" ", refused.errors())));
  }

  private Said done(
      Ask.Deed deed, ChatApp app, Incoming.Asked asked, User user, Wire wire, Instant now) {
    Supplier<String> work =
        switch (deed) {
          case Ask.Declare declare -> () -> changing.declare(declare, wire);
          case Ask.Change change -> {
            Incident incident = settled(change.incident());
            if (change instanceof Ask.Merge merge) {
              settled(merge.into());
            }
            if (change instanceof Ask.MoveAlerts move) {
              settled(move.into());
            }
            yield () -> changing.change(change, incident, app, asked.sender(), wire);
          }
        };
    String requestKey = asked.requestKey() == null ? null : hash(asked.requestKey());
    return acts.together(() -> {
      ChatCall call = call(app, asked, user, requestKey, new Said(ChatCall.Outcome.DONE, ""), now);
      if (!chats.add(call) && requestKey != null) {
        return done(chats.answerTo(app.id(), requestKey).orElse("")); // it came twice
      }
      var said = new Said(ChatCall.Outcome.DONE, work.get());
      chats.answered(call.id(), said.words());
      return said;
    });
  }

  /// The incident; one whose response is just being made is waited for, which must be outside of any transaction.
  private Incident settled(String idOrNumber) {
    Incident incident = reading.incident(idOrNumber);
    acts.response(incident);
    return incident;
  }

  private Said read(
      ChatApp app, Incoming.Asked asked, @Nullable User user, Wire wire, Instant now) {
    return switch (asked.ask()) {
      case Ask.Help() -> done(String.join("\n", new AskReader(asked.command()).help()));
      case Ask.Unclear(String words) -> new Said(ChatCall.Outcome.UNCLEAR, words);
      case Ask.Link() -> done(invite(app, asked.sender(), wire, now));
      case Ask.Me() ->
          done(
              user == null
                  ? "You are not linked. Type `%s link`.".formatted(asked.command())
                  : "You are %s here.".formatted(wire.plain(user.name())));
      case Ask.Unlink() -> done(forget(app, asked, user));
      case Ask.Open(boolean mine) ->
          user == null
              ? stranger(asked)
              : seen(user, wire, () -> reading.open(mine ? user.id() : null, wire));
      case Ask.Show(String incident) ->
          user == null
              ? stranger(asked)
              : seen(user, wire, () -> reading.show(incident, user.timeZone(), wire));
      case Ask.Look look ->
          user == null
              ? stranger(asked)
              : seen(
                  user, wire, () -> inspecting.say(look, user.timeZone(), asked.command(), wire));
      case Ask.OnCall(String name) ->
          user == null
              ? stranger(asked)
              : seen(user, wire, () -> onCall.say(name, user.timeZone(), wire, now));
      case Ask.Deed _ -> stranger(asked);
    };
  }

  private static Said done(String words) {
    return new Said(ChatCall.Outcome.DONE, words);
  }

  private static Said stranger(Incoming.Asked asked) {
    return new Said(
        ChatCall.Outcome.UNKNOWN,
        "I do not know yet who you are in Muster. Type `%s link` and open the link."
            .formatted(asked.command()));
  }

  private static Said seen(User user, Wire wire, Supplier<String> words) {
    try {
      return done(as(user, words));
    } catch (ApiException refused) {
      return refused(refused, wire);
    }
  }

  private String invite(ChatApp app, Sender sender, Wire wire, Instant now) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    acts.together(() -> {
      chats.invite(hash(secret), new Invitation(app.id(), sender, now.plus(Invitation.LIFE)), now);
      return Boolean.TRUE;
    });
    return "%s, signed in to Muster, within %d minutes. From then on what you type here is done in the name of whoever confirmed it there."
        .formatted(
            wire.link(links.page("/chat_links/" + secret), "Open this link"),
            Invitation.LIFE.toMinutes());
  }

  private String forget(ChatApp app, Incoming.Asked asked, @Nullable User user) {
    Optional<ChatAccount> account = chats.account(app.id(), asked.sender().key());
    if (account.isEmpty()) {
      return "You were not linked.";
    }
    ChatAccount gone = account.get();
    Runnable unlink =
        () ->
            acts.together(() -> {
              chats.unlink(gone.userId(), gone.id());
              audit.record(
                  "delete",
                  "chat_account",
                  gone.id(),
                  Map.of("chat", app.name(), "user", gone.userId()));
              return Boolean.TRUE;
            });
    if (user == null) {
      unlink.run();
    } else {
      as(
          user,
          () -> {
            unlink.run();
            return "";
          });
    }
    return "Forgotten. Nothing is done in your name from here any more.";
  }

  /// Under which a secret is kept.
  static String hash(String secret) {
    return Sha256.hex(secret, 32);
  }

  private ChatCall call(
      ChatApp app,
      Incoming.Asked asked,
      @Nullable User user,
      @Nullable String requestKey,
      Said said,
      Instant now) {
    return new ChatCall(
        ids.next('H'),
        app.id(),
        now,
        requestKey,
        asked.sender(),
        user == null ? null : user.id(),
        asked.words(),
        said.outcome(),
        asked.ask() instanceof Ask.Link ? "A link was sent." : said.words());
  }

  private static <T> T as(User user, Supplier<T> work) {
    var actor =
        new Actor(Actor.Kind.USER, user.id(), user.name(), user.email(), user.role(), Way.CHAT);
    try {
      return Actor.as(actor, work::get);
    } catch (RuntimeException refused) {
      throw refused;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
