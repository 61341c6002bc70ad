package dev.muster.app;

import dev.muster.platform.health.HealthPart;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: are events accepted? `GET /ready`: shall a load balancer send people and machines
/// here? Not while starting or stopping. Both are open to everybody.
@RestController
@Tag(name = "Health")
final class HealthResource implements ApplicationListener<AvailabilityChangeEvent<?>> {
  private final List<HealthPart> parts;
  private final EngineLifecycle engine;
  private volatile boolean ready;

  HealthResource(List<HealthPart> parts, EngineLifecycle engine) {
    this.parts = List.copyOf(parts);
    this.engine = engine;
  }

  /// @param status `ok` or `failing`
  record PartView(String status, String says) {}

  /// @param status `ok` or `failing`; `starting` only from `/ready`
  record HealthView(String status, Map<String, PartView> parts) {}

  @Override
  public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
    if (event.getState() instanceof ReadinessState state) {
      ready = state == ReadinessState.ACCEPTING_TRAFFIC;
    }
  }

  @GetMapping("/health")
  ResponseEntity<HealthView> health() {
    return answer(look(), true);
  }

  @GetMapping("/ready")
  ResponseEntity<HealthView> ready() {
    return answer(look(), ready);
  }

  private Map<String, PartView> look() {
    var views = new LinkedHashMap<String, PartView>();
    views.put(
        "engine",
        engine.isRunning() ? new PartView("ok", "runs") : new PartView("failing", "is stopped"));
    for (var part : parts) {
      var state = part.check();
      views.put(part.name(), new PartView(state.accepts() ? "ok" : "failing", state.says()));
    }
    return views;
  }

  private static ResponseEntity<HealthView> answer(Map<String, PartView> parts, boolean ready) {
    boolean well = parts.values().stream().allMatch(part -> part.status().equals("ok"));
    var view = new HealthView(!well ? "failing" : ready ? "ok" : "starting", parts);
    return ResponseEntity.status(well && ready ? 200 : 503)
        .cacheControl(CacheControl.noStore())
        .body(view);
  }
}
