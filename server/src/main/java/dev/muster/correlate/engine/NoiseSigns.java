package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.kernel.Hashes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// What an alert shows of being noise before any other alert is looked at: how often its like was noise, whether it comes by the
/// clock, whether its stage is the one that matters, whether work was announced there, whether something there has just changed.
final class NoiseSigns {
  static final List<String> NAMES =
      List.of(
          "kind was noise",
          "kind seen",
          "kind here was noise",
          "kind here was an incident",
          "came here before",
          "on the clock",
          "on the clock, share",
          "hours since here",
          "hours since any here",
          "any here on the clock",
          "place was noise",
          "place seen",
          "hour of day",
          "day of week",
          "severity",
          "other stage",
          "announced work",
          "minutes since a change",
          "kind of thing",
          "tool was noise",
          "kind at this hour was noise",
          "exact",
          "others named",
          "came here before, any",
          "service named",
          "marks were noise");

  static final int COUNT = NAMES.size();
  static final int HITS = 5;
  static final int SHARE = 6;
  static final int OTHER_STAGE = 15;
  static final int ANNOUNCED = 16;
  static final int SINCE_CHANGE = 17;

  /// The mark that was least noise: an error code of a trouble that was had before.
  static final int MARKS = 25;

  private final Experience experience;

  /// Occurrences of a kind at a place, and of anything at a place.
  private final Recurrences here;

  /// @param here when things came before; goes on with them
  NoiseSigns(Experience experience, Recurrences here) {
    this.experience = experience;
    this.here = here;
  }

  private static int hour(long at) {
    return (int) Math.floorMod(at / 3_600_000L, 24L);
  }

  static long hourKey(long kind, long at) {
    return Hashes.of(kind, 7_000 + hour(at) / 3);
  }

  /// Reads the signs and remembers the alert for those to come.
  ///
  /// @param place digest of the place that outlives a new topology
  /// @param kindOfThing a small number for the kind of entity
  /// @param minutesSinceChange 10000 when nothing changed
  float[] read(
      Seen seen, long place, int kindOfThing, boolean announced, double minutesSinceChange) {
    float[] row = new float[COUNT];
    int fold = seen.fold;
    double prior = experience.noiseRate;
    double kind = experience.kinds.logOdds(seen.kind, fold, prior, 4);
    long at = Occurrence.key(seen.kind, place);
    Recurrences.Habit habit = here.habit(at, seen.onset, 0);
    Recurrences.Habit any = here.habit(place, seen.onset, 20 * 60_000L);
    here.add(at, seen.onset);
    here.add(place, seen.onset);
    row[0] = (float) kind;
    row[1] = log(experience.kinds.yes(seen.kind, fold) + experience.kinds.no(seen.kind, fold));
    row[2] = experience.kindsHere.yes(at, fold);
    row[3] = experience.kindsHere.no(at, fold);
    row[4] = log(habit.count());
    row[HITS] = habit.hits();
    row[SHARE] = (float) habit.share();
    row[7] = log(habit.sinceLast());
    row[8] = log(any.sinceLast());
    row[9] = any.hits();
    row[10] = (float) experience.places.logOdds(place, fold, prior, 4);
    row[11] = log(experience.places.yes(place, fold) + experience.places.no(place, fold));
    row[12] = experience.hours ? hour(seen.onset) : 0;
    row[13] =
        experience.weekdays
            ? Instant.ofEpochMilli(seen.onset).atZone(ZoneOffset.UTC).getDayOfWeek().getValue()
            : 0;
    row[14] = seen.severity;
    String stage = seen.reading.stage();
    row[OTHER_STAGE] = stage.isEmpty() || stage.equals("prod") ? 0 : 1;
    row[ANNOUNCED] = announced ? 1 : 0;
    row[SINCE_CHANGE] = (float) Math.min(600, minutesSinceChange);
    row[18] = kindOfThing;
    row[19] = (float) experience.tools.logOdds(seen.tool, fold, prior, 8);
    row[20] = (float) experience.kindHours.logOdds(hourKey(seen.kind, seen.onset), fold, kind, 4);
    row[21] = seen.reading.exact() ? 1 : 0;
    row[22] = seen.mentions.length;
    row[23] = log(any.count());
    row[24] = seen.service >= 0 ? 1 : 0;
    double least = 0;
    for (long mark : seen.marks) {
      least = Math.min(least, experience.marks.logOdds(mark, fold, prior, 3) - prior);
    }
    row[MARKS] = (float) least;
    return row;
  }

  /// Remembers an alert for those to come, as {@link #read} does.
  void remember(long kind, long place, long onset) {
    long at = Occurrence.key(kind, place);
    here.touch(at);
    here.touch(place);
    here.add(at, onset);
    here.add(place, onset);
  }

  /// Goes on as if it had seen that too.
  void goOn(Recurrences before) {
    here.add(before);
  }

  private static float log(double value) {
    return (float) Math.log1p(value);
  }
}
