package dev.muster.detect.check;

import dev.muster.platform.db.Outage;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What probes at other sites speak with: `GET /probe/work` gives a site what it shall run, `POST /probe/results` takes how it went.
/// A site shows its token as `Authorization: Bearer TOKEN`. A report may come twice: what is not newer than what is known counts once.
final class ProbeAnnex implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeAnnex.class);

  private final Outage outage = Outage.ofRequests(LOG, "detect.probes: intake");

  /// Two hundred results with some room.
  private static final int BODY = 1 << 20;

  /// Results that one report may hold.
  static final int MOST_RESULTS = 200;

  /// A site asks again after so many seconds, which is also its sign of life.
  static final int ASK_EVERY = 30;

  /// Clocks differ; beyond that a result is from the future and not taken.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /// Older results change nothing that anybody should be told of.
  private static final Duration BEHIND = Duration.ofHours(1);

  private static final int LONGEST_WORD = 1_000;

  private final PostgresSites sites;
  private final PostgresChecks store;
  private final Checker checker;
  private final InstantSource clock;

  ProbeAnnex(PostgresSites sites, PostgresChecks store, Checker checker, InstantSource clock) {
    this.sites = sites;
    this.store = store;
    this.checker = checker;
    this.clock = clock;
  }

  @Override
  public List<String> patterns() {
    return List.of("/probe/*");
  }

  @Override
  public int bodyLimit(String method, String path) {
    return path.equals("/probe/work") || path.equals("/probe/results") ? BODY : -1;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return problem(413, "The body is larger than " + limit + " bytes");
  }

  private static Answer problem(int status, String message) {
    return Answer.json(status, Json.write(Map.of("message", message)));
  }

  @Override
  public Answer answer(Request request) {
    try {
      Answer answer = hear(request);
      outage.worked();
      return answer;
    } catch (RuntimeException away) {
      outage.failed(away, request.path());
      return problem(503, "It could not be stored; send it again").with("Retry-After", "5");
    }
  }

  private Answer hear(Request request) {
    String authorization = request.header("Authorization");
    String token =
        authorization != null && authorization.startsWith("Bearer ")
            ? authorization.substring("Bearer ".length()).strip()
            : "";
    Optional<PostgresSites.Site> site = sites.byToken(token);
    if (site.isEmpty()) {
      return problem(401, "The token belongs to no probe site");
    }
    if (request.path().equals("/probe/work")) {
      sites.heard(site.get(), clock.instant());
      return work(site.get());
    }
    if (!request.method().equals("POST")) {
      return problem(405, "Use POST").with("Allow", "POST");
    }
    return results(site.get(), request.body());
  }

  private Answer work(PostgresSites.Site site) {
    var work = new ArrayList<Map<String, @Nullable Object>>();
    for (Check check : store.checks(List.of(), null)) {
      if (check.enabled() && check.places().sites().contains(site.id())) {
        var one = new LinkedHashMap<String, @Nullable Object>();
        one.put("kind", "check");
        one.put("id", check.id());
        one.put("interval_seconds", check.every().toSeconds());
        one.put("probe", check.probe().json());
        work.add(one);
      }
    }
    for (Journey journey : store.journeys()) {
      if (journey.enabled() && journey.places().sites().contains(site.id())) {
        var one = new LinkedHashMap<String, @Nullable Object>();
        one.put("kind", "journey");
        one.put("id", journey.id());
        one.put("interval_seconds", journey.every().toSeconds());
        one.put("steps", Json.mapper().readTree(journey.definition()).path("steps"));
        work.add(one);
      }
    }
    return Answer.json(
        200, Json.write(Map.of("site", site.name(), "ask_seconds", ASK_EVERY, "work", work)));
  }

  private Answer results(PostgresSites.Site site, byte[] body) {
    JsonNode given;
    try {
      given = Json.mapper().readTree(body).path("results");
    } catch (JacksonException malformed) {
      return problem(400, "The body is no JSON");
    }
    if (!given.isArray() || given.size() > MOST_RESULTS) {
      return problem(400, "'results' must be a list of at most " + MOST_RESULTS);
    }
    Instant now = clock.instant();
    var inOrder = new ArrayList<JsonNode>();
    given.forEach(inOrder::add);
    inOrder.sort(Comparator.comparingLong(one -> one.path("at").asLong(0)));
    int taken = 0;
    for (JsonNode one : inOrder) {
      Instant at = Instant.ofEpochMilli(one.path("at").asLong(0));
      boolean timely = at.isAfter(now.minus(BEHIND)) && at.isBefore(now.plus(AHEAD));
      if (timely && take(site, one, at)) {
        taken++;
      }
    }
    return Answer.json(200, Json.write(Map.of("taken", taken, "ignored", inOrder.size() - taken)));
  }

  private boolean take(PostgresSites.Site site, JsonNode one, Instant at) {
    String id = one.path("id").asString("");
    if (one.path("kind").asString("").equals("journey")) {
      Optional<Journey> journey =
          store.journey(id).filter(found -> found.places().sites().contains(site.id()));
      List<Journey.StepResult> steps = journey.map(found -> steps(found, one)).orElse(List.of());
      if (journey.isEmpty() || steps.isEmpty()) {
        return false;
      }
      checker.ran(journey.get(), site.id(), site.name(), steps, at);
      return true;
    }
    Optional<Check> check =
        store.check(id).filter(found -> found.places().sites().contains(site.id()));
    check.ifPresent(found -> checker.ran(found, site.id(), site.name(), result(one), at));
    return check.isPresent();
  }

  private static Probe.Result result(JsonNode one) {
    JsonNode expires = one.path("expires_at");
    return new Probe.Result(
        one.path("well").asBoolean(false),
        millis(one),
        word(one),
        "",
        expires.isNumber() ? Instant.ofEpochMilli(expires.longValue()) : null);
  }

  private static double millis(JsonNode one) {
    return Math.clamp(one.path("millis").asDouble(0), 0, 3_600_000);
  }

  private static String word(JsonNode one) {
    String word = one.path("word").asString("");
    return word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word;
  }

  /// How the steps went; what the probe calls a step must be one of the journey's.
  private static List<Journey.StepResult> steps(Journey journey, JsonNode one) {
    var results = new ArrayList<Journey.StepResult>();
    for (JsonNode step : one.path("steps")) {
      String name = step.path("step").asString("");
      journey.steps().stream()
          .filter(known -> known.name().equals(name))
          .findFirst()
          .ifPresent(known ->
              results.add(
                  new Journey.StepResult(
                      name,
                      known.serviceId(),
                      step.path("well").asBoolean(false),
                      millis(step),
                      word(step))));
    }
    return results;
  }
}
