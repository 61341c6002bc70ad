package dev.muster.respond.live;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Team;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.platform.web.Actor;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /live`: server-sent events. Each listener is a virtual thread that sleeps until there is news, so thousands cost little.
@RestController
@Tag(name = "Live updates")
final class LiveResource {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// After this the connection ends and the browser comes back by itself, with a sign-in that is looked at anew.
  private static final Duration LONGEST = Duration.ofHours(1);

  private final LiveHub hub;
  private final LivePump pump;
  private final Catalog catalog;
  private final InstantSource clock;

  LiveResource(LiveHub hub, LivePump pump, Catalog catalog, InstantSource clock) {
    this.hub = hub;
    this.pump = pump;
    this.catalog = catalog;
    this.clock = clock;
  }

  @GetMapping("/live")
  void listen(HttpServletResponse response) throws InterruptedException {
    Actor actor = Actor.current();
    actor.require(Permission.READ);
    Instant end = clock.instant().plus(LONGEST);
    Instant looked = clock.instant();
    LiveListener listener = hub.open(actor.isUser() ? actor.id() : null, teams(actor));
    try {
      pump.follow(); // what happens after the greeting is heard
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      OutputStream out = response.getOutputStream();
      write(out, "retry: 3000\n: welcome\n\n");
      while (!listener.ended() && clock.instant().isBefore(end)) {
        String message = listener.next(HEARTBEAT);
        if (!clock.instant().isBefore(looked.plus(HEARTBEAT))) {
          looked = clock.instant();
          listener.keepTo(teams(actor)); // who leaves a team soon hears no more of it
        }
        if (message == null) {
          if (listener.overrun()) {
            write(out, "event: reload\ndata: {}\n\n");
            return;
          }
          write(out, ": heartbeat\n\n");
        } else if (!message.isEmpty()) {
          write(out, message);
        }
        if (listener.overrun()) {
          write(out, "event: reload\ndata: {}\n\n");
          return;
        }
      }
    } catch (IOException gone) {
      // the other side has left, which is how such a connection usually ends
    } finally {
      hub.leave(listener);
    }
  }

  /// The teams whose news are for that caller; null for everybody's.
  private @Nullable List<String> teams(Actor actor) {
    return actor.role() == Role.RESTRICTED_ACCESS
        ? catalog.teamsOf(actor.id()).stream().map(Team::id).toList()
        : null;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
