package dev.muster.respond.chat;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/chat_apps`: the chats that may speak to Muster.
@RestController
@Tag(name = "Chat")
@RequestMapping("/chat_apps")
final class ChatAppResource {
  private static final int APPS_MAX = 50;
  private static final int SECRET_LEAST = 8;
  private static final int SECRET_MOST = 200;

  private final PostgresChats chats;
  private final ChatDoor door;
  private final Transactions transactions;
  private final AuditTrail audit;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  ChatAppResource(
      PostgresChats chats,
      ChatDoor door,
      Transactions transactions,
      AuditTrail audit,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.chats = chats;
    this.door = door;
    this.transactions = transactions;
    this.audit = audit;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /// A chat on the wire, without its secret.
  ///
  /// @param kind `slack` or `mattermost`
  /// @param url what has to be entered in the chat, for commands and for buttons
  /// @param pagePrefix contact methods of the type webhook whose address begins so get pages with buttons; empty for none
  /// @param linked how many people have linked their accounts
  record ChatAppView(
      String id,
      String type,
      String kind,
      String name,
      String url,
      String pagePrefix,
      int linked,
      Instant changedAt) {}

  /// @param sender what the chat calls who asked; null when that is not known
  /// @param user who that is here; null when nobody
  /// @param outcome `done`, `refused`, `unclear`, `unknown`, `unproven` or `failed`
  /// @param words what the sender was told
  record ChatCallView(
      String id,
      String type,
      Instant at,
      @Nullable String sender,
      @Nullable Reference user,
      String asked,
      String outcome,
      String words) {}

  /// @param status what the chat would have been told
  record ChatTestView(int status, JsonNode answer) {}

  @GetMapping
  Map<String, @Nullable Object> listChatApps(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("chat_apps", chats.apps().stream().map(this::view).toList());
  }

  @GetMapping("/{id}")
  Map<String, Object> getChatApp(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("chat_app", view(find(id)));
  }

  @PostMapping
  ResponseEntity<Map<String, Object>> createChatApp(Body request) {
    Actor.current().require(Permission.ADMINISTER);
    Body body = request.envelope("chat_app");
    ChatApp.Kind kind = body.word("kind", ChatApp.Kind::of, "slack, mattermost");
    if (kind == null && body.raw("kind") == null) {
      body.fault("kind", "is missing");
    }
    String name = body.required("name", 100);
    String secret = secret(body, null);
    ChatApp.Kind known = Objects.requireNonNullElse(kind, ChatApp.Kind.SLACK);
    String prefix = prefix(body, known.usualPrefix());
    body.check();
    var app = new ChatApp(ids.next('P'), known, name.strip(), secret, prefix, clock.instant());
    transactions.run(() -> {
      if (chats.apps().size() >= APPS_MAX) {
        throw ApiException.invalid("There may be %d chats at most.".formatted(APPS_MAX));
      }
      chats.save(app);
      audit.record(
          "create",
          "chat_app",
          app.id(),
          Map.of("kind", app.kind().wire(), "name", app.name(), "page_prefix", prefix));
    });
    return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("chat_app", view(app)));
  }

  /// What is not given stays. A `secret` that is given is good alone and at once.
  @PutMapping("/{id}")
  Map<String, Object> updateChatApp(@PathVariable String id, Body request) {
    Actor.current().require(Permission.ADMINISTER);
    Body body = request.envelope("chat_app");
    return transactions.inTransaction(() -> {
      ChatApp before = chats.hold(id).orElseThrow(() -> ApiException.notFound("Chat " + id));
      ChatApp.Kind kind = body.word("kind", ChatApp.Kind::of, "slack, mattermost");
      if (kind != null && kind != before.kind()) {
        body.fault("kind", "cannot be changed; make another one");
      }
      String name = body.has("name") ? body.required("name", 100) : before.name();
      String secret = secret(body, before.secret());
      String prefix = prefix(body, before.pagePrefix());
      body.check();
      var after = new ChatApp(id, before.kind(), name.strip(), secret, prefix, clock.instant());
      chats.save(after);
      audit.record(
          "update",
          "chat_app",
          id,
          Map.of(
              "name",
              after.name(),
              "page_prefix",
              prefix,
              "secret_changed",
              !secret.equals(before.secret())));
      return Map.of("chat_app", view(after));
    });
  }

  /// With all links of people and its log.
  @DeleteMapping("/{id}")
  ResponseEntity<Void> deleteChatApp(@PathVariable String id) {
    Actor.current().require(Permission.ADMINISTER);
    transactions.run(() -> {
      ChatApp app = find(id);
      chats.delete(id);
      audit.record("delete", "chat_app", id, Map.of("name", app.name()));
    });
    return ResponseEntity.noContent().build();
  }

  /// Asks for help through the door as the chat would, signed as it is asked for.
  @PostMapping("/{id}/test")
  Map<String, ChatTestView> testChatApp(@PathVariable String id) {
    Actor.current().require(Permission.ADMINISTER);
    ChatApp app = find(id);
    Annex.Answer answer =
        door.answer(Wire.of(app.kind()).sample(app, ChatDoor.PATH + id, clock.instant()));
    return Map.of("test", new ChatTestView(answer.status(), Json.mapper().readTree(answer.body())));
  }

  @GetMapping("/{id}/calls")
  Map<String, @Nullable Object> listChatCalls(@PathVariable String id, Paging paging) {
    Actor.current().require(Permission.ADMINISTER);
    find(id);
    List<ChatCall> found = chats.calls(id, paging.offset(), paging.limit() + 1);
    Map<String, Reference> users =
        directory.references(
            "user",
            found.stream()
                .map(ChatCall::userId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    return paging.page(
        "calls",
        found.stream().map(call -> view(call, users)).toList(),
        () -> chats.countCalls(id));
  }

  private static ChatCallView view(ChatCall call, Map<String, Reference> users) {
    Sender sender = call.sender();
    return new ChatCallView(
        call.id(),
        "chat_call",
        call.at(),
        sender == null ? null : sender.name(),
        call.userId() == null ? null : users.get(call.userId()),
        call.asked(),
        call.outcome().wire(),
        call.words());
  }

  private ChatAppView view(ChatApp app) {
    return new ChatAppView(
        app.id(),
        "chat_app",
        app.kind().wire(),
        app.name(),
        ChatPages.door(directory.links(), app),
        app.pagePrefix(),
        chats.countAccounts(app.id()),
        app.changedAt());
  }

  private static String secret(Body body, @Nullable String before) {
    String given = body.text("secret");
    if (given == null || given.isBlank()) {
      if (before == null) {
        body.fault(
            "secret",
            "is missing: Slack's signing secret, or the token of Mattermost's slash command");
      }
      return Objects.requireNonNullElse(before, "");
    }
    String secret = given.strip();
    if (secret.length() < SECRET_LEAST || secret.length() > SECRET_MOST) {
      body.fault("secret", "must have " + SECRET_LEAST + " to " + SECRET_MOST + " characters");
    }
    return secret;
  }

  private static String prefix(Body body, String before) {
    if (!body.has("page_prefix")) {
      return before;
    }
    String prefix = body.text("page_prefix", "").strip();
    if (prefix.isEmpty()) {
      return "";
    }
    try {
      var address = new URI(prefix);
      String scheme = address.getScheme();
      boolean web = "https".equals(scheme) || "http".equals(scheme);
      // without the slash behind the host, 'https://chat.example' would hold for
      // 'https://chat.example.org' as well
      if (!web
          || address.getHost() == null
          || address.getRawPath() == null
          || !address.getRawPath().startsWith("/")
          || prefix.length() > 500) {
        body.fault(
            "page_prefix",
            "must be the beginning of an address, with a slash behind the host, for example"
                + " https://chat.example.com/hooks/");
      }
    } catch (URISyntaxException malformed) {
      body.fault("page_prefix", "is no beginning of an address");
    }
    return prefix;
  }

  private ChatApp find(String id) {
    return chats.app(id).orElseThrow(() -> ApiException.notFound("Chat " + id));
  }
}
