package dev.muster.mobilize.reach;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Contacts;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.MobilizeSettings;
import dev.muster.mobilize.Pages;
import dev.muster.mobilize.Receipts;
import dev.muster.mobilize.channel.Answering;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.channel.ReceiptAddress;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.mobilize.channel.Vapid;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.platform.db.Database;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires codes for contact methods, handoff messages and what browsers need to subscribe.
@Configuration(proxyBeanMethods = false)
public class ReachRoom {
  private static final Logger LOG = LoggerFactory.getLogger(ReachRoom.class);

  static final String OWNER = "reach";

  @Bean
  VerificationResource verificationResource(
      Catalog catalog,
      Contacts contacts,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Database database,
      Seal seal,
      AuditTrail audit,
      MeterRegistry meters,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    return new VerificationResource(
        catalog,
        contacts,
        new PostgresVerifications(database, seal),
        channels,
        composer,
        outbound,
        database,
        audit,
        meters,
        ids,
        random,
        clock);
  }

  @Bean
  ProviderProof providerProof(Links links, MobilizeSettings settings) {
    return new ProviderProof(links.apiBase().toString(), settings.phone().token());
  }

  @Bean
  ReceiptDoor receiptDoor(
      Receipts receipts, ProviderProof proof, MeterRegistry meters, InstantSource clock) {
    return new ReceiptDoor(receipts, proof, meters, clock);
  }

  @Bean
  Answering answering(Links links, MobilizeSettings settings) {
    boolean reachable = ReceiptDoor.reachable(links.apiBase());
    if (settings.phone().configured() && !reachable) {
      LOG.warn(
          "Calls take no keys and texts no answers: api-base {} is no address that the telephone"
              + " provider reaches.",
          links.apiBase());
    }
    return new Answering(reachable ? links.apiBase().toString() : null, settings.phone().replies());
  }

  @Bean
  PhoneAnswers phoneAnswers(
      Mobilize mobilize, Helpers helpers, Catalog catalog, InstantSource clock) {
    return new PhoneAnswers(mobilize, helpers, catalog, clock);
  }

  @Bean
  CallDoor callDoor(
      Pages pages,
      PhoneAnswers answers,
      TapLinks taps,
      Links links,
      ProviderProof proof,
      MeterRegistry meters) {
    return new CallDoor(pages, answers, taps, links.apiBase().toString(), proof, meters);
  }

  @Bean
  TextDoor textDoor(
      Pages pages,
      PhoneAnswers answers,
      TapLinks taps,
      RateLimits limits,
      ProviderProof proof,
      MeterRegistry meters,
      InstantSource clock) {
    return new TextDoor(pages, answers, taps, limits, proof, meters, clock);
  }

  @Bean
  ReceiptAddress receiptAddress(Links links) {
    return () -> ReceiptDoor.address(links.apiBase());
  }

  @Bean
  PushKeyResource pushKeyResource(Vapid vapid) {
    return new PushKeyResource(vapid);
  }

  @Bean
  HandoffPump handoffPump(
      Contacts contacts,
      Catalog catalog,
      Schedules schedules,
      EscalationTargets policies,
      Mobilize mobilize,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Database database,
      Ids ids,
      MeterRegistry meters) {
    return new HandoffPump(
        contacts, catalog, schedules, policies, mobilize, channels, composer, outbound, database,
        ids, meters);
  }

  /// The delivery log says what became of these messages; nobody waits for them.
  @Bean
  DeliveryListener reachListener() {
    return new DeliveryListener() {
      @Override
      public String owner() {
        return OWNER;
      }

      @Override
      public void attempted(
          Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {}
    };
  }
}
