package dev.muster.platform.replay;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Body;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The clock of a house that runs on recorded time.
@RestController
@Tag(name = "Replay")
public final class ReplayResource {
  private final ReplayDesk desk;

  public ReplayResource(ReplayDesk desk) {
    this.desk = desk;
  }

  record ClockView(Instant at) {}

  @GetMapping("/replay/clock")
  Map<String, ClockView> getReplayClock() {
    Actor.current().require(Permission.READ);
    return Map.of("clock", new ClockView(desk.position()));
  }

  /// Answers when everything that was to be done up to that moment is done.
  @PostMapping("/replay/clock")
  Map<String, ReplayDesk.Moved> moveReplayClock(Body body) {
    Actor.current().require(Permission.ADMINISTER);
    Body given = body.has("clock") ? body.envelope("clock") : body;
    given.required("at", 64);
    Instant at = given.time("at");
    Long grain = given.number("grain_milliseconds", 1, ReplayDesk.COARSEST.toMillis());
    given.check();
    return Map.of(
        "clock",
        desk.moveTo(
            at == null ? Instant.EPOCH : at,
            grain == null ? ReplayDesk.GRAIN : Duration.ofMillis(grain)));
  }
}
