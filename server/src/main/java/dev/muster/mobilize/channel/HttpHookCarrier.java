package dev.muster.mobilize.channel;

import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Posts to people's own URLs, at the very address that was checked; see {@link GuardedHttp}.
public final class HttpHookCarrier implements Carrier {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final GuardedHttp http;

  public HttpHookCarrier(GuardedHttp http) {
    this.http = http;
  }

  @Override
  public String channel() {
    return Hook.CHANNEL;
  }

  @Override
  public Duration timeout() {
    return TIMEOUT.plusSeconds(5);
  }

  @Override
  public Duration patience() {
    return Duration.ofHours(1);
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    Hook hook = Json.read(parcel.payload(), Hook.class);
    URI url;
    try {
      url = URI.create(hook.url());
    } catch (IllegalArgumentException notAUrl) {
      return new Delivery.GiveUp("not a URL: " + hook.url());
    }
    try {
      int status =
          http.post(
                  url,
                  Map.of(
                      "Content-Type",
                      "application/json",
                      "User-Agent",
                      "Muster",
                      "Idempotency-Key",
                      parcel.idempotencyKey()),
                  Json.write(hook.shaped() == null ? hook.body() : hook.shaped())
                      .getBytes(StandardCharsets.UTF_8),
                  TIMEOUT)
              .status();
      if (status / 100 == 2) {
        return new Delivery.Handed("HTTP " + status);
      }
      String word = url.getHost() + " answered HTTP " + status;
      return status == 429 || status >= 500
          ? new Delivery.TryAgain(word, null)
          : new Delivery.GiveUp(word);
    } catch (GuardedHttp.Forbidden forbidden) {
      return new Delivery.GiveUp("not called: " + forbidden.getMessage());
    } catch (IOException away) {
      return new Delivery.TryAgain(url.getHost() + ": " + away, null);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Delivery.TryAgain("interrupted", Duration.ZERO);
    }
  }
}
