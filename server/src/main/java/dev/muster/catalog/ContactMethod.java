package dev.muster.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A way to reach a user.
///
/// @param address mail address, number without the country code, device token, or URL, as the type has it
/// @param countryCode for phone, SMS and WhatsApp; 0 for the others
/// @param enabled false when it must not be used for now
/// @param verifiedAt when the user proved to hold it; null when never
/// @param lastTestedAt when a test message last went out to it, or the person last proved to hold it; null when never
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
  /// After so long without a test nobody should rely on it any more: people change telephones and mail filters.
  public static final Duration TEST_LASTS = Duration.ofDays(90);

  /// What speaks against relying on it, one plain sentence each; empty when nothing does. It is used all the same: a page to a
  /// doubtful address is better than none.
  public List<String> warnings(Instant now) {
    var warnings = new ArrayList<String>();
    if (!enabled) {
      warnings.add("It is switched off: nothing is sent there.");
    }
    if (verifiedAt == null) {
      warnings.add("It was never verified: nobody has shown that messages arrive there.");
    }
    if (lastTestedAt == null) {
      warnings.add("It was never tested.");
    } else if (lastTestedAt.plus(TEST_LASTS).isBefore(now)) {
      warnings.add(
          "It was last tested %d days ago. Test it at least every %d days."
              .formatted(Duration.between(lastTestedAt, now).toDays(), TEST_LASTS.toDays()));
    }
    return List.copyOf(warnings);
  }

  /// The address as a carrier takes it: numbers in the international form.
  public String outlet() {
    if (!type.isNumber()) {
      return address;
    }
    String digits = address.replaceAll("[^0-9]", "");
    return address.startsWith("+") ? "+" + digits : "+" + countryCode + digits;
  }

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

    /// What people call it, as in "told by mail".
    public String words() {
      return switch (this) {
        case EMAIL -> "mail";
        case SMS -> "text message";
        case PHONE -> "telephone";
        case WHATSAPP -> "WhatsApp";
        case PUSH -> "push message";
        case BROWSER -> "browser";
        case WEBHOOK -> "webhook";
      };
    }

    public boolean isNumber() {
      return this == PHONE || this == SMS || this == WHATSAPP;
    }
  }
}
