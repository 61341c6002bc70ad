package dev.muster.signal;

import dev.muster.signal.source.Format;
import dev.muster.signal.source.Parsed;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A body as it was received, with what is needed to read it again in the same way.
///
/// @param quiet why its signals had to page nobody at that time; null when they might
/// @param madeKey the dedup key that was made up for it; null when it had its own
public record TapeEntry(
    String integrationId,
    String serviceId,
    Format format,
    Instant receivedAt,
    @Nullable String quiet,
    @Nullable String madeKey,
    @SuppressWarnings("ArrayRecordComponent") byte[] body) {

  /// Reads the body again.
  public List<Signal> signals() {
    Parsed parsed = format.parse(body, false, receivedAt);
    var signals = new ArrayList<Signal>(parsed.reports().size());
    for (Report report : parsed.reports()) {
      String made = madeKey;
      Report keyed = report.dedupKey() == null && made != null ? report.withDedupKey(made) : report;
      if (keyed.dedupKey() != null) {
        signals.add(new Signal(integrationId, serviceId, quiet, receivedAt, keyed));
      }
    }
    return signals;
  }
}
