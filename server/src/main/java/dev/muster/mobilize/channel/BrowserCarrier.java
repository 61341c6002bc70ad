package dev.muster.mobilize.channel;

import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.time.Duration;

/// Shows notices in people's open browsers. A person without one is not told, and the notice says so.
public final class BrowserCarrier implements Carrier {
  /// The channel's name.
  public static final String CHANNEL = "browser";

  private final BrowserDoor door;

  public BrowserCarrier(BrowserDoor door) {
    this.door = door;
  }

  @Override
  public String channel() {
    return CHANNEL;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    int shown = door.show(Json.read(parcel.payload(), BrowserNotices.Notice.class));
    return shown == 0
        ? new Delivery.GiveUp("no browser of this person is open")
        : new Delivery.Handed("shown in " + shown + (shown == 1 ? " browser" : " browsers"));
  }
}
