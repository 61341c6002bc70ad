package dev.muster.practice;

import dev.muster.kernel.Reason;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Whether an alert is what a running experiment said would happen. Pure.
final class Judging {
  static final int VERSION = 1;

  private Judging() {}

  /// @param entities ids of what the alert speaks of in the topology: the entity and the service it belongs to
  record Subject(Effect.Seen seen, Set<String> entities) {}

  record Judged(Experiment experiment, boolean expected, Reason reason) {}

  /// Of several experiments on the same target the one that expects it, else the one that began first.
  ///
  /// @param serviceNames id to name
  static Optional<Judged> judge(
      Subject alert, Collection<Experiment> running, UnaryOperator<String> serviceNames) {
    Judged first = null;
    for (Experiment one :
        running.stream()
            .sorted(
                Comparator.comparing(
                        Experiment::startedAt, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(Experiment::id))
            .toList()) {
      if (!hits(one, alert)) {
        continue;
      }
      Judged judged = judged(one, alert.seen(), serviceNames);
      if (judged.expected()) {
        return Optional.of(judged);
      }
      first = first == null ? judged : first;
    }
    return Optional.ofNullable(first);
  }

  private static boolean hits(Experiment experiment, Subject alert) {
    return experiment.targets().stream()
        .anyMatch(target ->
            target.type().equals(Experiment.Target.SERVICE)
                ? alert.seen().services().contains(target.id())
                : alert.entities().contains(target.id()));
  }

  private static Judged judged(
      Experiment experiment, Effect.Seen seen, UnaryOperator<String> serviceNames) {
    Effect fits = null;
    for (Effect effect : experiment.effects()) {
      if (effect.fits(seen)) {
        fits = effect;
        break;
      }
    }
    if (fits == null && !experiment.effects().isEmpty()) {
      return new Judged(
          experiment,
          false,
          reason(
              "Experiment \"%s\" is running on this target and does not expect an alert like this."
                  .formatted(experiment.name())));
    }
    return new Judged(
        experiment,
        true,
        reason(
            "Experiment \"%s\" is running on this target and expects it: %s."
                .formatted(
                    experiment.name(),
                    fits == null ? "any alert there" : fits.said(name(fits, serviceNames)))));
  }

  private static @Nullable String name(Effect effect, UnaryOperator<String> serviceNames) {
    String service = effect.serviceId();
    return service == null ? null : serviceNames.apply(service);
  }

  private static Reason reason(String words) {
    return new Reason("experiment", VERSION, words);
  }
}
