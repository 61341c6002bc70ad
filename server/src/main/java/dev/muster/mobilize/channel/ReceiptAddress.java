package dev.muster.mobilize.channel;

import org.jspecify.annotations.Nullable;

/// Where the telephone provider can say what became of a message.
@FunctionalInterface
public interface ReceiptAddress {
  /// The address to which a parcel's id is added; null when the provider could not reach us.
  @Nullable String get();
}
