package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.ChangeSighting;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the alerts of the past as the engine would, and decides nothing.
abstract class Onlooker implements Rehearsal.Player {
  final Scene scene;
  private final AlertReader reader;
  private final NoiseSigns signs;
  private final Works works;
  private final Experience experience;
  private final BoostedTrees @Nullable [] noise;
  private final Map<String, Seen> live = new HashMap<>();

  /// @param noise for each stretch of the past a model of the others; null when not learned yet
  Onlooker(Rehearsal past, Experience experience, BoostedTrees @Nullable [] noise) {
    this.scene = new Scene(past.topology);
    this.reader = new AlertReader(past.topology);
    this.signs = new NoiseSigns(experience);
    this.works = new Works(past.topology);
    this.experience = experience;
    this.noise = noise;
    past.older.forEach(each -> read(each));
  }

  /// An alert was read.
  abstract void seen(Seen seen);

  private Seen read(Rehearsal.Lesson each) {
    var seen = new Seen(reader.read(each.past().sighting()), scene, each.fold(), each.label());
    seen.weight = each.weight();
    seen.signs =
        signs.read(
            seen,
            scene.digest(seen.place),
            seen.thing,
            works.announced(seen.place, seen.onset),
            works.minutesSinceChange(seen.place, seen.service, seen.onset));
    if (noise != null && each.fold() != Tallies.ALL) {
      seen.noise(
          Prior.noise(seen.signs, experience.noiseRate) + noise[each.fold()].logOdds(seen.signs));
    }
    return seen;
  }

  @Override
  public void opened(Rehearsal.Lesson each) {
    Seen seen = read(each);
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
    works.add(change);
  }

  @Override
  public void time(Instant now) {
    for (Seen gone : scene.expire(now.toEpochMilli())) {
      live.remove(gone.reading.alertId());
    }
  }
}
