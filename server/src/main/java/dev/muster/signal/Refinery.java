package dev.muster.signal;

import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Applies the event rules to a report on its way in. Asked for every report, so it answers from memory.
@FunctionalInterface
public interface Refinery {
  /// For houses without event rules.
  Refinery NONE = (_, _, _, _) -> null;

  /// What the rules make of it; null when no rule, table or stage has anything to say, and then nothing about it changes.
  ///
  /// @param raw the report as it was sent, JSON; asked for only by rules that look at it
  @Nullable Ruling rule(Routes.Route route, Report report, Supplier<byte[]> raw, Instant now);
}
