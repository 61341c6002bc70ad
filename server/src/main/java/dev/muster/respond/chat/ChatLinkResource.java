package dev.muster.respond.chat;

import dev.muster.access.AuditTrail;
import dev.muster.access.Caller;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who in a chat is which person. Somebody in the chat asks for a link, and only a person who has signed in can confirm it, for
/// themselves alone.
@RestController
@Tag(name = "Chat")
final class ChatLinkResource {
  private final PostgresChats chats;
  private final Transactions transactions;
  private final AuditTrail audit;
  private final Ids ids;
  private final InstantSource clock;

  ChatLinkResource(
      PostgresChats chats,
      Transactions transactions,
      AuditTrail audit,
      Ids ids,
      InstantSource clock) {
    this.chats = chats;
    this.transactions = transactions;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// Who asks to be linked.
  ///
  /// @param chat the name of the chat
  /// @param sender what the chat calls who asks
  /// @param place the workspace or team; empty when it is not known
  record ChatLinkView(
      String type, String chat, String kind, String sender, String place, Instant expiresAt) {}

  /// A linked account.
  record ChatAccountView(
      String id,
      String type,
      String chat,
      String kind,
      String sender,
      String place,
      Instant linkedAt) {}

  @GetMapping("/chat_links/{secret}")
  Map<String, Object> getChatLink(@PathVariable String secret) {
    person();
    Invitation invitation = invitation(secret);
    ChatApp app = app(invitation);
    return Map.of(
        "chat_link",
        new ChatLinkView(
            "chat_link",
            app.name(),
            app.kind().wire(),
            invitation.sender().name(),
            invitation.sender().place(),
            invitation.until()));
  }

  /// From now on what that somebody asks for in the chat is done in the name of the person who confirms.
  @PostMapping("/chat_links/{secret}")
  ResponseEntity<Map<String, Object>> confirmChatLink(@PathVariable String secret) {
    String userId = person();
    ChatAccount account =
        transactions.inTransaction(() -> {
          Invitation invitation = invitation(secret);
          if (!chats.use(ChatVerbs.hash(secret))) {
            throw gone();
          }
          var made =
              new ChatAccount(
                  ids.next('P'), invitation.appId(), invitation.sender(), userId, clock.instant());
          chats.link(made);
          audit.record(
              "create",
              "chat_account",
              made.id(),
              Map.of(
                  "chat",
                  app(invitation).name(),
                  "sender",
                  made.sender().name(),
                  "place",
                  made.sender().place(),
                  "user",
                  userId));
          return made;
        });
    return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("chat_account", view(account)));
  }

  @GetMapping("/users/{id}/chat_accounts")
  Map<String, Object> listChatAccounts(@PathVariable String id) {
    return Map.of("chat_accounts", views(guarded(id)));
  }

  @DeleteMapping("/users/{id}/chat_accounts/{account}")
  ResponseEntity<Void> deleteChatAccount(@PathVariable String id, @PathVariable String account) {
    String userId = guarded(id);
    transactions.run(() -> {
      if (!chats.unlink(userId, account)) {
        throw ApiException.notFound("Chat account " + account);
      }
      audit.record("delete", "chat_account", account, Map.of("user", userId));
    });
    return ResponseEntity.noContent().build();
  }

  private List<ChatAccountView> views(String userId) {
    return chats.accountsOf(userId).stream().map(this::view).toList();
  }

  private ChatAccountView view(ChatAccount account) {
    ChatApp app =
        chats.app(account.appId()).orElseThrow(() -> ApiException.notFound("Chat account"));
    return new ChatAccountView(
        account.id(),
        "chat_account",
        app.name(),
        app.kind().wire(),
        account.sender().name(),
        account.sender().place(),
        account.linkedAt());
  }

  /// People see and end their own; administrators anybody's.
  private static String guarded(String id) {
    Actor actor = Actor.current();
    String userId = id.equals("me") ? actor.id() : id;
    if (!actor.id().equals(userId)) {
      actor.require(Permission.ADMINISTER);
    }
    return userId;
  }

  /// Who confirms: a person, by what proves that person and nobody else.
  private static String person() {
    Caller caller = Caller.current();
    String userId = caller == null ? null : caller.userId();
    if (userId == null) {
      throw ApiException.forbidden(
          "Only a person can link an account in a chat; sign in, or use a token of your own.");
    }
    return userId;
  }

  private Invitation invitation(String secret) {
    return chats
        .invitation(ChatVerbs.hash(secret), clock.instant())
        .orElseThrow(ChatLinkResource::gone);
  }

  private ChatApp app(Invitation invitation) {
    return chats.app(invitation.appId()).orElseThrow(ChatLinkResource::gone);
  }

  private static ApiException gone() {
    return new ApiException(
        404,
        2100,
        "Not Found",
        List.of("The link was used or is too old. Ask the chat for a new one."));
  }
}
