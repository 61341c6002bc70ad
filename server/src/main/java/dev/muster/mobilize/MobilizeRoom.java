package dev.muster.mobilize;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Contacts;
import dev.muster.catalog.ServiceLoad;
import dev.muster.catalog.ServiceProof;
import dev.muster.catalog.User;
import dev.muster.correlate.ChangeAuthors;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.analysis.RelatedChanges;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.channel.Answering;
import dev.muster.mobilize.channel.BrowserCarrier;
import dev.muster.mobilize.channel.BrowserDoor;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.ChatShapes;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.channel.HttpHookCarrier;
import dev.muster.mobilize.channel.HttpPhoneCarrier;
import dev.muster.mobilize.channel.HttpPushCarrier;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.ReceiptAddress;
import dev.muster.mobilize.channel.SmtpCarrier;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.mobilize.channel.Vapid;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.health.HealthPart;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.timer.NextDue;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// Wires the room. Needs {@link MobilizeSettings} from the app.
@Configuration(proxyBeanMethods = false)
public class MobilizeRoom {
  private static final Logger LOG = LoggerFactory.getLogger(MobilizeRoom.class);

  /// Who is told when nobody is on call, looked up anew each time, as an address may become a person's.
  record FallbackTarget(String address, Catalog catalog) implements Supplier<Fallback> {
    @Override
    public Fallback get() {
      if (address.isBlank()) {
        return Fallback.NONE;
      }
      Optional<User> user = catalog.userByEmail(address);
      return user.isPresent() ? new Fallback(user.get().id(), null) : new Fallback(null, address);
    }
  }

  @Bean
  FallbackTarget fallbackTarget(MobilizeSettings settings, Catalog catalog) {
    if (settings.fallbackTarget().isBlank()) {
      LOG.warn(
          "No fallback target is set: when nobody is on call, nobody is told. Set"
              + " muster.fallback-target.");
    }
    if (!settings.mail().configured()) {
      LOG.warn("No mail server is configured: nobody can be told by mail. Set muster.mail.host.");
    }
    return new FallbackTarget(settings.fallbackTarget().strip(), catalog);
  }

  @Bean
  ResponseRepository responseRepository(Database database) {
    return new PostgresResponseRepository(database);
  }

  @Bean
  PolicyRepository policyRepository(Database database) {
    return new PostgresPolicyRepository(database);
  }

  @Bean
  NoticeRepository noticeRepository(Database database) {
    return new PostgresNoticeRepository(database, new NextDue(NextDue.TRUST));
  }

  @Bean
  OnCall onCall(Schedules schedules) {
    return new OnCall() {
      @Override
      public Map<String, List<String>> at(Collection<String> scheduleIds, Instant at) {
        var people = new HashMap<String, List<String>>();
        schedules
            .onCall(scheduleIds, at)
            .forEach((schedule, shift) -> people.put(schedule, List.of(shift.userId())));
        return people;
      }

      @Override
      public Map<String, String> names(Collection<String> scheduleIds) {
        return schedules.names(scheduleIds);
      }
    };
  }

  @Bean
  Mobilizer mobilizer(
      Database database,
      ResponseRepository responses,
      PolicyRepository policies,
      NoticeRepository notices,
      Catalog catalog,
      Incidents incidents,
      OnCall onCall,
      Timers timers,
      FactLog facts,
      Outbound outbound,
      FallbackTarget fallback,
      Ids ids,
      Engine engine,
      Alerts alerts,
      ObjectProvider<ServiceProof> proof,
      ObjectProvider<Experiments> experiments) {
    var mobilizer =
        new Mobilizer(
            database,
            responses,
            policies,
            notices,
            catalog,
            incidents,
            onCall,
            timers,
            facts,
            outbound,
            fallback,
            ids,
            () -> engine.wake(NoticePump.NAME));
    mobilizer.mattersBy(new Mattering(alerts::alerts, incidents));
    proof.ifAvailable(mobilizer::provenBy);
    experiments.ifAvailable(by -> mobilizer.expectedBy(by, new PostgresKeptIncidents(database)));
    return mobilizer;
  }

  @Bean
  FactReader mobilizeFacts(Mobilizer mobilizer, FactLog facts, Database database) {
    return new FactReader(
        "mobilize.facts",
        List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
        facts,
        database,
        mobilizer::heard);
  }

  @Bean
  ResponderRepository responderRepository(Database database) {
    return new PostgresResponderRepository(database);
  }

