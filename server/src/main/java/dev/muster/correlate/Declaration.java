package dev.muster.correlate;

import dev.muster.kernel.Urgency;
import org.jspecify.annotations.Nullable;

/// An incident that a person opens by hand.
///
/// @param title 1..{@link #TITLE_MAX} characters
/// @param urgency null leaves it to the service's rule
/// @param incidentKey a key that no open incident of the service may have; null for none
public record Declaration(
    String serviceId,
    String title,
    @Nullable Urgency urgency,
    @Nullable String incidentKey,
    Declared declared) {
  /// The longest title of an incident, in characters.
  public static final int TITLE_MAX = 1_024;
}
