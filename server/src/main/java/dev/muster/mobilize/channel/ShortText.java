package dev.muster.mobilize.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A text message or what a call says; the payload of parcels of the channels `sms`, `whatsapp` and `phone`.
///
/// @param to number in international form
/// @param keys what a call says of the keys that may be pressed; null when none is waited for
public record ShortText(
    String to, String text, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String keys) {
  /// One that waits for no key.
  public ShortText(String to, String text) {
    this(to, text, null);
  }
}
