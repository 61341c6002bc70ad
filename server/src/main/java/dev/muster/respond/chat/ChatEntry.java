package dev.muster.respond.chat;

import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.Map;

/// Chats by id. Who is deleted is forgotten in every chat.
final class ChatEntry implements Directory.Entry {
  private final PostgresChats chats;

  ChatEntry(PostgresChats chats) {
    this.chats = chats;
  }

  @Override
  public String type() {
    return "chat_app";
  }

  @Override
  public String collection() {
    return "chat_apps";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    return chats.names(ids);
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public void deleted(String type, String id) {
    if (type.equals("user")) {
      chats.forgetPerson(id);
    }
  }
}
