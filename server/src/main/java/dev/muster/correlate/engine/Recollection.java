package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.numbers.Vicinity;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.ChangeSighting;
import java.time.Instant;
import java.util.Arrays;

/// What the alerts of the past say, read once for everybody who plays it: what an alert shows by itself depends on no decision, so it is
/// the same in each rehearsal. Of what is older than the part that is played only what and when is kept, to know what comes by the
/// clock.
final class Recollection {
  private final Rehearsal past;
  private final AlertReader reader;

  /// Knows the topology, and no alert.
  private final Scene nowhere;

  private final Seen[] lessons;

  // of what is older: kind, digest of the place, onset
  private long[] older = new long[3 << 8];
  private int count;

  Recollection(Rehearsal past) {
    this.past = past;
    this.reader = new AlertReader(past.topology);
    this.nowhere = new Scene(past.topology);
    this.lessons = new Seen[past.lessons.size()];
  }

  /// What is near what, for all who play this past.
  Vicinity vicinity() {
    return nowhere.vicinity;
  }

  /// Reads an alert, each once and in the order in which they came.
  Seen read(Rehearsal.Lesson each) {
    AlertReading reading = reader.read(each.past().sighting());
    var seen = new Seen(reading, nowhere, each.fold(), each.label());
    seen.weight = each.weight();
    if (each.number() >= 0) {
      lessons[each.number()] = seen;
    } else {
      if (3 * count == older.length) {
        older = Arrays.copyOf(older, 2 * older.length);
      }
      older[3 * count] = seen.kind;
      older[3 * count + 1] = seen.spot;
      older[3 * count++ + 2] = seen.onset;
    }
    return seen;
  }

  /// Reads the signs of noise of all that is played, and where its like took part, when all has been counted.
  ///
  /// @return when what came in all of that past
  Recurrences readSigns(Experience experience) {
    var came = new Recurrences();
    var signs = new NoiseSigns(experience, came);
    var works = new Works(past.topology);
    for (int i = 0; i < count; i++) {
      signs.remember(older[3 * i], older[3 * i + 1], older[3 * i + 2]);
    }
    older = new long[0];
    past.play(
        new Rehearsal.Player() {
          @Override
          public void opened(Rehearsal.Lesson each) {
            Seen seen = lessons[each.number()];
            seen.recall(experience);
            seen.shows(
                signs.read(
                    seen,
                    seen.spot,
                    seen.thing,
                    works.announced(seen.place, seen.onset),
                    works.minutesSinceChange(seen.place, seen.service, seen.onset)));
          }

          @Override
          public void resolved(String alertId, Instant at) {
            // says nothing of what an alert shows by itself
          }

          @Override
          public void changed(ChangeSighting change) {
            works.add(change);
          }

          @Override
          public void time(Instant now) {
            // says nothing of what an alert shows by itself
          }
        });
    return came;
  }

  /// Judges each by a model that has not seen its stretch of the past.
  ///
  /// @param noise for each stretch of the past a model of the others
  void judge(Experience experience, BoostedTrees[] noise) {
    for (Seen each : lessons) {
      each.noise(
          Prior.noise(each.signs, experience.noiseRate) + noise[each.fold].logOdds(each.signs));
    }
  }

  /// The alert as it was read, before anything happened to it.
  Seen seen(Rehearsal.Lesson each) {
    return new Seen(lessons[each.number()]);
  }

  /// The same, not to be changed.
  Seen known(Rehearsal.Lesson each) {
    return lessons[each.number()];
  }
}
