package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.Precedents;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.kernel.Hashes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An alert as the engine holds it while it matters. Times are milliseconds since 1970.
final class Seen {
  /// Of the many that name nobody else; one for all, so that it is at hand.
  private static final int[] NOBODY = {};

  final AlertReading reading;
  final int place;
  final int service;
  final int[] mentions;
  final long[] marks;
  final long kind;
  final long tool;
  final long onset;
  final long arrived;
  final int severity;
  final int fold;

  /// The digests of kind and tool, folded.
  final int kindNumber;

  final int toolNumber;

  // what the scene knows of its place
  final int region;
  final int thing;
  final float degree;
  final long serviceDigest;

  /// What people speak of when they say that such alerts belong together: the kind of alert at the service.
  final long pattern;

  private final boolean adrift;

  /// What it says it is about, as a number: the place, or of what is adrift the name that nobody knows. One and the same by each door
  /// only where {@link AlertReading#thing()} says so.
  final int source;

  /// A digest of what it says it is about, by which its like is remembered.
  final long spot;

  /// While learning: the number of its true incident from 1, or 0 for noise.
  final int label;

  /// While learning: how much it counts.
  float weight = 1;

  /// Log-odds of being noise, before any other alert is looked at, and the chance.
  float noise;

  double noiseChance;

  /// Other things known of it before any other alert is looked at; see {@link NoiseSigns}.
  float[] signs = {};

  // of these what each pair asks for, and how many past incidents there are, here too, so that no
  // more need be fetched

  float otherStage;
  float sinceChange;
  int casesOfPatternCount;
  int casesOfPlaceCount;

  long resolved = Long.MAX_VALUE;

  /// When it resolved for the first time.
  long cleared = Long.MAX_VALUE;

  /// How often it came back after it had resolved.
  int returns;

  /// Past incidents in which its pattern took part, and in which its place did.
  int[] casesOfPattern = {};

  int[] casesOfPlace = {};

  long patternSignature;
  long placeSignature;

  @Nullable Cluster cluster;

  /// Log-odds of the strongest link that keeps it in its cluster.
  float link = Float.NEGATIVE_INFINITY;

  /// The strongest ties to others of its cluster, as of when it was last looked at.
  List<Parting.Tie> ties = List.of();

  /// Scratch: its number while its cluster is looked at for coming apart.
  int index = -1;

  /// When it was last looked at for where it belongs.
  long lookedAt;

  boolean settled;
  boolean demoted;
  boolean placedByHand;

  Seen(AlertReading reading, Scene scene, int fold, int label) {
    this.label = label;
    this.reading = reading;
    this.place = scene.place(reading);
    this.adrift = scene.isAdrift(reading);
    this.service = reading.service() < 0 && adrift ? place : reading.service();
    this.mentions = numbers(reading.mentions());
    this.marks = Scene.marks(reading);
    this.kind = Hashes.of(reading.kind());
    this.tool = Hashes.of(reading.sighting().tool());
    this.kindNumber = (int) (kind ^ (kind >>> 32));
    this.toolNumber = (int) (tool ^ (tool >>> 32));
    this.region = scene.region(place);
    this.thing = scene.kindOfThing(place);
    this.degree = scene.degree(place);
    this.serviceDigest = scene.digest(service >= 0 ? service : place);
    this.source = adrift ? scene.unknown(reading) : place;
    this.spot =
        !adrift || reading.named()
            ? scene.digest(source)
            : Hashes.of(scene.digest(place), scene.digest(source), 17);
    this.pattern = Hashes.of(kind, serviceDigest);
    this.onset = reading.onset().toEpochMilli();
    this.arrived = reading.sighting().arrivedAt().toEpochMilli();
    this.severity = reading.sighting().severity().ordinal();
    this.fold = fold;
  }

  private static int[] numbers(List<Integer> mentions) {
    if (mentions.isEmpty()) {
      return NOBODY;
    }
    int[] numbers = new int[mentions.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = mentions.get(i);
    }
    return numbers;
  }

  /// The same alert as it was before anything was decided on it.
  Seen(Seen same) {
    this.label = same.label;
    this.reading = same.reading;
    this.place = same.place;
    this.service = same.service;
    this.mentions = same.mentions;
    this.marks = same.marks;
    this.kind = same.kind;
    this.tool = same.tool;
    this.kindNumber = same.kindNumber;
    this.toolNumber = same.toolNumber;
    this.region = same.region;
    this.thing = same.thing;
    this.degree = same.degree;
    this.serviceDigest = same.serviceDigest;
    this.adrift = same.adrift;
    this.source = same.source;
    this.spot = same.spot;
    this.pattern = same.pattern;
    this.onset = same.onset;
    this.arrived = same.arrived;
    this.severity = same.severity;
    this.fold = same.fold;
    this.weight = same.weight;
    this.signs = same.signs;
    this.otherStage = same.otherStage;
    this.sinceChange = same.sinceChange;
    this.casesOfPatternCount = same.casesOfPatternCount;
    this.casesOfPlaceCount = same.casesOfPlaceCount;
    this.noise = same.noise;
    this.noiseChance = same.noiseChance;
    this.casesOfPattern = same.casesOfPattern;
    this.casesOfPlace = same.casesOfPlace;
    this.patternSignature = same.patternSignature;
    this.placeSignature = same.placeSignature;
  }

  /// Looks up the past incidents in which its like took part.
  void recall(Experience experience) {
    casesOfPattern = experience.precedents.of(pattern, fold);
    casesOfPlace = experience.precedents.of(placeCase(spot), fold);
    casesOfPatternCount = casesOfPattern.length;
    casesOfPlaceCount = casesOfPlace.length;
    patternSignature = Precedents.signature(casesOfPattern);
    placeSignature = Precedents.signature(casesOfPlace);
  }

  /// Takes what {@link NoiseSigns#read} found.
  void shows(float[] signs) {
    this.signs = signs;
    otherStage = signs[NoiseSigns.OTHER_STAGE];
    sinceChange = signs[NoiseSigns.SINCE_CHANGE];
  }

  /// Counts the past incidents in which its like took part.
  void recalled(IntCounts patterns, IntCounts places) {
    for (int each : casesOfPattern) {
      patterns.add(each, 1);
    }
    for (int each : casesOfPlace) {
      places.add(each, 1);
    }
  }

  /// A place as a case of {@link Experience#precedents}.
  static long placeCase(long placeDigest) {
    return Hashes.of(placeDigest, 31);
  }

  void noise(double logOdds) {
    noise = (float) logOdds;
    noiseChance = 1 / (1 + Math.exp(-logOdds));
  }

  boolean mentions(int entity) {
    for (int each : mentions) {
      if (each == entity) {
        return true;
      }
    }
    return false;
  }

  /// Whether nothing is known of what it is about but the service that it came in through.
  boolean isAdrift() {
    return adrift;
  }

  /// Whether both are about the same thing, known or not.
  boolean isAtSame(Seen other) {
    if (place == other.place) {
      return source == other.source;
    }
    return adrift
        && other.adrift
        && source == other.source
        && reading.thing()
        && other.reading.thing();
  }

  /// It is too old to matter: lets go of the others, which would otherwise be held for as long as anything holds this one.
  void forget() {
    ties = List.of();
  }

  void resolve(long now) {
    resolved = now;
    cleared = Math.min(cleared, now);
  }

  void reopen() {
    returns += resolved < Long.MAX_VALUE ? 1 : 0;
    resolved = Long.MAX_VALUE;
  }

  boolean isOpenAt(long now) {
    return resolved > now;
  }
}