  @Bean
  ResponderDesk responderDesk(
      Database database,
      ResponseRepository responses,
      ResponderRepository requests,
      PolicyRepository policies,
      NoticeRepository notices,
      Catalog catalog,
      OnCall onCall,
      Timers timers,
      FactLog facts,
      Ids ids,
      Engine engine) {
    return new ResponderDesk(
        database,
        responses,
        requests,
        policies,
        notices,
        catalog,
        onCall,
        timers,
        facts,
        ids,
        () -> engine.wake(NoticePump.NAME));
  }

  @Bean
  ResponderResource responderResource(
      ResponderDesk desk,
      Mobilizer mobilizer,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    return new ResponderResource(desk, mobilizer, catalog, directory, clock);
  }

  @Bean
  AuthorResource authorResource(
      ResponderDesk desk,
      Mobilizer mobilizer,
      Incidents incidents,
      RelatedChanges related,
      ChangeAuthors authors,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    return new AuthorResource(
        desk, mobilizer, incidents, related, authors, catalog, directory, clock);
  }

  @Bean
  TimerPump responderTimers(ResponderDesk desk, Timers timers, Database database) {
    return new TimerPump(ResponderDesk.OWNER, timers, database, desk.timerHandler());
  }

  @Bean
  FactReader mobilizeRecoveries(
      NoticeRepository notices,
      Mobilizer mobilizer,
      Catalog catalog,
      Composer composer,
      Outbound outbound,
      Ids ids,
      FactLog facts,
      Database database) {
    var recoveries = new Recoveries(notices, mobilizer, catalog, composer, outbound, ids);
    return new FactReader(
        "mobilize.recoveries",
        List.of(new FactReader.Source(Mobilize.TOPIC, Mobilize.LANES)),
        facts,
        database,
        recoveries::heard);
  }

  @Bean
  TimerPump mobilizeTimers(Mobilizer mobilizer, Timers timers, Database database) {
    return new TimerPump(Mobilizer.OWNER, timers, database, mobilizer.timerHandler());
  }

  @Bean
  NoticePump noticePump(
      Database database,
      NoticeRepository notices,
      ResponseRepository responses,
      ResponderRepository requests,
      Catalog catalog,
      Channels channels,
      Composer composer,
      Incidents incidents,
      Alerts alerts,
      Outbound outbound,
      FactLog facts,
      FallbackTarget fallback,
      MobilizeSettings settings,
      Ids ids,
      MeterRegistry meters,
      Engine engine) {
    return new NoticePump(
        database,
        notices,
        responses,
        requests,
        catalog,
        channels,
        composer,
        new QuietSources(catalog, incidents, alerts::alerts, channels),
        outbound,
        facts,
        fallback,
        settings.bundling(),
        ids,
        meters,
        () -> engine.wake(NoticePump.NAME));
  }

  @Bean
  Pages sentPages(NoticeRepository notices, ResponseRepository responses) {
    return new SentPages(notices, responses);
  }

  @Bean
  Auditor escalationAuditor(
      ResponseRepository responses, Mobilizer mobilizer, MeterRegistry meters) {
    return new Auditor(responses, mobilizer, meters);
  }

  @Bean
  ServiceLoad serviceLoad(ResponseRepository responses) {
    return responses::loads;
  }

  // Channels
  // -----------------------------------------------------------------------------------------------------------------

  @Bean
  Channels channels(MobilizeSettings settings) {
    return new Channels(settings.mail(), settings.phone());
  }

  @Bean
  TapLinks tapLinks(Database database, RandomGenerator random, Seal seal, Links links) {
    return new TapLinks(PostgresLinkKey.load(database, random, seal), links.webBase().toString());
  }

  @Bean
  Composer composer(
      TapLinks taps, Links links, ObjectProvider<ChatShapes> chats, Answering answering) {
    return new Composer(taps, links, chats.getIfAvailable(() -> ChatShapes.NONE), answering);
  }

  @Bean
  SmtpCarrier smtpCarrier(MobilizeSettings settings) {
    return new SmtpCarrier(settings.mail());
  }

  /// Whether pages can go out by mail at all. Events are taken without it.
  @Bean
  HealthPart mailHealth(MobilizeSettings settings) {
    MailSettings mail = settings.mail();
    String says =
        mail.host().isEmpty()
            ? "unconfigured: no mail leaves until mail.host is set"
            : "goes to " + mail.host() + ":" + mail.port();
    return new HealthPart() {
      @Override
      public String name() {
        return "mail";
      }

      @Override
      public State check() {
        return State.well(says);
      }
    };
  }

