package dev.muster.signal;

import dev.muster.signal.rules.Rules;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Applies the event rules, and then what the service itself says: a disabled or maintained service pages nobody, whatever a rule
/// wants.
public final class RuledRefinery implements Refinery {
  private final Rules rules;
  private final Routes routes;

  public RuledRefinery(Rules rules, Routes routes) {
    this.rules = rules;
    this.routes = routes;
  }

  @Override
  public @Nullable Ruling rule(
      Routes.Route route, Report report, Supplier<byte[]> raw, Instant now) {
    Ruling ruling = rules.rule(route.serviceId(), route.orchestrationId(), report, raw, now);
    String service = ruling == null ? null : ruling.serviceId();
    if (ruling == null || service == null) {
      return ruling;
    }
    String quiet = routes.quietFor(service, report.eventAt(), now);
    return quiet == null
        ? ruling
        : ruling.silenced(quiet, quiet.equals(Routes.DISABLED) ? "disabled" : "maintenance");
  }
}
