package dev.muster.catalog;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A way to reach a user.
///
/// @param address mail address, number without the country code, device token, or URL, as the type has it
/// @param countryCode for phone, SMS and WhatsApp; 0 for the others
/// @param enabled false when it must not be used for now
/// @param verifiedAt when the user proved to hold it; null when never
/// @param lastTestedAt when a test message last went out to it; null when never
public record ContactMethod(
    String id,
    String userId,
    Type type,
    String label,
    String address,
    int countryCode,
    boolean enabled,
    @Nullable Instant verifiedAt,
    @Nullable Instant lastTestedAt) {

  /// The kinds of ways; on the wire with `_contact_method` behind them.
  public enum Type {
    EMAIL,
    PHONE,
    SMS,
    PUSH,
    WHATSAPP,
    /// A message in the user's open browser.
    BROWSER,
    /// A POST to a URL of the user's.
    WEBHOOK;

    public String wire() {
      return (this == PUSH ? "push_notification" : name().toLowerCase(Locale.ROOT))
          + "_contact_method";
    }

    /// The type with that wire word, with or without `_contact_method` and `_reference`.
    public static Optional<Type> of(String word) {
      String bare = word.replace("_reference", "").replace("_contact_method", "");
      if (bare.equals("push_notification")) {
        return Optional.of(PUSH);
      }
      for (Type type : values()) {
        if (type.name().equalsIgnoreCase(bare)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }

    public boolean isNumber() {
      return this == PHONE || this == SMS || this == WHATSAPP;
    }
  }
}
