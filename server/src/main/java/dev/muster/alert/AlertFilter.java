package dev.muster.alert;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to look for. An empty list or set and a null do not narrow.
///
/// @param ids only these
/// @param since first seen at or after
/// @param until first seen before
/// @param dedupKey exactly this key
/// @param text a part of the summary, the source, the component or the class as the alert opened with them, in any case and
///     of any script; one of fewer than three characters, or two of a script beyond ASCII, is looked for as far back as the time allows
public record AlertFilter(
    List<String> ids,
    List<String> serviceIds,
    Set<Alert.Status> statuses,
    Set<Severity> severities,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String dedupKey,
    @Nullable String text) {
  public AlertFilter {
    ids = List.copyOf(ids);
    serviceIds = List.copyOf(serviceIds);
    statuses = Set.copyOf(statuses);
    severities = Set.copyOf(severities);
  }

  /// Everything.
  public static AlertFilter all() {
    return new AlertFilter(List.of(), List.of(), Set.of(), Set.of(), null, null, null, null);
  }

  /// Everything of these services.
  public static AlertFilter ofServices(List<String> serviceIds) {
    return new AlertFilter(List.of(), serviceIds, Set.of(), Set.of(), null, null, null, null);
  }

  /// The same, first seen before a moment.
  public AlertFilter until(Instant moment) {
    return new AlertFilter(ids, serviceIds, statuses, severities, since, moment, dedupKey, text);
  }

  public AlertFilter withStatuses(Set<Alert.Status> some) {
    return new AlertFilter(ids, serviceIds, some, severities, since, until, dedupKey, text);
  }
}
