package dev.muster.respond.chat;

import dev.muster.kernel.Ids;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /integrations/chat/ID`: one door for commands and buttons of a chat. Chats wait three seconds for an answer; what takes
/// longer is answered afterwards.
final class ChatDoor implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(ChatDoor.class);

  static final String PATH = "/integrations/chat/";

  /// A command has 4,000 characters at most; what comes with a button holds the whole message.
  static final int BODY_MOST = 256 << 10;

  /// Less than the three seconds after which Slack tells its people that nobody answered.
  private static final Duration SOON = Duration.ofSeconds(2);

  /// So many requests a minute that are not proven are written down for each chat; the rest is counted.
  private static final int UNPROVEN_LOGGED = 20;

  /// A failure can come after the thing asked for was done: only the incident tells.
  private static final String LOOK_FIRST =
      "Look at the incident whether it was done before you try again.";

  private final PostgresChats chats;
  private final ChatVerbs verbs;
  private final HttpReplies replies;
  private final RateLimits limits;
  private final MeterRegistry meters;
  private final Ids ids;
  private final InstantSource clock;

  ChatDoor(
      PostgresChats chats,
      ChatVerbs verbs,
      HttpReplies replies,
      RateLimits limits,
      MeterRegistry meters,
      Ids ids,
      InstantSource clock) {
    this.chats = chats;
    this.verbs = verbs;
    this.replies = replies;
    this.limits = limits;
    this.meters = meters;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<String> patterns() {
    return List.of(PATH + "*");
  }

  @Override
  public int bodyLimit(String method, String path) {
    return path.startsWith(PATH)
            && path.length() > PATH.length()
            && path.indexOf('/', PATH.length()) < 0
        ? BODY_MOST
        : -1;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return refusal(413, "The body is larger than " + limit + " bytes.");
  }

  @Override
  public Answer answer(Request request) {
    if (!request.method().equals("POST")) {
      return refusal(405, "Use POST.").with("Allow", "POST");
    }
    try {
      return take(request);
    } catch (RuntimeException failure) {
      LOG.error("A request of a chat was not answered", failure);
      return refusal(503, "Muster cannot answer now. " + LOOK_FIRST);
    }
  }

  private Answer take(Request request) {
    Instant now = clock.instant();
    Optional<ChatApp> found = chats.app(request.path().substring(PATH.length()));
    if (found.isEmpty()) {
      return refusal(404, "There is no such chat here.");
    }
    ChatApp app = found.get();
    Wire wire = Wire.of(app.kind());
    String fault = wire.fault(app, request, now);
    if (fault != null) {
      count(app, ChatCall.Outcome.UNPROVEN);
      if (limits.take("chat " + app.id(), UNPROVEN_LOGGED, now).allowed()) {
        log(app, ChatCall.Outcome.UNPROVEN, fault, now);
      }
      return refusal(401, fault);
    }
    try {
      return switch (wire.read(request)) {
        case Incoming.Nothing() -> Answer.empty(200);
        case Incoming.Asked asked -> asked(app, wire, asked, now);
      };
    } catch (IllegalArgumentException unreadable) {
      String why = String.valueOf(unreadable.getMessage());
      count(app, ChatCall.Outcome.UNCLEAR);
      log(app, ChatCall.Outcome.UNCLEAR, why, now);
      return refusal(400, why);
    }
  }

  private Answer asked(ChatApp app, Wire wire, Incoming.Asked asked, Instant now) {
    CompletableFuture<ObjectNode> answer =
        CompletableFuture.supplyAsync(
            () -> wire.answer(said(app, asked, now), asked),
            task -> Thread.ofVirtual().name("chat").start(task));
    String replyTo = asked.replyTo();
    if (app.kind() == ChatApp.Kind.SLACK && asked.button()) {
      // what a button is answered with is shown to nobody
      if (replyTo != null) {
        later(replyTo, answer);
      }
      return Answer.empty(200);
    }
    try {
      return Answer.json(200, answer.get(SOON.toMillis(), TimeUnit.MILLISECONDS).toString());
    } catch (TimeoutException slow) {
      String words = "Muster is still at it.";
      if (replyTo != null) {
        later(replyTo, answer);
        words += " The answer follows.";
      } else {
        words += " Look at the incident in a moment.";
      }
      return Answer.json(200, wire.answer(words, asked).toString());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return refusal(503, "Muster is stopping.");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void later(String replyTo, CompletableFuture<ObjectNode> answer) {
    Thread.ofVirtual().name("chat reply").start(() -> replies.send(replyTo, answer.join()));
  }

  /// Never throws.
  private String said(ChatApp app, Incoming.Asked asked, Instant now) {
    try {
      ChatVerbs.Said said = verbs.answer(app, asked, now);
      count(app, said.outcome());
      return said.words();
    } catch (RuntimeException failure) {
      LOG.error("What somebody asked for in the chat {} was not done", app.name(), failure);
      String words = "Something went wrong in Muster. " + LOOK_FIRST;
      count(app, ChatCall.Outcome.FAILED);
      try {
        verbs.broke(app, asked, words, now);
      } catch (RuntimeException away) {
        LOG.error("What went wrong in the chat {} was not written down", app.name(), away);
      }
      return words;
    }
  }

  private void count(ChatApp app, ChatCall.Outcome outcome) {
    meters
        .counter("muster.chat.requests", "kind", app.kind().wire(), "outcome", outcome.wire())
        .increment();
  }

  private void log(ChatApp app, ChatCall.Outcome outcome, String words, Instant now) {
    chats.add(new ChatCall(ids.next('H'), app.id(), now, null, null, null, "", outcome, words));
  }

  private static Answer refusal(int status, String why) {
    return Answer.json(status, Json.write(Map.of("error", why)));
  }
}
