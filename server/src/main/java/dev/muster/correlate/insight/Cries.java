package dev.muster.correlate.insight;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/// What each kind of alert counts and how late it comes. It is asked of a thousand alerts for each incident that is thought of, so it is
/// kept by kind for as long as nothing was learned.
final class Cries {
  /// Kinds kept, some 100 bytes each.
  private static final int MOST = 20_000;

  private final Lags lags;
  private final ToDoubleFunction<String> worth;
  private final LongSupplier worthChanges;
  private final Map<String, Cry> bySign = new HashMap<>();

  /// A kind of alert of a tool.
  static final class Cry {
    private final String tool;
    private final String sign;
    private double late;
    private double worth;
    private long lateAsOf = -1;
    private long worthAsOf = -1;

    private Cry(String tool, String sign) {
      this.tool = tool;
      this.sign = sign;
    }
  }

  /// @param worth how much a kind of alert counts, 0 to 1: little when it is often heard for no reason
  /// @param worthChanges how often anything was learned of that: as long as it is the same, so is every answer
  Cries(Lags lags, ToDoubleFunction<String> worth, LongSupplier worthChanges) {
    this.lags = lags;
    this.worth = worth;
    this.worthChanges = worthChanges;
  }

  /// The kind that an alert is of.
  Cry of(Symptom clue) {
    Cry known = bySign.get(clue.sign());
    if (known == null || !known.tool.equals(clue.tool())) {
      if (bySign.size() >= MOST) {
        bySign.clear();
      }
      known = new Cry(clue.tool(), clue.sign());
      bySign.put(clue.sign(), known);
    }
    return known;
  }

  /// Expected lateness in milliseconds; see {@link Lags#of}.
  double late(Cry cry) {
    if (cry.lateAsOf != lags.changes()) {
      cry.late = lags.of(cry.tool, cry.sign);
      cry.lateAsOf = lags.changes();
    }
    return cry.late;
  }

  /// How much it counts, 0 to 1.
  double worth(Cry cry) {
    long asOf = worthChanges.getAsLong();
    if (cry.worthAsOf != asOf) {
      cry.worth = worth.applyAsDouble(cry.sign);
      cry.worthAsOf = asOf;
    }
    return cry.worth;
  }
}
