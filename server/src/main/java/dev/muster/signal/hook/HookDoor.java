package dev.muster.signal.hook;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Outage;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Form;
import dev.muster.signal.Endpoint;
import dev.muster.signal.Intake;
import dev.muster.signal.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /integrations/webhook/KEY`: takes what any tool posts, asks for its proof, makes an event of it, and notes what became of
/// the call.
final class HookDoor implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(HookDoor.class);

  private final Outage outage = Outage.ofRequests(LOG, "signal.hook");
  static final String PATH = "/integrations/webhook/";

  private static final String LOST =
      "The settings of this webhook cannot be read at the moment; send it again";

  /// Only people can help then, so a sender need not hurry.
  private static final String LOST_SECONDS = "60";

  private final Intake intake;
  private final Catalog catalog;
  private final LiveHooks hooks;
  private final CallLog log;
  private final Ids ids;
  private final InstantSource clock;

  HookDoor(
      Intake intake, Catalog catalog, LiveHooks hooks, CallLog log, Ids ids, InstantSource clock) {
    this.intake = intake;
    this.catalog = catalog;
    this.hooks = hooks;
    this.log = log;
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
        ? intake.bodyLimit(Endpoint.EVENTS_V2)
        : -1;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return refusal(413, "too large", "The body is larger than " + limit + " bytes", List.of());
  }

  @Override
  public Answer answer(Request request) {
    if (!request.method().equals("POST")) {
      return refusal(405, "invalid event", "Use POST", List.of()).with("Allow", "POST");
    }
    try {
      Answer answer = take(request.path().substring(PATH.length()).strip(), request);
      outage.worked();
      return answer;
    } catch (RuntimeException failure) {
      outage.failed(failure);
      return refusal(503, "unavailable", "The webhook could not be taken; send it again", List.of())
          .with("Retry-After", "2");
    }
  }

  private Answer take(String key, Request request) {
    Instant now = clock.instant();
    Optional<Integration> integration = catalog.integrationByKey(key);
    byte[] json = json(request);
    if (integration.isEmpty()) {
      // a key of an orchestration, or of nobody: the intake knows which
      return switch (Mapping.USUAL.read(json)) {
        case Mapping.Outcome.Event(ObjectNode event) -> answer(unproven(key, event));
        case Mapping.Outcome.Ignored(String why) -> ignored(why);
        case Mapping.Outcome.Unreadable(List<String> faults) -> unreadable(faults);
      };
    }
    Hook hook = hooks.of(integration.get().id());
    var note = new Note(integration.get().id(), request.body(), now);
    if (hook.unreadable()) {
      return note.down(Call.Outcome.REFUSED, later(), LOST);
    }
    String fault = hook.proof().fault(hook.secrets(now), request::header, request.body(), now);
    if (fault != null && hook.lacksSecret(now)) {
      return note.down(Call.Outcome.REFUSED, later(), LOST);
    }
    if (fault != null) {
      return note.down(
          Call.Outcome.UNPROVEN, refusal(401, "unauthorized", fault, List.of()), fault);
    }
    return switch (hook.mapping().read(json)) {
      case Mapping.Outcome.Ignored(String why) ->
          note.down(Call.Outcome.IGNORED, ignored(why), why);
      case Mapping.Outcome.Unreadable(List<String> faults) ->
          note.down(Call.Outcome.UNREADABLE, unreadable(faults), String.join("; ", faults));
      case Mapping.Outcome.Event(ObjectNode event) -> {
        Reply reply = intake.proven(key, bytes(event)).join();
        note.event = event;
        yield note.down(
            reply.status() / 100 == 2 ? Call.Outcome.ACCEPTED : Call.Outcome.REFUSED,
            answer(reply),
            words(reply));
      }
    };
  }

  /// For a key that no proof was asked for: the intake asks once more, as it may know the key by another way than this door.
  private Reply unproven(String key, ObjectNode event) {
    return intake.handle(Endpoint.EVENTS_V2, key, bytes(event)).join();
  }

  private static byte[] bytes(ObjectNode event) {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String words(Reply reply) {
    var answer = Json.mapper().readTree(reply.json());
    String message = answer.path("message").asString("");
    var faults = new ArrayList<String>();
    answer.path("errors").forEach(fault -> faults.add(fault.asString("")));
    return faults.isEmpty() ? message : message + ": " + String.join("; ", faults);
  }

  /// The body as JSON; a form is made an object with its fields.
  private static byte[] json(Request request) {
    if (!Form.is(request.header("Content-Type"))) {
      return request.body();
    }
    String text = new String(request.body(), StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("{")) {
      return request.body(); // curl calls everything a form unless it is told otherwise
    }
    ObjectNode form = Json.mapper().createObjectNode();
    try {
      Form.fields(request.body()).forEach(form::put);
    } catch (IllegalArgumentException malformed) {
      return request.body();
    }
    return form.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Answer answer(Reply reply) {
    Answer answer = Answer.json(reply.status(), reply.json());
    return reply.retryAfter() > 0
        ? answer.with("Retry-After", String.valueOf(reply.retryAfter()))
        : answer;
  }

  /// Our own fault is no reason to tell a sender that its call is wrong, which would be the end of it.
  private static Answer later() {
    return refusal(503, "unavailable", LOST, List.of()).with("Retry-After", LOST_SECONDS);
  }

  private static Answer ignored(String why) {
    return Answer.json(200, Json.write(Map.of("status", "ignored", "message", why)));
  }

  private static Answer unreadable(List<String> faults) {
    return refusal(400, "invalid event", "No event could be made of the body", faults);
  }

  private static Answer refusal(int status, String word, String message, List<String> faults) {
    return Answer.json(
        status, Json.write(Map.of("status", word, "message", message, "errors", faults)));
  }

  /// Gathers what is noted of one call.
  private final class Note {
    private final String integrationId;
    private final byte[] body;
    private final Instant at;
    private @Nullable ObjectNode event;

    Note(String integrationId, byte[] body, Instant at) {
      this.integrationId = integrationId;
      this.body = body;
      this.at = at;
    }

    Answer down(Call.Outcome outcome, Answer answer, String words) {
      ObjectNode made = event;
      log.note(
          new Call(
              ids.next('H'),
              integrationId,
              at,
              outcome,
              answer.status(),
              words,
              made == null ? null : made.path("event_action").asString(),
              made == null ? null : made.path("dedup_key").asString(),
              made == null ? null : made.at("/payload/summary").asString(),
              Call.beginning(body)));
      return answer;
    }
  }
}
