package dev.muster.mobilize;

import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import java.time.Duration;

/// What this room is set up with.
///
/// @param fallbackTarget mail address of whoever is told when nobody is on call: a user's, or any other; empty for none
/// @param bundling how long pages that follow another one to the same place are held back to go together
/// @param privateDestinations true to let people's webhooks lead into the own network
public record MobilizeSettings(
    String fallbackTarget,
    Duration bundling,
    boolean privateDestinations,
    MailSettings mail,
    PhoneSettings phone) {
  public static final Duration BUNDLING = Duration.ofSeconds(30);

  /// No way out and nobody to fall back to.
  public static final MobilizeSettings NONE =
      new MobilizeSettings("", BUNDLING, false, MailSettings.NONE, PhoneSettings.NONE);
}
