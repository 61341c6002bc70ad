package dev.muster.mobilize.channel;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Knows which addresses belong to a chat, and what its messages look like. The owner of the chats offers it.
public interface ChatShapes {
  /// No address belongs to a chat.
  ChatShapes NONE =
      new ChatShapes() {
        @Override
        public @Nullable JsonNode page(String url, List<Telling> tellings, Instant now) {
          return null;
        }

        @Override
        public @Nullable JsonNode words(String url, String text) {
          return null;
        }
      };

  /// The body of a page, with what one needs to act; null when the address is no chat's.
  ///
  /// @param tellings at least one
  @Nullable JsonNode page(String url, List<Telling> tellings, Instant now);

  /// The body of a message that is only read; null when the address is no chat's.
  @Nullable JsonNode words(String url, String text);
}
