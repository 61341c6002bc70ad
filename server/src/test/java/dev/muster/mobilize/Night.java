package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.channel.BrowserCarrier;
import dev.muster.mobilize.channel.BrowserDoor;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.channel.HttpHookCarrier;
import dev.muster.mobilize.channel.HttpPhoneCarrier;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import dev.muster.mobilize.channel.SmtpCarrier;
import dev.muster.mobilize.channel.TapLinks;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.outbound.PostgresOutbound;
import dev.muster.platform.timer.NextDue;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The whole room on a real database, with moved time and real carriers.
final class Night implements AutoCloseable {
  static final Duration BUNDLING = Duration.ofSeconds(30);

  final FakeCatalog catalog =
      new FakeCatalog().person("ana", "Ana").person("ben", "Ben").person("dot", "Dot");
  final FakeIncidents incidents = new FakeIncidents();
  final Map<String, List<String>> onCall = new HashMap<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final BrowserDoor door = new BrowserDoor();
  final Database database = PostgresResponseRepositoryTest.database();
  final Links links =
      new Links(URI.create("http://api.example.org"), URI.create("http://muster.example.org"));
  final Ids ids = Ids.from(new SplittableRandom(7));
  final PostgresFactLog log;

  /// A night in which nobody else does anything, so nothing has to be looked at a second time.
  private static final Duration TRUST = Duration.ofDays(1);

  final PostgresTimers timers = new PostgresTimers(database, new NextDue(TRUST));
  final PostgresOutbound outbound;
  final PolicyRepository policies = new PostgresPolicyRepository(database);
  final TapLinks taps = new TapLinks(new byte[32], "http://muster.example.org");
  final Mobilizer mobilizer;
  final ResponderDesk responders;
  final LinkResource link;
  final NotificationResource notificationResource;
  final Engine engine;
  private final HttpClient client = HttpClient.newHttpClient();
  Instant now = SampleResponses.START;

  Night(MailSettings mail, PhoneSettings phone) {
    engine = new Engine(() -> now);
    log = new PostgresFactLog(database, engine::wake, TRUST);
    outbound = new PostgresOutbound(database, engine::wake, new NextDue(TRUST));
    catalog.services.put("S1", SampleResponses.service());
    var responses = new PostgresResponseRepository(database);
    var notices = new PostgresNoticeRepository(database, new NextDue(TRUST));
    mobilizer =
        new Mobilizer(
            database,
            responses,
            policies,
            notices,
            catalog,
            incidents,
            onCall(),
            timers,
            log,
            outbound,
            () -> new Fallback(null, "noc@example.org"),
            ids,
            engine::wake);
    var requests = new PostgresResponderRepository(database);
    responders =
        new ResponderDesk(
            database,
            responses,
            requests,
            policies,
            notices,
            catalog,
            onCall(),
            timers,
            log,
            ids,
            engine::wake);
    var channels = new Channels(mail, phone);
    var composer = new Composer(taps, links);
    var pump =
        new NoticePump(
            database,
            notices,
            responses,
            requests,
            catalog,
            channels,
            composer,
            new QuietSources(catalog, incidents, _ -> Map.of(), channels),
            outbound,
            log,
            () -> new Fallback(null, "noc@example.org"),
            BUNDLING,
            ids,
            meters,
            engine::wake);
    engine.add(
        new FactReader(
            "mobilize.facts",
            List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
            log,
            database,
            mobilizer::heard));
    engine.add(new TimerPump(Mobilizer.OWNER, timers, database, mobilizer.timerHandler()));
    engine.add(new TimerPump(ResponderDesk.OWNER, timers, database, responders.timerHandler()));
    engine.add(pump);
    engine.add(new Auditor(responses, mobilizer, meters));
    engine.add(
        new OutboundPump(
            outbound,
            database,
            List.of(
                new SmtpCarrier(mail),
                new HttpPhoneCarrier(HttpPhoneCarrier.Kind.SMS, phone, () -> client),
                new HttpHookCarrier(new GuardedHttp(true, List.of())),
                new BrowserCarrier(door)),
            List.of(pump),
            engine,
            () -> now,
            new SplittableRandom(1),
            meters));
    link =
        new LinkResource(
            taps, mobilizer, responders, (_, _, _, _) -> {}, catalog, links, () -> now);
    notificationResource =
        new NotificationResource(
            mobilizer,
            catalog,
            channels,
            composer,
            outbound,
            database,
            new Directory(links),
            ids,
            () -> now);
  }

  private OnCall onCall() {
    return new OnCall() {
      @Override
      public Map<String, List<String>> at(Collection<String> scheduleIds, Instant at) {
        return Map.copyOf(onCall);
      }

      @Override
      public Map<String, String> names(Collection<String> scheduleIds) {
        return Map.of();
      }
    };
  }

  void policy(Policy policy) {
    database.run(() -> policies.save(policy));
  }

  /// Says facts of the incidents' room.
  void say(IncidentEvent... events) {
    database.run(() -> log.append(Incidents.TOPIC, Incidents.LANE, now, List.of(events)));
    engine.settle();
  }

  void forward(Duration time) {
    Instant end = now.plus(time);
    while (true) {
      engine.settle();
      Instant next = engine.nextDue();
      if (next == null || next.isAfter(end)) {
        now = end;
        engine.settle();
        return;
      }
      now = next.isAfter(now) ? next : now.plusMillis(1);
    }
  }

  Actor person(String id) {
    var user = catalog.user(id).orElseThrow();
    return new Actor(Actor.Kind.USER, id, user.name(), user.email(), user.role());
  }

  Response response(String id) {
    return mobilizer.response(id).orElseThrow();
  }

  /// The names of the facts said of an incident.
  List<String> said(String incidentId) {
    return log.read(Mobilize.TOPIC, 0, 0, 10_000).stream()
        .map(Fact::event)
        .map(MobilizeEvent.class::cast)
        .filter(event -> event.incidentId().equals(incidentId))
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  /// What was told, as `channel address status`.
  List<String> told(String incidentId) {
    return mobilizer.notifications(incidentId).stream()
        .map(one -> one.channel() + " " + one.address() + " " + one.status().wire())
        .toList();
  }

  Night mailTo(String userId, int minutes) {
    catalog.way(userId, ContactMethod.Type.EMAIL, userId + "@pager.example.org", minutes);
    return this;
  }

  @Override
  public void close() {
    engine.close();
    client.close();
  }
}
