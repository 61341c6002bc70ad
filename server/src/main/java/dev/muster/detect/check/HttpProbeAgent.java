package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Runs checks and journeys at another site: asks the server what to run, runs it, and reports how it went. Needs no database. While
/// the server cannot be reached, it goes on with what it knows and keeps the newest results.
public final class HttpProbeAgent {
  private static final Logger LOG = LoggerFactory.getLogger(HttpProbeAgent.class);

  /// Results that wait for the server; the oldest go first, as they say least.
  private static final int KEPT = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /// What is new begins within so long, spread, so that not everything runs at the same moment.
  private static final Duration SPREAD = Duration.ofSeconds(5);

  /// The server said that the token or the site is wrong; going on would not help.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /// What to speak to.
  ///
  /// @param server address of the server, with or without a slash at its end
  /// @param site the name that the token must belong to; empty for whichever it is
  /// @param privateAllowed whether checks may reach loopback, link-local and private addresses
  public record Settings(URI server, String token, String site, boolean privateAllowed) {}

  /// Something to run.
  ///
  /// @param probe of a check; null for a journey
  /// @param journey null for a check
  record Work(String id, Duration every, @Nullable Probe probe, @Nullable Journey journey) {}

  /// What is due when. Not safe for several threads.
  static final class Rota {
    private final Map<String, Instant> next = new HashMap<>();
    private List<Work> work = List.of();

    /// Takes what the server wants now; what it wanted before keeps its time.
    void take(List<Work> wanted, Instant now) {
      var fresh = new HashMap<String, Instant>();
      for (Work one : wanted) {
        Instant known = next.get(one.id());
        long spread =
            Math.floorMod(one.id().hashCode(), Math.min(SPREAD.toMillis(), one.every().toMillis()));
        Instant latest = now.plus(one.every());
        fresh.put(
            one.id(),
            known == null ? now.plusMillis(spread) : known.isAfter(latest) ? latest : known);
      }
      next.clear();
      next.putAll(fresh);
      work = List.copyOf(wanted);
    }

    /// What is due; each is due again an interval later, and what was missed is not made up for.
    List<Work> due(Instant now) {
      var due = new ArrayList<Work>();
      for (Work one : work) {
        Instant at = next.get(one.id());
        if (at != null && !at.isAfter(now)) {
          due.add(one);
          Instant after = at.plus(one.every());
          next.put(one.id(), after.isAfter(now) ? after : now.plus(one.every()));
        }
      }
      return due;
    }
  }

  private final Settings settings;
  private final InstantSource clock;
  private final HttpProber prober;
  private final HttpClient server = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Rota rota = new Rota();
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Map<String, @Nullable Object>> done =
      new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Map<String, @Nullable Object>> unsent = new ArrayDeque<>();
  private Instant nextAsk = Instant.MIN;
  private Instant nextReport = Instant.MIN;
  private boolean reached;

  public HttpProbeAgent(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.prober = new HttpProber(new GuardedHttp(settings.privateAllowed(), List.of()), clock);
  }

  /// One turn: asks for work, starts what is due, reports. Called several times a second by one thread.
  ///
  /// @throws Refused when the server does not know the token, or it belongs to another site
  public void turn() throws Refused, InterruptedException {
    Instant now = clock.instant();
    if (!now.isBefore(nextAsk)) {
      ask(now);
    }
    for (Work work : rota.due(now)) {
      // what still runs from the last time is not run twice
      if (running.add(work.id())) {
        Thread.ofVirtual().name("probe").start(() -> run(work));
      }
    }
    for (var one = done.poll(); one != null; one = done.poll()) {
      unsent.add(one);
      if (unsent.size() > KEPT) {
        unsent.poll();
      }
    }
    if (!unsent.isEmpty() && !now.isBefore(nextReport)) {
      report(now);
    }
  }

  private void run(Work work) {
    try {
      var result = new LinkedHashMap<String, @Nullable Object>();
      result.put("id", work.id());
      Probe probe = work.probe();
      Journey journey = work.journey();
      if (probe != null) {
        Probe.Result went = prober.ask(probe);
        Instant expires = went.expiresAt();
        result.put("kind", "check");
        result.put("well", went.well());
        result.put("millis", went.millis());
        result.put("word", went.word());
        result.put("expires_at", expires == null ? null : expires.toEpochMilli());
      } else if (journey != null) {
        result.put("kind", "journey");
        result.put("steps", journey.walk(prober::ask));
      }
      result.put("at", clock.millis());
      done.add(result);
    } finally {
      running.remove(work.id());
    }
  }

  private URI address(String path) {
    String base = settings.server().toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + settings.token());
  }

  private void ask(Instant now) throws Refused, InterruptedException {
    nextAsk = now.plus(AFTER_FAILURE);
    try {
      HttpResponse<String> answer =
          server.send(request("/probe/work").GET().build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 401) {
        throw new Refused("The server says: the token belongs to no probe site.");
      }
      if (answer.statusCode() != 200) {
        LOG.warn("{} answered {} when asked for work", settings.server(), answer.statusCode());
        return;
      }
      JsonNode given = Json.mapper().readTree(answer.body());
      String site = given.path("site").asString("");
      if (!settings.site().isEmpty() && !settings.site().equals(site)) {
        throw new Refused(
            "The token belongs to the site '%s', not to '%s'.".formatted(site, settings.site()));
      }
      var work = new ArrayList<Work>();
      given.path("work").forEach(one -> work.add(work(one)));
      rota.take(work, now);
      nextAsk =
          now.plusSeconds(
              Math.clamp(given.path("ask_seconds").asLong(ProbeAnnex.ASK_EVERY), 1, 300));
      if (!reached) {
        LOG.info("site {}: {} to run for {}", site, work.size(), settings.server());
        reached = true;
      }
    } catch (IOException away) {
      LOG.warn("{} cannot be reached: {}", settings.server(), away.toString());
    }
  }

  private static Work work(JsonNode one) {
    String id = one.path("id").asString("");
    Duration every = Duration.ofSeconds(Math.max(1, one.path("interval_seconds").asLong(60)));
    if (one.path("kind").asString("").equals("check")) {
      return new Work(id, every, Probe.of(one.path("probe")), null);
    }
    var journey =
        new Journey(
            id,
            id,
            "",
            Journey.steps(one),
            every,
            Places.USUAL,
            1,
            1,
            Severity.ERROR,
            true,
            Check.State.NEW,
            0,
            0,
            Journey.Pace.FAST,
            null,
            List.of(),
            "",
            Instant.EPOCH);
    return new Work(id, every, null, journey);
  }

  private void report(Instant now) throws InterruptedException {
    var some = unsent.stream().limit(ProbeAnnex.MOST_RESULTS).toList();
    try {
      HttpResponse<String> answer =
          server.send(
              request("/probe/results")
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("results", some))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2 || answer.statusCode() == 400) {
        if (answer.statusCode() == 400) {
          LOG.error("{} refused results: {}", settings.server(), answer.body());
        }
        some.forEach(_ -> unsent.poll());
        return;
      }
      LOG.warn("{} answered {} to results", settings.server(), answer.statusCode());
    } catch (IOException away) {
      LOG.warn("{} cannot be reached with results: {}", settings.server(), away.toString());
    }
    nextReport = now.plus(AFTER_FAILURE);
  }
}
