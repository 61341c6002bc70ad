package dev.muster.respond.chat;

/// Somebody in a chat.
///
/// @param key who they are for good: the chat's own id of them, which outlives changes of name
/// @param name what the chat called them when they were last heard; people choose it, so nobody acts by it, though others may hand an
///     incident to whoever linked under it
/// @param place the workspace or team, for reading alone
record Sender(String key, String name, String place) {
  /// What the keys of all people of one workspace begin with; empty where the chat has one for all.
  String workspace() {
    return key.substring(0, key.indexOf(':') + 1);
  }
}
