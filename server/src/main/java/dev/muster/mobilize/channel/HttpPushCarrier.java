package dev.muster.mobilize.channel;

import dev.muster.catalog.Contacts;
import dev.muster.catalog.PushSubscription;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Takes messages to browsers' push services (RFC 8030), encrypted for the one browser. The browser shows them though no page is
/// open.
public final class HttpPushCarrier implements Carrier {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Contacts contacts;
  private final GuardedHttp http;
  private final Vapid vapid;
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param random must not be guessable
  public HttpPushCarrier(
      Contacts contacts,
      GuardedHttp http,
      Vapid vapid,
      RandomGenerator random,
      InstantSource clock) {
    this.contacts = contacts;
    this.http = http;
    this.vapid = vapid;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public String channel() {
    return PushMessage.CHANNEL;
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
    Optional<PushSubscription> found = contacts.subscription(parcel.address());
    if (found.isEmpty()) {
      return new Delivery.GiveUp("this browser has ended its subscription");
    }
    PushSubscription subscription = found.get();
    PushMessage message = Json.read(parcel.payload(), PushMessage.class);
    URI endpoint = URI.create(subscription.endpoint());
    byte[] body;
    try {
      byte[] salt = new byte[PushCipher.saltBytes()];
      random.nextBytes(salt);
      body =
          PushCipher.encrypt(
              parcel.payload().getBytes(StandardCharsets.UTF_8),
              decoded(subscription.p256dh()),
              decoded(subscription.auth()),
              PushCipher.fresh(),
              salt);
    } catch (GeneralSecurityException faulty) {
      return new Delivery.GiveUp("the browser's key cannot be used: " + faulty.getMessage());
    }
    Instant now = clock.instant();
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("TTL", String.valueOf(secondsLeft(parcel, now)));
    headers.put("Urgency", message.urgent() ? "high" : "normal");
    headers.put("Authorization", vapid.authorization(endpoint, now));
    headers.put("User-Agent", "Muster");
    try {
      int status = http.post(endpoint, headers, body, TIMEOUT).status();
      String word = endpoint.getHost() + " answered HTTP " + status;
      if (status / 100 == 2) {
        return new Delivery.Handed(word);
      }
      if (status == 404 || status == 410) {
        contacts.subscriptionEnded(subscription.address());
        return new Delivery.GiveUp(word + ": this browser has ended its subscription");
      }
      return status == 429 || status >= 500
          ? new Delivery.TryAgain(word, null)
          : new Delivery.GiveUp(word);
    } catch (GuardedHttp.Forbidden forbidden) {
      return new Delivery.GiveUp("not called: " + forbidden.getMessage());
    } catch (IOException away) {
      return new Delivery.TryAgain(endpoint.getHost() + ": " + away, null);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Delivery.TryAgain("interrupted", Duration.ZERO);
    }
  }

  /// How long the push service may keep it for a browser that is away.
  private static long secondsLeft(Parcel parcel, Instant now) {
    Instant expires = parcel.expiresAt();
    return expires == null
        ? 0
        : Math.max(0, Math.min(86_400, Duration.between(now, expires).toSeconds()));
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text.replaceAll("=+$", ""));
  }
}
