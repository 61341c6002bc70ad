package dev.muster.mobilize.channel;

import org.jspecify.annotations.Nullable;

/// What a browser's service worker is given to show; the payload of parcels of the channel `push`, as JSON and never above 3 KiB,
/// for push services must not be asked to take more than 4 KiB of ciphertext.
///
/// @param tag replaces what was shown under the same tag before
/// @param url the page to open, below the web interface's own address
/// @param acknowledge address of a page that asks whether to acknowledge; null when there is nothing to acknowledge
/// @param code a verification code, for an open page to take over; null in any other message
/// @param urgent true to keep it on the screen until it is touched
public record PushMessage(
    String title,
    String body,
    String tag,
    String url,
    @Nullable String acknowledge,
    @Nullable String code,
    boolean urgent) {
  /// The channel's name.
  public static final String CHANNEL = "push";
}
