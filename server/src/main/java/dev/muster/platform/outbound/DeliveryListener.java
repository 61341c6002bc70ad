package dev.muster.platform.outbound;

import java.time.Instant;

/// The owner of a parcel. Called in the transaction that records the outcome.
public interface DeliveryListener {
  /// The room that owns the parcels.
  String owner();

  /// An attempt ended, or was not made at all when the outcome is {@link Delivery.Moot}.
  ///
  /// @param attempt number of the attempt, from 1
  /// @param last true when nothing more will be tried
  void attempted(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now);

  /// Asked right before an attempt: a word why the parcel is no longer wanted, or null to send it.
  default @org.jspecify.annotations.Nullable String moot(Parcel parcel, Instant now) {
    return null;
  }
}
