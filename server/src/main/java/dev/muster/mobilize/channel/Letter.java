package dev.muster.mobilize.channel;

import java.util.List;

/// A mail, ready to be sent; the payload of parcels of the channel `email`.
///
/// @param messageId without angle brackets
/// @param references message ids, without angle brackets, that put it into a thread
/// @param urgent true to mark it as important
public record Letter(
    String to,
    String subject,
    String text,
    String html,
    String messageId,
    List<String> references,
    boolean urgent) {
  /// The channel's name.
  public static final String CHANNEL = "email";

  public Letter {
    references = List.copyOf(references);
  }
}
