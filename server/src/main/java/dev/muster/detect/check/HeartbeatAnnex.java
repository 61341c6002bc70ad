package dev.muster.detect.check;

import dev.muster.platform.db.Outage;
import dev.muster.platform.door.Annex;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where heartbeats are heard: `/heartbeats/KEY`, by any method, so that curl at the end of a crontab's line will do. `/start` and
/// `/fail` may follow, or the job's exit code.
final class HeartbeatAnnex implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatAnnex.class);

  private final Outage outage = Outage.ofRequests(LOG, "detect.heartbeats: intake");

  /// A job's last words may be sent along; they are not kept.
  private static final int BODY = 100_000;

  /// Keys are longer than ids, so that the REST API's addresses are others.
  private static final Pattern PATH =
      Pattern.compile("/heartbeats/([0-9a-z]{28})(?:/(start|fail|\\d{1,3}))?/?");

  private final PostgresHeartbeats heartbeats;
  private final InstantSource clock;
  private final Counter heard;
  private final Counter unknown;

  HeartbeatAnnex(PostgresHeartbeats heartbeats, InstantSource clock, MeterRegistry meters) {
    this.heartbeats = heartbeats;
    this.clock = clock;
    this.heard =
        Counter.builder("muster.heartbeats.heard")
            .description("Signs of life that were taken")
            .register(meters);
    this.unknown =
        Counter.builder("muster.heartbeats.unknown")
            .description("Signs of life with a key of no heartbeat")
            .register(meters);
  }

  @Override
  public List<String> patterns() {
    return List.of("/heartbeats/*");
  }

  @Override
  public int bodyLimit(String method, String path) {
    return PATH.matcher(path).matches() ? BODY : -1;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return Answer.json(413, "{\"message\":\"The body is larger than " + limit + " bytes\"}");
  }

  @Override
  public Answer answer(Request request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return Answer.json(404, "{\"message\":\"There is nothing at this address\"}");
    }
    String word = path.group(2) == null ? "ok" : path.group(2);
    try {
      boolean known = heartbeats.heard(path.group(1), word, clock.instant());
      outage.worked();
      if (known) {
        heard.increment();
        return Answer.json(200, "{\"status\":\"success\",\"message\":\"Heard\"}");
      }
      unknown.increment();
      return Answer.json(404, "{\"message\":\"The key belongs to no heartbeat\"}");
    } catch (RuntimeException away) {
      outage.failed(away);
      return Answer.json(503, "{\"message\":\"It could not be stored; send it again\"}")
          .with("Retry-After", "1");
    }
  }
}
