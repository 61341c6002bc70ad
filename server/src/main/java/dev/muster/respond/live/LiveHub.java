package dev.muster.respond.live;

import dev.muster.mobilize.channel.BrowserNotices;
import dev.muster.platform.json.Json;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The open connections of this node. A message is put into each listener's own bounded queue and never waits: one who does not keep
/// up is told to load everything anew and let go.
public final class LiveHub implements BrowserNotices {
  private final Set<LiveListener> listeners = ConcurrentHashMap.newKeySet();
  private final Counter dropped;
  private volatile boolean closed;

  LiveHub(MeterRegistry meters) {
    this.dropped =
        Counter.builder("muster.live.dropped")
            .description("Listeners that did not keep up and were told to load anew")
            .register(meters);
    Gauge.builder("muster.live.listeners", listeners, Set::size)
        .description("Browsers and programs that listen to live news")
        .register(meters);
  }

  /// Adds a listener.
  ///
  /// @param userId who listens; null for a program
  /// @param teams whose news are for this listener; null for everybody's
  LiveListener open(@Nullable String userId, @Nullable Collection<String> teams) {
    var listener = new LiveListener(userId, teams);
    listeners.add(listener);
    if (closed) {
      listener.end();
    }
    return listener;
  }

  void leave(LiveListener listener) {
    listeners.remove(listener);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  int size() {
    return listeners.size();
  }

  /// Says something of what a team owns to everybody who may hear of it.
  ///
  /// @param team null for what nobody owns
  void tell(String event, @Nullable String team, Object data) {
    if (!listeners.isEmpty()) {
      String message = message(event, data);
      for (LiveListener listener : listeners) {
        if (listener.mayHearOf(team)) {
          offer(listener, message);
        }
      }
    }
  }

  /// Shows a notification in that person's browsers that are connected to this node.
  @Override
  public int show(Notice notice) {
    String message =
        message(
            "notification",
            Map.of(
                "incident_id",
                notice.incidentId(),
                "title",
                notice.title(),
                "urgency",
                notice.urgency().wire(),
                "service",
                notice.service()));
    int took = 0;
    for (LiveListener listener : listeners) {
      if (notice.userId().equals(listener.userId()) && offer(listener, message)) {
        took++;
      }
    }
    return took;
  }

  private boolean offer(LiveListener listener, String message) {
    if (listener.offer(message)) {
      return true;
    }
    listeners.remove(listener);
    dropped.increment();
    return false;
  }

  /// Lets everybody go, and everybody who comes after.
  void close() {
    closed = true;
    listeners.forEach(LiveListener::end);
  }

  private static String message(String event, Object data) {
    return "event: " + event + "\ndata: " + Json.write(data) + "\n\n";
  }
}
