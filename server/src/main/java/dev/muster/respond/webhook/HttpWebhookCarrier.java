package dev.muster.respond.webhook;

import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/// Takes messages to their receivers. 2xx within five seconds is a delivery; a timeout, a failed connection or name, 5xx and 429 are
/// tried again for two days; any other answer drops the message.
final class HttpWebhookCarrier implements Carrier {
  private static final Duration PATIENCE_OF_A_CALL = Duration.ofSeconds(5);

  private final SubscriptionRepository subscriptions;
  private final GuardedHttp http;
  private final InstantSource clock;

  HttpWebhookCarrier(SubscriptionRepository subscriptions, GuardedHttp http, InstantSource clock) {
    this.subscriptions = subscriptions;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public String channel() {
    return Webhooks.CHANNEL;
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Duration patience() {
    return Webhooks.PATIENCE;
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    Letter letter = Json.read(parcel.payload(), Letter.class);
    Subscription subscription = subscriptions.find(letter.subscriptionId()).orElse(null);
    if (subscription == null) {
      return new Delivery.Moot("The subscription was deleted.");
    }
    boolean ping = letter.eventType().equals("pagey.ping");
    if (!ping && !subscription.active()) {
      return new Delivery.Moot("The subscription is switched off.");
    }
    if (!ping && subscription.resting(clock.instant())) {
      return new Delivery.Moot(
          "The subscription rests until %s: too many messages in a row were refused."
              .formatted(subscription.disabledUntil()));
    }
    byte[] body = letter.body().getBytes(StandardCharsets.UTF_8);
    var headers = new LinkedHashMap<>(subscription.customHeaders());
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Muster-Webhook/3");
    headers.put("X-Webhook-Id", parcel.id());
    headers.put("X-Webhook-Subscription", subscription.id());
    headers.put("X-PagerDuty-Signature", Signature.of(subscription.secrets(), body));
    try {
      GuardedHttp.Reply reply =
          http.post(URI.create(subscription.url()), headers, body, PATIENCE_OF_A_CALL);
      return judge(reply);
    } catch (GuardedHttp.Forbidden forbidden) {
      return new Delivery.GiveUp(String.valueOf(forbidden.getMessage()));
    } catch (IOException broken) {
      return new Delivery.TryAgain(
          broken.getClass().getSimpleName() + ": " + broken.getMessage(), null);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Delivery.TryAgain("Muster was stopping.", null);
    }
  }

  static Delivery judge(GuardedHttp.Reply reply) {
    int status = reply.status();
    if (status >= 200 && status < 300) {
      return new Delivery.Handed("HTTP " + status);
    }
    return status == 429 || status >= 500
        ? new Delivery.TryAgain(reply.words(), null)
        : new Delivery.GiveUp(reply.words());
  }
}
