package dev.muster.detect.anomaly;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A series that left its usual way, or a bound, for long enough that a rule took note.
///
/// @param ruleName as the rule was called then
/// @param upwards whether the value was above what was expected
/// @param actual the value at the opening step; null for a series that is absent
/// @param expected what the detector expected, with the band `lower` to `upper`; null without a detector
/// @param season which pattern the expectation came from; null without a detector
/// @param confidence how much the detector had learned, 0..1; null without a detector
/// @param summary one sentence
/// @param reasons why, in plain words
/// @param closedBecause in plain words; null while it is open
public record Anomaly(
    String id,
    String ruleId,
    String ruleName,
    String seriesId,
    String series,
    String source,
    String serviceId,
    Severity severity,
    boolean upwards,
    @Nullable Double actual,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    @Nullable String season,
    @Nullable Double confidence,
    String summary,
    List<String> reasons,
    Instant openedAt,
    @Nullable Instant closedAt,
    @Nullable String closedBecause) {
  /// The name under which its alert is opened and resolved: the same series and rule are the same trouble.
  public String dedupKey() {
    return "detect/" + ruleId + "/" + seriesId;
  }

  /// The same, closed.
  public Anomaly closed(Instant at, String because) {
    return new Anomaly(
        id,
        ruleId,
        ruleName,
        seriesId,
        series,
        source,
        serviceId,
        severity,
        upwards,
        actual,
        expected,
        lower,
        upper,
        season,
        confidence,
        summary,
        reasons,
        openedAt,
        at,
        because);
  }
}
