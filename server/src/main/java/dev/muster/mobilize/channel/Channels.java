package dev.muster.mobilize.channel;

import dev.muster.catalog.ContactMethod;
import org.jspecify.annotations.Nullable;

/// Which ways of reaching people are set up here.
///
/// @param mail how mail leaves
/// @param phone how texts and calls leave
public record Channels(MailSettings mail, PhoneSettings phone) {
  /// Why nobody can be reached that way; null when it is set up.
  public @Nullable String missing(ContactMethod.Type type) {
    return switch (type) {
      case EMAIL -> mail.configured() ? null : "no mail server is configured";
      case SMS, PHONE -> phone.configured() ? null : "no telephone provider is configured";
      case WHATSAPP ->
          phone.configured() && phone.whatsappFrom() != null
              ? null
              : "no WhatsApp number is configured";
      case WEBHOOK, BROWSER, PUSH -> null;
    };
  }

  /// The name of the carrier's channel.
  public static String channel(ContactMethod.Type type) {
    return switch (type) {
      case EMAIL -> Letter.CHANNEL;
      case SMS -> "sms";
      case WHATSAPP -> "whatsapp";
      case PHONE -> "phone";
      case WEBHOOK -> Hook.CHANNEL;
      case BROWSER -> BrowserCarrier.CHANNEL;
      case PUSH -> PushMessage.CHANNEL;
    };
  }
}
