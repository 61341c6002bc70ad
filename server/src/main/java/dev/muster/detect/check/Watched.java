package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a check and a journey have in common: they are run again and again, somewhere, for a service.
sealed interface Watched permits Check, Journey {
  String id();

  String name();

  /// Whose people answer for it.
  String serviceId();

  /// Time from a run to the next.
  Duration every();

  /// From where it is run.
  Places places();

  /// So many of the last {@link #of} runs must fail before somebody is told.
  int points();

  int of();

  Severity severity();

  boolean enabled();

  Check.State state();

  /// How often it ran.
  long runs();

  /// When it ended last; null when it never ran.
  @Nullable Instant lastAt();

  String createdBy();

  Instant createdAt();
}