  /// Whether pages can go out by telephone, and whether an answer finds its way back. Events are taken without it.
  @Bean
  HealthPart phoneHealth(MobilizeSettings settings, Answering answering, Links links) {
    String says =
        !settings.phone().configured()
            ? "unconfigured: no text and no call leaves until phone.base is set"
            : answering.base() == null
                ? "calls and texts go out; keys and answers do not come back, as api-base %s is no address that the provider reaches"
                    .formatted(links.apiBase())
                : answering.texts()
                    ? "calls and texts go out, and both can be answered"
                    : "calls and texts go out; calls take keys, and texts are not said to be answered until phone.replies is true";
    return new HealthPart() {
      @Override
      public String name() {
        return "phone";
      }

      @Override
      public State check() {
        return State.well(says);
      }
    };
  }

  /// Made when the first message needs it: its keys and certificates take a while to load.
  @Bean(destroyMethod = "close")
  @Lazy
  HttpClient channelClient() {
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(5))
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  @Bean
  HttpPhoneCarrier smsCarrier(
      MobilizeSettings settings,
      ObjectProvider<HttpClient> channelClient,
      ReceiptAddress receipts) {
    return new HttpPhoneCarrier(
        HttpPhoneCarrier.Kind.SMS,
        settings.phone(),
        channelClient::getObject,
        receipts.get(),
        _ -> null);
  }

  @Bean
  HttpPhoneCarrier whatsappCarrier(
      MobilizeSettings settings,
      ObjectProvider<HttpClient> channelClient,
      ReceiptAddress receipts) {
    return new HttpPhoneCarrier(
        HttpPhoneCarrier.Kind.WHATSAPP,
        settings.phone(),
        channelClient::getObject,
        receipts.get(),
        _ -> null);
  }

  @Bean
  HttpPhoneCarrier phoneCarrier(
      MobilizeSettings settings,
      ObjectProvider<HttpClient> channelClient,
      ReceiptAddress receipts,
      Answering answering,
      TapLinks taps) {
    return new HttpPhoneCarrier(
        HttpPhoneCarrier.Kind.PHONE,
        settings.phone(),
        channelClient::getObject,
        receipts.get(),
        parcel -> parcel == null ? null : answering.action(parcel, taps));
  }

  @Bean
  HttpHookCarrier hookCarrier(MobilizeSettings settings) {
    return new HttpHookCarrier(new GuardedHttp(settings.privateDestinations(), List.of()));
  }

  /// One pair of keys for ever, so that browsers that subscribed stay subscribed.
  @Bean
  Vapid vapid(Database database, Seal seal, Links links, MobilizeSettings settings) {
    String from = settings.mail().from();
    return new Vapid(
        PostgresVapidKey.open(database, seal),
        from.contains("@") && !from.contains("<") ? "mailto:" + from : links.webBase().toString());
  }

  @Bean
  HttpPushCarrier pushCarrier(
      Contacts contacts,
      MobilizeSettings settings,
      Vapid vapid,
      RandomGenerator random,
      InstantSource clock) {
    return new HttpPushCarrier(
        contacts, new GuardedHttp(settings.privateDestinations(), List.of()), vapid, random, clock);
  }

  @Bean
  BrowserDoor browserDoor() {
    return new BrowserDoor();
  }

  @Bean
  BrowserCarrier browserCarrier(BrowserDoor door) {
    return new BrowserCarrier(door);
  }

  // The wire
  // -----------------------------------------------------------------------------------------------------------------

  @Bean
  PolicyDesk policyDesk(
      PolicyRepository policies,
      Database database,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Ids ids) {
    return new PolicyDesk(policies, database, catalog, directory, audit, ids);
  }

  @Bean
  EscalationTargets escalationTargets(PolicyDesk desk) {
    return desk::targets;
  }

  @Bean
  PolicyResource policyResource(
      PolicyDesk desk, Catalog catalog, Directory directory, InstantSource clock) {
    return new PolicyResource(desk, catalog, directory, clock);
  }

  @Bean
  PolicyEntry policyEntry(
      PolicyDesk desk, PolicyResource resource, ResponseRepository responses, Directory directory) {
    var entry = new PolicyEntry(desk, resource, responses);
    directory.register(entry);
    return entry;
  }

  @Bean
  LinkResource linkResource(
      TapLinks taps,
      Mobilizer mobilizer,
      ResponderDesk responders,
      ObjectProvider<PageVerdicts> verdicts,
      Catalog catalog,
      Links links,
      InstantSource clock) {
    PageVerdicts judge =
        (incidentId, userId, worth, now) ->
            verdicts.ifAvailable(found -> found.judge(incidentId, userId, worth, now));
    return new LinkResource(taps, mobilizer, responders, judge, catalog, links, clock);
  }

  @Bean
  NotificationResource notificationResource(
      Mobilizer mobilizer,
      Catalog catalog,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new NotificationResource(
        mobilizer, catalog, channels, composer, outbound, database, directory, ids, clock);
  }
}
