package dev.muster.correlate.engine;

import dev.muster.correlate.engine.reading.ChangeSighting;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Sees the alerts of the past come and go as the engine would, and decides nothing.
abstract class Onlooker implements Rehearsal.Player {
  final Scene scene;
  private final Recollection read;
  private final Map<String, Seen> live = new HashMap<>();

  Onlooker(Rehearsal past, Recollection read) {
    this.scene = new Scene(past.topology, read.vicinity());
    this.read = read;
  }

  /// An alert came.
  abstract void seen(Seen seen);

  @Override
  public void opened(Rehearsal.Lesson each) {
    Seen seen = read.seen(each);
    live.put(each.id(), seen);
    seen(seen);
  }

  @Override
  public void resolved(String alertId, Instant at) {
    Seen seen = live.get(alertId);
    if (seen != null) {
      seen.resolve(at.toEpochMilli());
    }
  }

  @Override
  public void changed(ChangeSighting change) {
    // what changes mean for an alert was read with it
  }

  @Override
  public void time(Instant now) {
    for (Seen gone : scene.expire(now.toEpochMilli())) {
      live.remove(gone.reading.alertId());
    }
  }
}
