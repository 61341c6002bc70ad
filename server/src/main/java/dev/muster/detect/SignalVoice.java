package dev.muster.detect;

import dev.muster.detect.anomaly.Anomaly;
import dev.muster.detect.anomaly.Voice;
import dev.muster.platform.web.Links;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Makes signals of anomalies.
final class SignalVoice implements Voice {
  private final InnerSignals signals;
  private final Links links;

  SignalVoice(InnerSignals signals, Links links) {
    this.signals = signals;
    this.links = links;
  }

  @Override
  public CompletableFuture<Boolean> tell(Anomaly anomaly) {
    var event = new InnerSignals.Event(anomaly.source(), anomaly.serviceId(), anomaly.dedupKey());
    if (anomaly.closedAt() != null) {
      return signals.resolve(event);
    }
    var details = new LinkedHashMap<String, @Nullable Object>();
    details.put("series", anomaly.series());
    details.put("value", anomaly.actual());
    if (anomaly.expected() != null) {
      details.put("expected", anomaly.expected());
      details.put("expected_from", anomaly.lower());
      details.put("expected_to", anomaly.upper());
      details.put("season", anomaly.season());
      details.put("confidence", anomaly.confidence());
    }
    details.put("reasons", anomaly.reasons());
    details.put("detector_rule", anomaly.ruleName());
    details.put("anomaly_id", anomaly.id());
    return signals.trigger(
        event,
        anomaly.severity(),
        anomaly.summary(),
        anomaly.series(),
        "anomaly",
        anomaly.openedAt(),
        details,
        List.of(
            Map.of(
                "href",
                links.page("/series/" + anomaly.seriesId()),
                "text",
                "Graph of the series")));
  }
}
