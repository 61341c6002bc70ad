package dev.muster.platform.outbound;

import java.time.Duration;

/// Takes parcels of one channel to the outside. Called on a virtual thread outside of any transaction; may be called again for the
/// same parcel after a crash, with the same idempotency key.
public interface Carrier {
  String channel();

  /// Attempts the delivery. Must return within {@link #timeout}; an exception counts as {@link Delivery.TryAgain}.
  Delivery carry(Parcel parcel, int attempt);

  /// After this the lease ends and another attempt may start.
  default Duration timeout() {
    return Duration.ofSeconds(30);
  }

  /// How long to go on trying.
  default Duration patience() {
    return Duration.ofDays(2);
  }

  /// How many at a time; bounds connections to the outside.
  default int atOnce() {
    return 16;
  }
}
