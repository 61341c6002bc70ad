package dev.muster.mobilize.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How text messages and calls leave: through a provider that speaks Twilio's shape of HTTP.
///
/// @param base the provider's address without a slash at its end; blank when there is none
/// @param account the account's id
/// @param from the number that calls and texts come from
/// @param whatsappFrom the number for WhatsApp; null when that is not set up
/// @param replies whether the provider brings texts to that number here
/// @param timeout for a whole request
public record PhoneSettings(
    String base,
    String account,
    String token,
    String from,
    @Nullable String whatsappFrom,
    boolean replies,
    Duration timeout) {
  /// No provider.
  public static final PhoneSettings NONE =
      new PhoneSettings("", "", "", "", null, false, Duration.ofSeconds(10));

  public boolean configured() {
    return !base.isBlank() && !account.isBlank() && !token.isBlank() && !from.isBlank();
  }

  /// Without the token.
  @Override
  public String toString() {
    return "PhoneSettings[%s account %s from %s]".formatted(base, account, from);
  }
}
