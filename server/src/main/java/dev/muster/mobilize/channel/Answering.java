package dev.muster.mobilize.channel;

import org.jspecify.annotations.Nullable;

/// How people may answer calls and texts where they are.
///
/// @param base address of the API that the telephone provider reaches, without a slash at its end; null when it reaches none
/// @param texts whether texts to our number are brought there
public record Answering(@Nullable String base, boolean texts) {
  /// Nobody can answer.
  public static final Answering NONE = new Answering(null, false);

  /// Where keys that are pressed during calls are brought; behind it stand a message's id and its seal.
  public static final String CALLS = "/integrations/calls/";

  /// Where texts to our number are brought.
  public static final String TEXTS = "/integrations/texts";

  /// Where keys of that call are brought; null when the provider reaches us nowhere.
  public @Nullable String action(String parcelId, TapLinks taps) {
    return base == null ? null : base + CALLS + parcelId + "." + taps.seal(parcelId);
  }

  /// Whether messages offer to be answered by a text.
  boolean offersTexts() {
    return texts && base != null;
  }
}
