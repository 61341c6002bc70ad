package dev.muster.respond.chat;

import dev.muster.mobilize.channel.ChatShapes;
import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.web.Links;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Gives messages to the addresses of chats the form that the chat understands, with buttons.
final class ChatPages implements ChatShapes {
  private final PostgresChats chats;
  private final Links links;

  ChatPages(PostgresChats chats, Links links) {
    this.chats = chats;
    this.links = links;
  }

  @Override
  public @Nullable JsonNode page(String url, List<Telling> tellings, Instant now) {
    return of(url)
        .map(app ->
            Wire.of(app.kind())
                .page(
                    app,
                    tellings,
                    door(links, app),
                    incident -> links.html("incidents", incident),
                    now))
        .orElse(null);
  }

  @Override
  public @Nullable JsonNode words(String url, String text) {
    return of(url)
        .map(app ->
            JsonNodeFactory.instance.objectNode().put("text", Wire.of(app.kind()).plain(text)))
        .orElse(null);
  }

  /// Where a chat sends what its people ask for.
  static String door(Links links, ChatApp app) {
    return links.apiBase() + ChatDoor.PATH + app.id();
  }

  private Optional<ChatApp> of(String url) {
    return chats.apps().stream()
        .filter(app -> !app.pagePrefix().isEmpty() && url.startsWith(app.pagePrefix()))
        .findFirst();
  }
}
