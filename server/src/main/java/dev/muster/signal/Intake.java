package dev.muster.signal;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Outage;
import dev.muster.platform.json.Json;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.ChangeEvent;
import dev.muster.signal.source.Format;
import dev.muster.signal.source.Parsed;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.io.JsonStringEncoder;

/// The intake behind every door: reads a body, finds the service, hands the signals on, and answers when they are durable. Knows
/// nothing of HTTP servers.
///
/// Answers 5xx only when nothing can be promised, so that senders, who all try again on 5xx and on 429, lose nothing.
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Outage outage = Outage.ofRequests(LOG, "signal.intake");

  /// Faults told for one body; beyond that nobody reads them.
  private static final int FAULTS_TOLD = 50;

  private static final Pattern PACKINGS =
      Pattern.compile("\\b(gzip|deflate|br|zstd|compress|snappy)\\b", Pattern.CASE_INSENSITIVE);

  private enum Refusal {
    INVALID,
    UNKNOWN_KEY,
    UNPROVEN,
    TOO_LARGE,
    PACKED,
    TOO_MANY,
    INBOX_FULL,
    UNAVAILABLE
  }

  /// Learns which sources are alive.
  @FunctionalInterface
  public interface Witness {
    /// An integration sent so many events, which are durable. Called by every thread, so it has to be quick.
    void seen(String integrationId, int events, Instant at);
  }

  private record Window(long minute, AtomicInteger count) {}

  private final Routes routes;
  private final SignalSink sink;
  private final Changes changes;
  private final Ids ids;
  private final Refinery refinery;
  private final Guard guard;
  private final InstantSource clock;
  private final IntakeSettings settings;
  private final Counter[] accepted = new Counter[Format.values().length];
  private final Counter acceptedChanges;
  private final Counter quieted;
  private final Counter[] refused = new Counter[Refusal.values().length];
  private final Map<String, Window> windows = new ConcurrentHashMap<>();
  private volatile Witness witness = (_, _, _) -> {};

  /// An intake without event rules, and without webhooks that ask for a proof.
  public Intake(
      Routes routes,
      SignalSink sink,
      Changes changes,
      Ids ids,
      InstantSource clock,
      IntakeSettings settings,
      MeterRegistry meters) {
    this(routes, Refinery.NONE, Guard.NONE, sink, changes, ids, clock, settings, meters);
  }

  public Intake(
      Routes routes,
      Refinery refinery,
      Guard guard,
      SignalSink sink,
      Changes changes,
      Ids ids,
      InstantSource clock,
      IntakeSettings settings,
      MeterRegistry meters) {
    this.routes = routes;
    this.refinery = refinery;
    this.guard = guard;
    this.sink = sink;
    this.changes = changes;
    this.ids = ids;
    this.clock = clock;
    this.settings = settings;
    for (Format format : Format.values()) {
      accepted[format.ordinal()] = accepted(meters, format.name().toLowerCase(Locale.ROOT));
    }
    acceptedChanges = accepted(meters, "change");
    quieted =
        Counter.builder("muster.intake.quieted")
            .description("Triggers that page nobody because of maintenance or a disabled service")
            .register(meters);
    for (Refusal refusal : Refusal.values()) {
      refused[refusal.ordinal()] =
          Counter.builder("muster.intake.refused")
              .description("Requests that were turned away")
              .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
              .register(meters);
    }
  }

  /// Tells that witness from now on, and nobody else.
  public void watchedBy(Witness newWitness) {
    this.witness = newWitness;
  }

  private static Counter accepted(MeterRegistry meters, String format) {
    return Counter.builder("muster.intake.accepted")
        .description("Signals that are durable")
        .tag("format", format)
        .register(meters);
  }

  /// The largest body that this address takes, in bytes.
  public int bodyLimit(Endpoint endpoint) {
    return switch (endpoint) {
      case EVENTS_V2, EVENTS_V1, CHANGES -> settings.bodyLimit();
      case ALERTMANAGER, PROMETHEUS -> settings.batchBodyLimit();
    };
  }

  /// The answer to a body above the limit.
  public Reply tooLarge(Endpoint endpoint) {
    return refuse(
        endpoint,
        Refusal.TOO_LARGE,
        413,
        "Event object is too large",
        List.of("The body is larger than " + bodyLimit(endpoint) + " bytes"));
  }

  /// The answer to a body that is packed: events are small, and unpacking them is not worth what it could cost. Other words in the
  /// header, such as a character set that some senders put there, do no harm.
  ///
  /// @param encoding the header `Content-Encoding`; null for none
  /// @return null when the body is not packed
  public @Nullable Reply packed(Endpoint endpoint, @Nullable String encoding) {
    if (encoding == null || !PACKINGS.matcher(encoding).find()) {
      return null;
    }
    return refuse(
        endpoint,
        Refusal.PACKED,
        415,
        "Event object is packed",
        List.of("Send it without the header Content-Encoding, as plain JSON"));
  }

  /// Handles a body.
  ///
  /// @param key routing key from address or header; null when the body has to name it
  /// @return never completes exceptionally
  public CompletableFuture<Reply> handle(Endpoint endpoint, @Nullable String key, byte[] body) {
    try {
      if (body.length > bodyLimit(endpoint)) {
        return done(tooLarge(endpoint));
      }
      return worked(
          switch (endpoint) {
            case EVENTS_V2 -> signals(endpoint, Format.EVENTS_V2, key, body, false);
            case EVENTS_V1 -> signals(endpoint, Format.EVENTS_V1, key, body, false);
            case ALERTMANAGER -> signals(endpoint, Format.ALERTMANAGER, key, body, false);
            case PROMETHEUS -> signals(endpoint, Format.PROMETHEUS, key, body, false);
            case CHANGES -> done(change(key, body));
          });
    } catch (RuntimeException failure) {
      return failed(endpoint.name().toLowerCase(Locale.ROOT), endpoint, failure);
    }
  }

  /// Handles an event of the Events API v2 for an integration that is satisfied with the proof, or asks for none.
  ///
  /// @return never completes exceptionally
  public CompletableFuture<Reply> proven(String key, byte[] event) {
    try {
      return event.length > bodyLimit(Endpoint.EVENTS_V2)
          ? done(tooLarge(Endpoint.EVENTS_V2))
          : worked(signals(Endpoint.EVENTS_V2, Format.EVENTS_V2, key, event, true));
    } catch (RuntimeException failure) {
      return failed("a webhook", Endpoint.EVENTS_V2, failure);
    }
  }

  private <T> T worked(T answer) {
    outage.worked();
    return answer;
  }

  private CompletableFuture<Reply> failed(
      String what, Endpoint endpoint, RuntimeException failure) {
    outage.failed(failure, what);
    return done(unavailable(endpoint));
  }

  private static CompletableFuture<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private CompletableFuture<Reply> signals(
      Endpoint endpoint, Format format, @Nullable String outerKey, byte[] body, boolean proven) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Parsed parsed = format.parse(body, settings.strict(), now);
    String key = parsed.key() == null || parsed.key().isBlank() ? outerKey : parsed.key();
    if (parsed.reports().isEmpty() && !parsed.faults().isEmpty()) {
      var faults = new ArrayList<String>();
      if (key == null && !parsed.faults().getFirst().startsWith("The body")) {
        faults.add("'" + keyField(endpoint) + "' is missing or blank");
      }
      faults.addAll(parsed.faults());
      return done(invalid(endpoint, faults));
    }
    if (key == null || key.isBlank()) {
      return done(invalid(endpoint, List.of("'" + keyField(endpoint) + "' is missing or blank")));
    }
    Optional<Routes.Route> found = routes.route(key.strip(), now);
    if (found.isEmpty()) {
      return done(unknownKey(endpoint));
    }
    Routes.Route route = found.get();
    Reply refusal = proven ? null : guarded(endpoint, route.integrationId(), body, now);
    if (refusal != null) {
      return done(refusal);
    }
    if (!withinQuota(route.integrationId(), now)) {
      return done(tooMany(endpoint));
    }
    return accept(endpoint, format, route, parsed, now);
  }

  /// Takes a signal that the house itself raises, such as an anomaly of a metric, on the way that every other signal goes.
  ///
  /// @param integrationId the sender; any name, when none of the integrations is
  /// @param event an event of the Events API v2; a routing key in it is ignored
  /// @return never completes exceptionally; 202 when the signal is durable
  public CompletableFuture<Reply> raise(String integrationId, String serviceId, byte[] event) {
    try {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      Parsed parsed = Format.EVENTS_V2.parse(event, false, now);
      if (parsed.reports().isEmpty()) {
        return done(invalid(Endpoint.EVENTS_V2, parsed.faults()));
      }
      var route = new Routes.Route(integrationId, serviceId, routes.quiet(serviceId, now));
      return worked(accept(Endpoint.EVENTS_V2, Format.EVENTS_V2, route, parsed, now));
    } catch (RuntimeException failure) {
      return failed("a signal of the house itself", Endpoint.EVENTS_V2, failure);
    }
  }

  private CompletableFuture<Reply> accept(
      Endpoint endpoint, Format format, Routes.Route route, Parsed parsed, Instant now) {
    String quiet = route.quiet();
    String made = null;
    var signals = new ArrayList<Signal>(parsed.reports().size());
    int index = 0;
    for (Report report : parsed.reports()) {
      Report keyed = report;
      if (report.dedupKey() == null) {
        made = ids.next('K');
        keyed = report.withDedupKey(made);
      }
      int place = index++;
      Ruling ruling = refinery.rule(route, keyed, () -> parsed.body().report(place), now);
      signals.add(
          ruling == null
              ? new Signal(
                  route.integrationId(), route.serviceId(), quiet(route, keyed, now), now, keyed)
              : Signal.ruled(route.integrationId(), now, keyed, ruling));
    }
    if (signals.isEmpty()) {
      return done(success(endpoint, signals, parsed, quiet)); // an empty list of alerts
    }
    var submission = new Submission(format, parsed.body(), made, List.copyOf(signals));
    Optional<? extends CompletableFuture<?>> taken = sink.accept(submission);
    if (taken.isEmpty()) {
      return done(inboxFull(endpoint));
    }
    return taken
        .get()
        .handle((_, failure) -> {
          if (failure != null) {
            return unavailable(endpoint);
          }
          accepted[format.ordinal()].increment(signals.size());
          witness.seen(route.integrationId(), signals.size(), now);
          String why = signals.getFirst().quiet();
          if (why != null) {
            quieted.increment(signals.size());
          }
          return success(endpoint, signals, parsed, why);
        });
  }

  private @Nullable String quiet(Routes.Route route, Report report, Instant now) {
    return Routes.MAINTENANCE.equals(route.quiet())
            && routes.quiet(route.serviceId(), now) != null
            && routes.quietFor(route.serviceId(), report.eventAt(), now) == null
        ? null
        : route.quiet();
  }

  private Reply change(@Nullable String outerKey, byte[] body) {
    Instant now = clock.instant();
    ChangeEvent event = ChangeEvent.parse(body, settings.strict());
    String key = event.routingKey() == null ? outerKey : event.routingKey();
    if (!event.faults().isEmpty()) {
      return invalid(Endpoint.CHANGES, event.faults());
    }
    if (key == null || key.isBlank()) {
      return invalid(Endpoint.CHANGES, List.of("'routing_key' is missing or blank"));
    }
    Optional<Routes.Route> found = routes.route(key.strip(), now);
    if (found.isEmpty()) {
      return unknownKey(Endpoint.CHANGES);
    }
    Routes.Route route = found.get();
    if (route.orchestrationId() != null) {
      return invalid(
          Endpoint.CHANGES,
          List.of(
              "'routing_key' belongs to an event orchestration; a change needs the key of the"
                  + " service that was changed"));
    }
    Reply refusal = guarded(Endpoint.CHANGES, route.integrationId(), body, now);
    if (refusal != null) {
      return refusal;
    }
    if (!withinQuota(route.integrationId(), now)) {
      return tooMany(Endpoint.CHANGES);
    }
    Instant happened = event.happenedAt();
    changes.record(
        new Change(
            ids.next('Q'),
            route.integrationId(),
            route.serviceId(),
            event.summary(),
            event.source(),
            happened == null || happened.isAfter(now) ? now : happened,
            now,
            RawJson.textOf(event.details()),
            RawJson.textOf(event.links()),
            RawJson.textOf(event.images())));
    acceptedChanges.increment();
    witness.seen(route.integrationId(), 1, now);
    return new Reply(202, "{\"status\":\"success\",\"message\":\"Change event processed\"}");
  }

  private boolean withinQuota(String integrationId, Instant now) {
    if (settings.perKeyPerMinute() == 0) {
      return true;
    }
    long minute = now.getEpochSecond() / 60;
    Window window =
        windows.compute(
            integrationId,
            (_, old) ->
                old != null && old.minute() == minute
                    ? old
                    : new Window(minute, new AtomicInteger()));
    return window.count().incrementAndGet() <= settings.perKeyPerMinute();
  }

  private static String keyField(Endpoint endpoint) {
    return endpoint == Endpoint.EVENTS_V1 ? "service_key" : "routing_key";
  }

  private static Reply success(
      Endpoint endpoint, List<Signal> signals, Parsed parsed, @Nullable String quiet) {
    String message =
        quiet == null ? "Event processed" : "Event processed; it pages nobody because " + quiet;
    return switch (endpoint) {
      case EVENTS_V2, CHANGES ->
          new Reply(202, one(message, "dedup_key", signals.getFirst().dedupKey()));
      case EVENTS_V1 -> new Reply(200, one(message, "incident_key", signals.getFirst().dedupKey()));
      case ALERTMANAGER, PROMETHEUS ->
          new Reply(
              // Prometheus itself counts only 200 as delivered.
              endpoint == Endpoint.PROMETHEUS ? 200 : 202,
              "{\"status\":\"success\",\"message\":"
                  + quoted(message)
                  + ",\"accepted\":"
                  + signals.size()
                  + ",\"errors\":"
                  + list(parsed.faults())
                  + "}");
    };
  }

  private static String one(String message, String field, String key) {
    var json = new StringBuilder(96 + key.length());
    json.append("{\"status\":\"success\",\"message\":\"");
    JsonStringEncoder.getInstance().quoteAsString(message, json);
    json.append("\",\"").append(field).append("\":\"");
    JsonStringEncoder.getInstance().quoteAsString(key, json);
    return json.append("\"}").toString();
  }

  private static String quoted(String text) {
    return Json.write(text);
  }

  private static String list(List<String> texts) {
    return texts.isEmpty() ? "[]" : Json.write(told(texts));
  }

  private static List<String> told(List<String> faults) {
    if (faults.size() <= FAULTS_TOLD) {
      return faults;
    }
    var told = new ArrayList<>(faults.subList(0, FAULTS_TOLD));
    told.add("and " + (faults.size() - FAULTS_TOLD) + " more");
    return told;
  }

  private Reply invalid(Endpoint endpoint, List<String> faults) {
    return refuse(endpoint, Refusal.INVALID, 400, "Event object is invalid", faults);
  }

  private Reply unknownKey(Endpoint endpoint) {
    return refuse(
        endpoint,
        Refusal.UNKNOWN_KEY,
        400,
        "Event object is invalid",
        List.of("'" + keyField(endpoint) + "' belongs to no integration"));
  }

  /// What that integration's senders are told at a door where nothing can be proven; null when it asks for nothing.
  private @Nullable Reply guarded(
      Endpoint endpoint, String integrationId, byte[] body, Instant now) {
    return switch (guard.of(integrationId)) {
      case NOTHING -> null;
      case PROOF -> unproven(endpoint, integrationId, body, now);
      case UNKNOWN -> unavailable(endpoint);
    };
  }

  /// Final for every sender, as an unknown key is: only people can help here.
  private Reply unproven(Endpoint endpoint, String integrationId, byte[] body, Instant now) {
    String words =
        "'"
            + keyField(endpoint)
            + "' belongs to an integration that takes only webhooks with a proof, at"
            + " /integrations/webhook/KEY";
    Reply reply =
        refuse(endpoint, Refusal.UNPROVEN, 400, "Event object is invalid", List.of(words));
    guard.turnedAway(integrationId, now, reply.status(), words, body);
    return reply;
  }

  private Reply refuse(
      Endpoint endpoint, Refusal why, int status, String message, List<String> faults) {
    count(why);
    LOG.debug("{} refused: {}", endpoint, faults);
    return new Reply(
        status,
        "{\"status\":\"invalid event\",\"message\":"
            + quoted(message)
            + ",\"errors\":"
            + list(faults)
            + "}");
  }

  private Reply tooMany(Endpoint endpoint) {
    count(Refusal.TOO_MANY);
    return throttled(
        endpoint, "Events of this integration arrive too fast; send it again later", 30);
  }

  private Reply inboxFull(Endpoint endpoint) {
    count(Refusal.INBOX_FULL);
    return throttled(endpoint, "Too many events are waiting; send it again shortly", 1);
  }

  private static Reply throttled(Endpoint endpoint, String message, int seconds) {
    int status =
        switch (endpoint) {
          case EVENTS_V2, CHANGES -> 429;
          case EVENTS_V1 -> 403;
          // Webhooks of Alertmanager, and Prometheus, take a 429 for final and only a 5xx for
          // "later".
          case ALERTMANAGER, PROMETHEUS -> 503;
        };
    return new Reply(
        status,
        "{\"status\":\"throttle exceeded\",\"message\":\""
            + message
            + "\",\"errors\":[\""
            + message
            + "\"]}",
        seconds);
  }

  private Reply unavailable(Endpoint endpoint) {
    count(Refusal.UNAVAILABLE);
    LOG.debug("{}: could not be stored", endpoint);
    return new Reply(
        503,
        "{\"status\":\"unavailable\",\"message\":\"The event could not be stored; send it"
            + " again\",\"errors\":[]}",
        1);
  }

  private void count(Refusal why) {
    refused[why.ordinal()].increment();
  }
}
