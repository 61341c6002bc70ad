package dev.muster.alert.noise;

import dev.muster.alert.Gate;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.kernel.Severity;
import dev.muster.signal.Signal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The gate of the running house: works only for services that ask for it with `auto_pause_notifications_parameters`.
final class NoiseGate implements Gate {
  private final Catalog catalog;
  private final Experience experience;
  private final Counter held;
  private final Counter demoted;

  NoiseGate(Catalog catalog, Experience experience, MeterRegistry meters) {
    this.catalog = catalog;
    this.experience = experience;
    this.held = counter(meters, "held", "Alerts that first wait for their own end");
    this.demoted = counter(meters, "demoted", "Alerts kept without a page");
  }

  private static Counter counter(MeterRegistry meters, String effect, String words) {
    return Counter.builder("muster.noise.gate")
        .description(words)
        .tag("effect", effect)
        .register(meters);
  }

  @Override
  public Gate rehearsed() {
    return this::think;
  }

  @Override
  public @Nullable Judgement judge(boolean flapping, int turns, Signal opening) {
    Judgement judgement = think(flapping, turns, opening);
    if (judgement != null) {
      (judgement.hold() == null ? demoted : held).increment();
    }
    return judgement;
  }

  private @Nullable Judgement think(boolean flapping, int turns, Signal opening) {
    Service service = catalog.service(opening.serviceId()).orElse(null);
    Integer seconds = service == null ? null : service.autoPauseSeconds();
    if (seconds == null) {
      return null;
    }
    Severity severity = opening.report().severity();
    return experience.judge(
        opening.serviceId(),
        opening.integrationId(),
        opening.report().summary(),
        severity == null ? Severity.ERROR : severity,
        flapping,
        turns,
        Duration.ofSeconds(seconds),
        opening.receivedAt());
  }
}
