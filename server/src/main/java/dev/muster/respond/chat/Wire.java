package dev.muster.respond.chat;

import dev.muster.kernel.Text;
import dev.muster.kernel.WebAddresses;
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

  /// The line of a page that says what to do, with the break before it; empty when the owners of the service did not say.
  default String runbook(Telling one) {
    String words = one.runbook();
    if (words == null) {
      return "";
    }
    String address = WebAddresses.first(words);
    if (address == null || address.length() > RUNBOOK_MOST) {
      return "\nRunbook: " + plain(Text.line(words, RUNBOOK_MOST));
    }
    String line = "\n" + link(address, "Runbook");
    return address.equals(words) ? line : line + ": " + plain(Text.line(words, RUNBOOK_MOST));
  }

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

  /// Characters of a runbook in a message; the rest is on the incident's page.
  int RUNBOOK_MOST = 400;

  /// Of more incidents than this in one message the rest is a number.
  int LISTED_MOST = 10;

  static Wire of(ChatApp.Kind kind) {
    return switch (kind) {
      case SLACK -> new SlackWire();
      case MATTERMOST -> new MattermostWire();
    };
  }
}
