package dev.muster.respond.chat;

/// Somebody in a chat.
///
/// @param key who they are for good: the chat's own id of them, which outlives changes of name
/// @param name what the chat calls them now; for reading alone, as people can choose it
/// @param place the workspace or team, for reading alone
record Sender(String key, String name, String place) {}
