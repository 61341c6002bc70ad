package dev.muster.catalog;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import org.jspecify.annotations.Nullable;

/// How urgent an incident of a service is.
public sealed interface UrgencyRule {
  /// Always the same.
  record Constant(Urgency urgency) implements UrgencyRule {}

  /// Critical and error are high, warning and info are low; without a severity it is high.
  record BySeverity() implements UrgencyRule {}

  /// One rule in support hours, another outside of them.
  record BySupportHours(UrgencyRule during, UrgencyRule outside) implements UrgencyRule {}

  /// @param severity of the worst alert; null for an incident that a person declared
  /// @param inSupportHours whether it is support time at that moment
  default Urgency urgency(@Nullable Severity severity, boolean inSupportHours) {
    return switch (this) {
      case Constant(Urgency urgency) -> urgency;
      case BySeverity() ->
          severity == null || !Severity.ERROR.worseThan(severity) ? Urgency.HIGH : Urgency.LOW;
      case BySupportHours(UrgencyRule during, UrgencyRule outside) ->
          (inSupportHours ? during : outside).urgency(severity, inSupportHours);
    };
  }
}
