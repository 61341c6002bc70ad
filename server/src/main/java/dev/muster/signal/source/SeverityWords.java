package dev.muster.signal.source;

import dev.muster.kernel.Severity;
import java.util.Locale;
import java.util.Optional;

/// What monitoring tools call severities.
public final class SeverityWords {
  private SeverityWords() {}

  /// The severity that a word means, in any case; empty when it is none of those that tools use.
  public static Optional<Severity> of(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "critical",
          "crit",
          "page",
          "fatal",
          "emergency",
          "emerg",
          "disaster",
          "p1",
          "sev1",
          "sev-1" ->
          Optional.of(Severity.CRITICAL);
      case "error", "err", "high", "major", "p2", "sev2", "sev-2" -> Optional.of(Severity.ERROR);
      case "warning", "warn", "minor", "medium", "average", "p3", "sev3", "sev-3", "ticket" ->
          Optional.of(Severity.WARNING);
      case "info",
          "information",
          "informational",
          "none",
          "notice",
          "low",
          "p4",
          "p5",
          "sev4",
          "debug" ->
          Optional.of(Severity.INFO);
      default -> Optional.empty();
    };
  }
}
