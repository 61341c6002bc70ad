package dev.muster.respond.chat;

import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.door.Annex;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How one kind of chat speaks. Pure.
interface Wire {
  /// Why the request is not proven to come from that chat, in plain words; null when it is.
  @Nullable String fault(ChatApp app, Annex.Request request, Instant now);

  /// What a proven request says.
  ///
  /// @throws IllegalArgumentException in plain words, when nothing can be made of it
  Incoming read(Annex.Request request);

  /// A text of strangers, with everything in it that the chat would take for markup or would call people by made harmless.
  String plain(String text);

  /// A text that leads somewhere.
  ///
  /// @param text already {@link #plain}
  String link(String url, String text);

  /// The body of an answer that only the asker sees.
  ObjectNode answer(String text, Incoming.Asked asked);

  /// What is posted to the chat so that somebody acts.
  ///
  /// @param door where buttons lead
  /// @param page address of an incident's page by its id
  ObjectNode page(
      ChatApp app,
      List<Telling> tellings,
      String door,
      java.util.function.UnaryOperator<String> page,
      Instant now);

  /// A proven request for help, as the chat would make it; for the test button.
  Annex.Request sample(ChatApp app, String path, Instant now);

  /// Of more incidents than this in one message the rest is a number.
  int LISTED_MOST = 10;

  static Wire of(ChatApp.Kind kind) {
    return switch (kind) {
      case SLACK -> new SlackWire();
      case MATTERMOST -> new MattermostWire();
    };
  }
}
