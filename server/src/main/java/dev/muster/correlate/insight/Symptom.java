package dev.muster.correlate.insight;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One alert as the reasoning sees it: the first event of a problem that a monitor reported.
///
/// @param alert id of the alert
/// @param at when it was first known, event time
/// @param tool the monitor that reported it
/// @param check what the monitor calls the kind of problem; null when it does not say
/// @param summary the monitor's text
/// @param severity how bad the monitor calls it
/// @param entity id in the topology of what it is about; null when unknown
/// @param service id in the topology of the service it is about; null when unknown
/// @param mentions ids in the topology of other things that the text names, for example the peer of a failed call
public record Symptom(
    String alert,
    Instant at,
    String tool,
    @Nullable String check,
    String summary,
    Severity severity,
    @Nullable String entity,
    @Nullable String service,
    List<String> mentions) {
  public Symptom {
    mentions = List.copyOf(mentions);
  }
}
