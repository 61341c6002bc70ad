package dev.muster.respond.chat;

import java.time.Instant;

/// That somebody in a chat is a person here. Only that person can say so, signed in.
record ChatAccount(String id, String appId, Sender sender, String userId, Instant linkedAt) {}
