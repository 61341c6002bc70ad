package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Judges series of whole numbers that hold a value for long and seldom move, such as replicas, sessions or open files. Their forecast
/// is nearly always exact, so a continuous scale of distances says little: a move by one and a move by twenty are both far beyond what
/// is usual. Here moves are counted: how often the series leaves the value it holds, and how far it goes when it does. The distance of
/// a move has a Lomax tail (a Pareto tail from one on) with the mean that moves of this series have had.
///
/// Who has hardly moved has taught nothing about moves, however long it has held its value: then the other views are asked too.
final class HeldValue {
  /// A value that comes so many times in a row is what the series holds from then on.
  private static final int HOLDS = 10;

  /// How long the value that was held before stays known, so that the way back is no news.
  private static final int REMEMBERED_SECONDS = 43_200;

  /// After a number that is not whole so many whole ones must come.
  private static final int PROOF = 2_000;

  private static final double LARGEST = 1e6;
  private static final int WARM_UP = 300;

  /// Share of samples that equal the one before from which a series is judged here, a little and wholly.
  private static final double RATHER_STILL = 0.75;

  private static final double STILL = 0.9;
  private static final double STILLNESS_FORGETTING = 0.002;

  private static final double FORGETTING = 0.0005;
  private static final double SHAPE = 5;

  /// How far moves go before the data tell, and how many moves that counts for.
  private static final double PRIOR_DISTANCE = 1.3;

  private static final double PRIOR_WEIGHT = 5;
  private static final double LEAST_DISTANCE = 1.15;
  private static final double DISTANCE_MEMORY = 0.99;

  /// One move teaches no more than this, and the mean three times over.
  private static final double LEARNED_AT_MOST = 3;

  /// Moves come in crowds, and a crowd is one event: each teaches the less the more came just before.
  private static final double CROWD_FADES = 0.98;

  private static final double MOST_RARE = 12;

  /// Moves, as far as they count, from which the usual ones are wholly known.
  private static final double KNOWN_MOVES = 8;

  /// How many moves the remembered rate must still make in the life of the series, so that the lack of newer ones says nothing.
  private static final double REMEMBERED_MOVES = 3;

  /// Snapshot size in bytes.
  static final int BYTES = 12 * 4;

  // Whole numbers below a million are exact as floats.
  private float held;

  /// What was held before; NaN when that is too long ago, or the series is back there.
  private float before = Float.NaN;

  private float last;
  private int run;
  private int remembered;
  private int samples;
  private int proof = PROOF;
  private float stillness;
  private float rate;
  private float moved = (float) (PRIOR_DISTANCE * PRIOR_WEIGHT);
  private float moves = (float) PRIOR_WEIGHT;
  private float crowd;

  // Of the newest sample; not part of the state.
  private double surprise;

  private double known;

  /// Takes the next sample: judges it by what was learned before, and learns it.
  ///
  /// @param interval between samples, in seconds
  void observe(double value, int interval) {
    samples = Math.min(1_000_000, samples + 1);
    boolean whole = Math.abs(value) < LARGEST && value == Math.rint(value);
    proof = whole ? Math.min(PROOF, proof + 1) : 0;
    surprise = 0;
    double seen = (moves - PRIOR_WEIGHT) / KNOWN_MOVES;
    known = Math.clamp(Math.min(seen, rate * (samples + 100.0) / REMEMBERED_MOVES), 0, 1);
    if (!whole) {
      return;
    }
    if (samples == 1) {
      held = (float) value;
    }
    boolean same = samples > 1 && value == last;
    stillness +=
        (float) (Math.max(1.0 / samples, STILLNESS_FORGETTING) * ((same ? 1 : 0) - stillness));
    double distance = Math.abs(value - held);
    if (!Float.isNaN(before)) {
      distance = Math.min(distance, Math.abs(value - before));
    }
    if (distance >= 1 && samples > WARM_UP) {
      surprise = rarity(distance);
    }
    learn(!same && distance >= 1, distance);
    run = same ? Math.min(HOLDS, run + 1) : 1;
    last = (float) value;
    if (remembered > 0 && --remembered == 0) {
      before = Float.NaN;
    }
    if (run >= HOLDS && value != held) {
      boolean back = value == before;
      before = back ? Float.NaN : held;
      remembered = back ? 0 : Math.max(HOLDS, REMEMBERED_SECONDS / interval);
      held = (float) value;
    }
  }

  private void learn(boolean left, double distance) {
    double step = Math.max(1.0 / samples, FORGETTING) / (1 + (left ? crowd : 0));
    rate += (float) (step * ((left ? 1 : 0) - rate));
    if (left) {
      double weight = 1 / (1 + crowd);
      double mean = usualMove();
      double learned = Math.min(distance, LEARNED_AT_MOST + 3 * mean);
      moved = (float) (DISTANCE_MEMORY * moved + weight * learned);
      moves = (float) (DISTANCE_MEMORY * moves + weight);
      if (moves < PRIOR_WEIGHT) {
        moved += (float) (PRIOR_DISTANCE * (PRIOR_WEIGHT - moves));
        moves = (float) PRIOR_WEIGHT;
      }
    }
    crowd = (float) (crowd * CROWD_FADES + (left ? 1 : 0));
  }

  /// Minus the decimal logarithm of the share of samples that leave the held value by so much.
  private double rarity(double distance) {
    double usual = Math.max(LEAST_DISTANCE, usualMove());
    double often = Math.max(rate, 1.0 / (samples + 100));
    double scale = (SHAPE - 1) * (usual - 1);
    return -Math.log10(often) + SHAPE * Math.log10(1 + (distance - 1) / scale);
  }

  /// How far the series is to be judged here, from 0 (not) to 1 (wholly).
  double share() {
    return proof < PROOF || samples < WARM_UP
        ? 0
        : Math.clamp((stillness - RATHER_STILL) / (STILL - RATHER_STILL), 0, 1);
  }

  /// How well moves were known before the newest sample, from 0 (none was seen, or the last so long ago that their rate is forgotten)
  /// to 1.
  double known() {
    return known;
  }

  /// How rare the newest move is, in powers of ten; 0 when there is none.
  double surprise() {
    return Math.min(MOST_RARE, surprise);
  }

  /// The value that the series holds.
  double held() {
    return held;
  }

  /// How far it goes when it moves, on average.
  double usualMove() {
    return moved / (double) moves;
  }

  void write(ByteBuffer to) {
    to.putFloat(held).putFloat(before).putFloat(last).putFloat(stillness).putFloat(rate);
    to.putFloat(moved).putFloat(moves).putFloat(crowd);
    to.putInt(run).putInt(remembered).putInt(samples).putInt(proof);
  }

  void read(ByteBuffer from) {
    held = from.getFloat();
    before = from.getFloat();
    last = from.getFloat();
    stillness = from.getFloat();
    rate = from.getFloat();
    moved = from.getFloat();
    moves = from.getFloat();
    crowd = from.getFloat();
    run = from.getInt();
    remembered = from.getInt();
    samples = from.getInt();
    proof = from.getInt();
  }
}
