package dev.muster.respond.webhook;

import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Parcel;
import java.time.Instant;

/// Counts what became of messages, and lets a subscription rest whose receiver refuses them in a row.
final class WebhookListener implements DeliveryListener {
  private final SubscriptionRepository subscriptions;

  WebhookListener(SubscriptionRepository subscriptions) {
    this.subscriptions = subscriptions;
  }

  @Override
  public String owner() {
    return Webhooks.OWNER;
  }

  @Override
  public void attempted(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
    if (!last) {
      return;
    }
    Letter letter = Json.read(parcel.payload(), Letter.class);
    Subscription subscription = subscriptions.hold(letter.subscriptionId()).orElse(null);
    if (subscription == null) {
      return;
    }
    switch (outcome) {
      case Delivery.Handed _ -> {
        if (subscription.drops() > 0) {
          subscriptions.save(subscription.delivered());
        }
      }
      case Delivery.GiveUp _, Delivery.TryAgain _ -> subscriptions.save(subscription.dropped(now));
      case Delivery.Moot _ -> {
        // nothing was sent, so nothing was refused
      }
    }
  }
}
