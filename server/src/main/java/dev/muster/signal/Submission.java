package dev.muster.signal;

import dev.muster.platform.json.Json;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.Format;
import dev.muster.signal.source.SplitBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request handed in: its signals, and the body that they came in.
///
/// @param madeKey the dedup key that was made up for a trigger without one; null otherwise
public record Submission(
    Format format, SplitBody body, @Nullable String madeKey, List<Signal> signals) {

  /// The tape's entry for these signals of the request.
  ///
  /// @param chosen indices of the signals, in order
  public TapeEntry entry(List<Integer> chosen) {
    Signal first = signals.getFirst();
    return new TapeEntry(
        first.integrationId(),
        first.serviceId(),
        format,
        first.receivedAt(),
        first.quiet(),
        madeKey,
        rulings(chosen),
        null,
        body.part(chosen));
  }

  private @Nullable String rulings(List<Integer> chosen) {
    boolean any = false;
    for (int index : chosen) {
      any |= signals.get(index).ruling() != null;
    }
    if (!any) {
      return null;
    }
    @Nullable Ruling[] rulings = new Ruling[chosen.size()];
    for (int i = 0; i < rulings.length; i++) {
      rulings[i] = signals.get(chosen.get(i)).ruling();
    }
    return Json.write(rulings);
  }

  /// The tape's entry for the whole request.
  public TapeEntry entry() {
    var all = new ArrayList<Integer>(signals.size());
    for (int i = 0; i < signals.size(); i++) {
      all.add(i);
    }
    return entry(all);
  }

  /// Memory that it holds, in bytes, roughly.
  public long bytes() {
    return body.whole().length + 256L * signals.size();
  }
}
