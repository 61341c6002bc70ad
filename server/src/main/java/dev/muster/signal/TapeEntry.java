package dev.muster.signal;

import dev.muster.platform.json.Json;
import dev.muster.signal.rules.Ruling;
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
/// @param serviceId of its first signal; empty when no rule routed it
/// @param madeKey the dedup key that was made up for it; null when it had its own
/// @param rulings what event rules said, JSON, a list with one element for each report, null for those that they did not touch; null
///     when they touched none
/// @param effects what each report did, one {@link Effect#code} each; null when that is not known yet or was not kept
public record TapeEntry(
    String integrationId,
    String serviceId,
    Format format,
    Instant receivedAt,
    @Nullable String quiet,
    @Nullable String madeKey,
    @Nullable String rulings,
    @Nullable String effects,
    @SuppressWarnings("ArrayRecordComponent") byte[] body) {

  /// An entry that no event rule touched and whose effects are not known.
  public TapeEntry(
      String integrationId,
      String serviceId,
      Format format,
      Instant receivedAt,
      @Nullable String quiet,
      @Nullable String madeKey,
      byte[] body) {
    this(integrationId, serviceId, format, receivedAt, quiet, madeKey, null, null, body);
  }

  /// The same when it is known what its reports did.
  public TapeEntry withEffects(String codes) {
    return new TapeEntry(
        integrationId, serviceId, format, receivedAt, quiet, madeKey, rulings, codes, body);
  }

  /// Reads the body again, as the rules of that time left it.
  public List<Signal> signals() {
    List<Report> reports = reports();
    @Nullable Ruling[] said =
        rulings == null ? new Ruling[reports.size()] : Json.read(rulings, Ruling[].class);
    var signals = new ArrayList<Signal>(reports.size());
    for (int i = 0; i < reports.size(); i++) {
      Report report = reports.get(i);
      Ruling ruling = i < said.length ? said[i] : null;
      if (report.dedupKey() != null) {
        signals.add(
            ruling == null
                ? new Signal(integrationId, serviceId, quiet, receivedAt, report)
                : Signal.ruled(integrationId, receivedAt, report, ruling));
      }
    }
    return signals;
  }

  /// Reads the body again, as it was sent, before any rule.
  public List<Report> reports() {
    Parsed parsed = format.parse(body, false, receivedAt);
    var reports = new ArrayList<Report>(parsed.reports().size());
    String made = madeKey;
    for (Report report : parsed.reports()) {
      reports.add(report.dedupKey() == null && made != null ? report.withDedupKey(made) : report);
    }
    return reports;
  }

  /// The report at that place as it was sent, JSON.
  public byte[] raw(int index) {
    return format.parse(body, false, receivedAt).body().report(index);
  }
}
