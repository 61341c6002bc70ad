package dev.muster.bench.storm;

import dev.muster.correlate.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the reasoning about the incidents that the engine forms: once each, when the incident is {@link
/// StormInsight#ANSWERS_FROZEN} old, with the alerts that it has by then.
public final class InsightReplay implements StormReplay.Listener {
  /// An incident without a new alert for so long is over.
  private static final Duration OVER_AFTER = Duration.ofMinutes(45);

  private final Asked insight;
  private final Instant from;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<String, String> home = new LinkedHashMap<>();

  private static final class Open {
    private final Set<String> alerts = new LinkedHashSet<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Instant since;
    private Instant last;
    private boolean answered;

    Open(String name, Instant since) {
      names.add(name);
      this.since = since;
      last = since;
    }
  }

  /// @param from incidents that opened before are not asked about
  InsightReplay(Asked insight, Instant from) {
    this.insight = insight;
    this.from = from;
  }

  @Override
  public void opened(String alertId, Instant now) {
    insight.hear(alertId, now);
  }

  @Override
  public void decided(Decision decision, Instant now) {
    switch (decision) {
      case Decision.Open(String id, List<String> alerts, var _) -> form(id, alerts, now);
      case Decision.Split(var _, String id, List<String> alerts, var _) -> form(id, alerts, now);
      case Decision.Join(String alert, String id, var _, var _) -> move(alert, id, now);
      case Decision.Demote(String alert, var _) -> move(alert, null, now);
      case Decision.Hold _ -> {}
      case Decision.Merge(String gone, String into, var _) -> {
        Open lost = open.remove(gone);
        Open kept = open.get(into);
        if (lost != null && kept != null) {
          lost.alerts.forEach(alert -> home.put(alert, into));
          kept.alerts.addAll(lost.alerts);
          kept.last = lost.last.isAfter(kept.last) ? lost.last : kept.last;
          // an answer that was given stands under the name it was given for
          if (!lost.answered) {
            kept.names.addAll(lost.names);
            if (kept.answered) {
              kept.names.forEach(
                  name -> lost.names.forEach(other -> insight.sameAnswer(name, other)));
            }
          }
        }
      }
    }
  }

  private void form(String id, List<String> alerts, Instant now) {
    open.put(id, new Open(id, now));
    alerts.forEach(alert -> move(alert, id, now));
  }

  private void move(String alert, @Nullable String id, Instant now) {
    String before = home.remove(alert);
    Open left = before == null ? null : open.get(before);
    if (left != null) {
      left.alerts.remove(alert);
    }
    Open joined = id == null ? null : open.get(id);
    if (joined != null && id != null) {
      joined.alerts.add(alert);
      joined.last = now;
      home.put(alert, id);
    }
  }

  @Override
  public void tick(Instant now) {
    insight.changedUntil(now);
    for (var entry : new ArrayList<>(open.entrySet())) {
      Open incident = entry.getValue();
      boolean due = !incident.since.plus(StormInsight.ANSWERS_FROZEN).isAfter(now);
      if (due && !incident.answered && !now.isBefore(from)) {
        incident.answered = true;
        for (String name : incident.names) {
          insight.answer(name, incident.alerts, now);
        }
      }
      if (!incident.last.plus(OVER_AFTER).isAfter(now)) {
        open.remove(entry.getKey());
        if (incident.answered && !incident.alerts.isEmpty()) {
          insight.over(entry.getKey(), incident.alerts, now);
        }
      }
    }
  }
}
