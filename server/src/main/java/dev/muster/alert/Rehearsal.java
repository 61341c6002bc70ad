package dev.muster.alert;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.lane.Lanes;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import dev.muster.signal.Endpoint;
import dev.muster.signal.HttpMachineDoor;
import dev.muster.signal.Intake;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.MemoryTape;
import dev.muster.signal.Routes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends made-up signals through a second intake whose alerts are in memory, door and all, before the real one opens: otherwise the
/// first senders would pay for the loading and compiling of everything on their way.
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final String KEY = "rehearsal";

  /// Enough keys that alerts are opened as well as counted.
  private static final int KEYS = 200;

  /// Enough that everything on the way is loaded, linked and has been called in earnest; what comes after is compiled by what really
  /// comes in. More would be paid for by each start, whoever waits for it.
  static final int INSIDE = 250;

  static final int OUTSIDE = 150;

  private Rehearsal() {}

  /// Rehearses in the calling thread, no longer than the settings allow.
  ///
  /// @return signals that went through
  static int run(IntakeSettings settings, InstantSource clock) {
    if (settings.warmUp().isZero()) {
      return 0;
    }
    var meters = new SimpleMeterRegistry();
    var ids = Ids.from(new SplittableRandom(1));
    var repository = new MemoryAlertRepository(new MemoryTape(16), false);
    var keeper = new AlertKeeper(repository, ids, 2, meters);
    try (var lanes =
        new Lanes<AlertKeeper.Portion, List<AlertStep.Why>>(
            "rehearsal", 2, keeper, clock, Lanes.Limits.usual(), meters)) {
      Routes routes =
          (key, _) ->
              key.equals(KEY)
                  ? Optional.of(new Routes.Route("rehearsal", "rehearsal", null))
                  : Optional.empty();
      var intake =
          new Intake(routes, new AlertDoor(lanes), new NoChanges(), ids, clock, settings, meters);
      long half = settings.warmUp().toNanos() / 2;
      long began = System.nanoTime();
      int done = inside(intake, began + half) + outside(intake, began + 2 * half);
      LOG.debug("rehearsed with {} signals", done);
      return done;
    }
  }

  private static byte[] body(int number) {
    String action = number % 7 == 6 ? "resolve" : "trigger";
    String severity = Severity.values()[number % 5 == 0 ? number % 4 : 1].wire();
    return """
    {"routing_key":"%s","event_action":"%s","dedup_key":"host-%d/disk","payload":{"summary":"Disk usage on host %d","source":
    "host-%d.example.com","severity":"%s","component":"disk","timestamp":"2026-01-01T00:00:00Z","custom_details":{"a":%d,
    "mount":"/var"}},"client":"Rehearsal"}\
    """
        .formatted(KEY, action, number % KEYS, number, number, severity, number)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static int inside(Intake intake, long end) {
    byte[] webhook =
        """
        {"status":"firing","alerts":[{"status":"firing","labels":{"alertname":"A","instance":"i","severity":"critical"},
        "annotations":{"summary":"s"},"startsAt":"2026-01-01T00:00:00Z"},{"status":"resolved","labels":{"alertname":"B"},
        "endsAt":"2026-01-01T00:00:00Z"}]}\
        """
            .getBytes(StandardCharsets.UTF_8);
    int number = 0;
    while (number < INSIDE && System.nanoTime() < end) {
      int status = intake.handle(Endpoint.EVENTS_V2, null, body(number)).join().status();
      if (number % 10 == 0) {
        status =
            Math.max(status, intake.handle(Endpoint.ALERTMANAGER, KEY, webhook).join().status());
      }
      if (status != 202) {
        throw new IllegalStateException("the rehearsal answers " + status);
      }
      number++;
    }
    return number;
  }

  private static int outside(Intake intake, long end) {
    int number = 0;
    try (HttpMachineDoor door =
            HttpMachineDoor.open(intake, InetAddress.getLoopbackAddress().getHostAddress(), 0);
        var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      while (number < OUTSIDE && System.nanoTime() < end) {
        byte[] body = body(number++);
        out.write(
            ("POST /v2/enqueue HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        // The answer's body is one flat object, so it ends at the first closing brace.
        for (int next = in.read(); next != '}'; next = in.read()) {
          if (next < 0) {
            throw new IOException("the door closed");
          }
        }
      }
    } catch (IOException | IllegalStateException failure) {
      // No loopback, perhaps; the house can do without a rehearsal.
      LOG.warn("the rehearsal of the machine door stopped: {}", failure.toString());
    }
    return number;
  }

  /// Nothing changes in a rehearsal.
  private static final class NoChanges implements Changes {
    @Override
    public void record(Change change) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Change> change(String id) {
      return Optional.empty();
    }

    @Override
    public List<Change> search(Filter filter, int offset, int limit) {
      return List.of();
    }

    @Override
    public long count(Filter filter) {
      return 0;
    }
  }
}
