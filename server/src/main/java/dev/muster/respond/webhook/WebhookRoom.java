package dev.muster.respond.webhook;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires webhooks out. Needs {@link WebhookSettings} from the app.
@Configuration(proxyBeanMethods = false)
public class WebhookRoom {
  @Bean
  SubscriptionRepository webhookSubscriptions(Database database, Seal seal) {
    var subscriptions = new PostgresSubscriptionRepository(database, seal);
    subscriptions.sealAnew();
    return subscriptions;
  }

  @Bean
  GuardedHttp webhookHttp(WebhookSettings settings) {
    return new GuardedHttp(settings.privateAllowed(), settings.allowedHosts());
  }

  @Bean
  Webhooks webhooks(
      SubscriptionRepository subscriptions,
      Outbound outbound,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      Ids ids) {
    return new Webhooks(subscriptions, outbound, mobilize, catalog, directory, ids);
  }

  @Bean
  ServiceNews serviceNews(Webhooks webhooks) {
    return new ServiceNews(webhooks);
  }

  @Bean
  ExtensionResource extensionResource(Links links) {
    return new ExtensionResource(links);
  }

  @Bean
  Carrier webhookCarrier(
      SubscriptionRepository subscriptions, GuardedHttp webhookHttp, InstantSource clock) {
    return new HttpWebhookCarrier(subscriptions, webhookHttp, clock);
  }

  @Bean
  DeliveryListener webhookListener(SubscriptionRepository subscriptions) {
    return new WebhookListener(subscriptions);
  }

  @Bean
  SubscriptionResource subscriptionResource(
      SubscriptionRepository subscriptions,
      Webhooks webhooks,
      Database database,
      Directory directory,
      AuditTrail audit,
      GuardedHttp webhookHttp,
      Ids ids,
      InstantSource clock) {
    return new SubscriptionResource(
        subscriptions, webhooks, database, directory, audit, webhookHttp, ids, clock);
  }
}
