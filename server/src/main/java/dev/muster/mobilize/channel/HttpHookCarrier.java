package dev.muster.mobilize.channel;

import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Posts to people's own URLs. Redirects are not followed, so that a checked address stays the one that is called.
public final class HttpHookCarrier implements Carrier {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Destinations destinations;

  public HttpHookCarrier(HttpClient client, Destinations destinations) {
    this.client = client;
    this.destinations = destinations;
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
    HttpRequest request;
    try {
      url = URI.create(hook.url());
      String objection = destinations.objection(url);
      if (objection != null) {
        return new Delivery.GiveUp("not called: " + objection);
      }
      request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("User-Agent", "Muster")
              .header("Idempotency-Key", parcel.idempotencyKey())
              .POST(HttpRequest.BodyPublishers.ofString(Json.write(hook.body())))
              .build();
    } catch (IllegalArgumentException notAUrl) {
      return new Delivery.GiveUp("not a URL: " + hook.url());
    }
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return new Delivery.Handed("HTTP " + status);
      }
      String word = url.getHost() + " answered HTTP " + status;
      return status == 429 || status >= 500
          ? new Delivery.TryAgain(word, null)
          : new Delivery.GiveUp(word);
    } catch (IOException away) {
      return new Delivery.TryAgain(url.getHost() + ": " + away, null);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Delivery.TryAgain("interrupted", Duration.ZERO);
    }
  }
}
