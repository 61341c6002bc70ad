package dev.muster.mobilize.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a browser's service worker is given to show; the payload of parcels of the channel `push`, as JSON and never above 3 KiB,
/// for push services must not be asked to take more than 4 KiB of ciphertext.
///
/// @param tag replaces what was shown under the same tag before
/// @param url the page to open, below the web interface's own address
/// @param acknowledge address of a page that asks whether to acknowledge; null when there is nothing to acknowledge. For workers that
///     know no actions, as a browser keeps the one that it has until a page is opened
/// @param code a verification code, for an open page to take over; null in any other message
/// @param urgent true to keep it on the screen until it is touched
/// @param actions its buttons, two at most
public record PushMessage(
    String title,
    String body,
    String tag,
    String url,
    @Nullable String acknowledge,
    @Nullable String code,
    boolean urgent,
    List<Action> actions) {
  /// A parcel that was packed before there were actions has none.
  public PushMessage {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }

  /// @param url of a page that asks before it does anything
  public record Action(String title, String url) {}

  /// The channel's name.
  public static final String CHANNEL = "push";
}
