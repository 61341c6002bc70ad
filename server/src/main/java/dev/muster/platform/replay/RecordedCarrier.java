package dev.muster.platform.replay;

import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;

/// Stands in for a carrier while the house runs on recorded time: the parcel is in the delivery log, and nobody is told.
///
/// @param channel the channel of the carrier that it stands in for
public record RecordedCarrier(String channel) implements Carrier {
  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    return new Delivery.Handed("recorded, not sent: this house replays");
  }
}
