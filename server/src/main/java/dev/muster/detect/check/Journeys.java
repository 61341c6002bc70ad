package dev.muster.detect.check;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.ServiceLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/// The desk of journeys: how they are, and which of them some services touch.
///
/// A journey is `failing` when going through it fails, `degraded` when a step is slow or a service that carries one has an open
/// incident, and `ok` otherwise. A slow step opens an alert. An open incident opens none: that would keep the very incident open that
/// it comes from; instead the incident names the journey and the step in its timeline.
public final class Journeys {
  private final PostgresChecks store;
  private final Catalog catalog;
  private final ObjectProvider<ServiceLoad> loads;

  Journeys(PostgresChecks store, Catalog catalog, ObjectProvider<ServiceLoad> loads) {
    this.store = store;
    this.catalog = catalog;
    this.loads = loads;
  }

  /// How a step is.
  ///
  /// @param status `ok`, `degraded`, `failing`, or `unknown` when it never ran
  public record StepHealth(String name, String serviceId, String status, String words) {}

  /// How a journey is.
  public record Health(
      String id, String name, String status, String words, List<StepHealth> steps) {}

  /// Journeys with a step that one of these services carries.
  public List<Health> touching(Collection<String> services) {
    return store.journeysThrough(services).stream().map(this::health).toList();
  }

  /// A step of a journey that a service carries.
  public record Carried(String journeyId, String journey, String step, String serviceId) {}

  /// Which steps of journeys some services carry, in the order of the journeys.
  public List<Carried> carriedBy(Collection<String> services) {
    return store.journeysThrough(services).stream()
        .flatMap(journey ->
            journey.steps().stream()
                .filter(step -> services.contains(step.serviceId()))
                .map(step ->
                    new Carried(journey.id(), journey.name(), step.name(), step.serviceId())))
        .toList();
  }

  /// What speaks against a service in the journeys that it carries a step of: a run that failed within that time, or none lately.
  public List<String> doubts(String serviceId, Duration over, Instant now) {
    var doubts = new ArrayList<String>();
    for (Journey journey : store.journeys()) {
      boolean touches =
          journey.serviceId().equals(serviceId)
              || journey.steps().stream().anyMatch(step -> step.serviceId().equals(serviceId));
      boolean walks = journey.steps().stream().anyMatch(step -> step.probe() != null);
      if (journey.enabled() && touches && walks) {
        String doubt = doubt(journey, over, now);
        if (doubt != null) {
          doubts.add(doubt);
        }
      }
    }
    return doubts;
  }

  private static @Nullable String doubt(Journey journey, Duration over, Instant now) {
    Instant last = journey.lastAt();
    if (last == null
        || Duration.between(last, now).compareTo(journey.every().multipliedBy(3)) > 0) {
      return "journey '" + journey.name() + "' has not been gone through lately";
    }
    long within = Math.clamp(Math.ceilDiv(over.toSeconds(), journey.every().toSeconds()), 1, 64);
    long runs = Math.min(within, journey.runs());
    long mask = runs >= Long.SIZE ? -1 : (1L << runs) - 1;
    int failed = Long.bitCount(journey.history() & mask);
    if (failed == 0) {
      return null;
    }
    String step =
        journey.results().stream()
            .filter(result -> !result.well())
            .findFirst()
            .map(result -> " (now at step '" + result.step() + "')")
            .orElse("");
    return "journey '%s' failed in %d of its last %d runs%s"
        .formatted(journey.name(), failed, runs, step);
  }

  Health health(Journey journey) {
    ServiceLoad offered = loads.getIfAvailable();
    Map<String, ServiceLoad.Load> load =
        offered == null
            ? Map.of()
            : offered.loads(journey.steps().stream().map(Journey.Step::serviceId).toList());
    var steps = new ArrayList<StepHealth>();
    StepHealth worst = null;
    for (Journey.Step step : journey.steps()) {
      StepHealth health =
          health(journey, step, load.getOrDefault(step.serviceId(), ServiceLoad.Load.NONE));
      steps.add(health);
      if (worst == null || rank(health.status()) > rank(worst.status())) {
        worst = health;
      }
    }
    String status = worst == null ? "unknown" : worst.status();
    String words =
        worst == null || status.equals("ok") || status.equals("unknown")
            ? status.equals("ok") ? "All steps work." : "It has not been gone through yet."
            : "Step '" + worst.name() + "': " + worst.words();
    return new Health(journey.id(), journey.name(), status, words, steps);
  }

  private static int rank(String status) {
    return switch (status) {
      case "failing" -> 3;
      case "degraded" -> 2;
      case "unknown" -> 1;
      default -> 0;
    };
  }

  private StepHealth health(Journey journey, Journey.Step step, ServiceLoad.Load load) {
    int open = load.triggered() + load.acknowledged();
    String service = catalog.service(step.serviceId()).map(Service::name).orElse("its service");
    for (Journey.StepResult result : journey.results()) {
      if (result.step().equals(step.name()) && !result.well()) {
        return new StepHealth(step.name(), step.serviceId(), "failing", result.word());
      }
    }
    for (Journey.StepResult result : journey.results()) {
      Journey.Slow slow = result.step().equals(step.name()) ? journey.slow(result) : null;
      if (slow != null) {
        return new StepHealth(step.name(), step.serviceId(), "degraded", slow.words());
      }
    }
    if (open > 0) {
      return new StepHealth(
          step.name(),
          step.serviceId(),
          "degraded",
          service + " has " + (open == 1 ? "an open incident" : open + " open incidents"));
    }
    boolean ran = journey.results().stream().anyMatch(result -> result.step().equals(step.name()));
    if (step.probe() != null && !ran) {
      return new StepHealth(
          step.name(), step.serviceId(), "unknown", "It has not been tried lately.");
    }
    return new StepHealth(step.name(), step.serviceId(), "ok", service + " has no open incident.");
  }
}
