package dev.muster.mobilize.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A POST to a person's own URL; the payload of parcels of the channel `personal_webhook`.
///
/// @param shaped what is posted in place of the body, in the form of the chat that the address belongs to; null for none
public record Hook(
    String url,
    Message body,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode shaped) {
  /// The channel's name.
  public static final String CHANNEL = "personal_webhook";

  /// What is posted.
  ///
  /// @param type `page` or `test`
  public record Message(String type, String text, List<Item> incidents) {}

  /// One incident in it.
  ///
  /// @param runbook of its service; left out when there is none
  public record Item(
      String id,
      long number,
      String title,
      String service,
      String urgency,
      String reason,
      String htmlUrl,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runbook) {}
}
