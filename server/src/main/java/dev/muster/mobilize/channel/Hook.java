package dev.muster.mobilize.channel;

import java.util.List;

/// A POST to a person's own URL; the payload of parcels of the channel `personal_webhook`.
public record Hook(String url, Message body) {
  /// The channel's name.
  public static final String CHANNEL = "personal_webhook";

  /// What is posted.
  ///
  /// @param type `page` or `test`
  public record Message(String type, String text, List<Item> incidents) {}

  /// One incident in it.
  public record Item(
      String id,
      long number,
      String title,
      String service,
      String urgency,
      String reason,
      String htmlUrl) {}
}
