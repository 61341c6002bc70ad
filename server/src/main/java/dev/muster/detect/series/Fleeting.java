package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Holds back an alarm on a series that goes astray again and again and is back within minutes: a queue that fills and is drained many
/// times a day, an answer in fifty that takes long. Each of these moments is as rare as the tails say, but that they come is no news;
/// that one lasts is. So the alarm waits for as long as it takes until hardly any of the moments of the last weeks would still go on.
///
/// It never becomes deaf: what lasts longer than a quarter of an hour is told, and at once what goes much farther than all of them did, or
/// comes on a series that has few such moments.
final class Fleeting {
  /// Moments in four weeks that may last as long as one that is told: less than one a day is news each time. Of a series that is judged by
  /// how often something happens more is, up to three a day.
  private static final double ENDURED = 20;

  private static final double ENDURED_COUNTS = 84;

  private static final double FOUR_WEEKS = 28 * 86_400.0;

  /// Bounds in seconds between which moments are counted by how long they last. What lasts longer than the last is counted nowhere, as
  /// trouble that people mark is no way of life.
  private static final int[] BOUNDS = {30, 90, 150, 210, 270, 330, 450, 630, 930};

  /// What goes so many times as far as the farthest of them is told at once.
  private static final double FARTHER = 2;

  /// While it is abnormal by so much of an alarm a moment goes on.
  private static final double GOES_ON = 0.74;

  /// What is held back is shown as so much of an alarm.
  private static final double SHOWN = 0.97;

  /// Snapshot size in bytes.
  static final int BYTES = 4 * BOUNDS.length + 5 * 4 + 4;

  private final float[] counts = new float[BOUNDS.length];

  /// For how many seconds the present moment has lasted, how long it has to, and the greatest sum that it was told with.
  private float age;

  private float wait;
  private float height;

  /// How far the present moment went, and the farthest of the last weeks, in widths of the usual band.
  private float far;

  private float farthest;
  private boolean on;
  private boolean told;

  // Of the newest sample; not part of the state.
  private boolean late;

  /// Takes what was found in the next sample.
  ///
  /// @param sum that is told; an alarm from `alarm` on
  /// @param abnormal how far from usual the series still is, as a sum
  /// @param alarm the sum that is one
  /// @param distance of the sample from what was expected, in widths of the usual band
  /// @param passed seconds since the sample before
  /// @param rare whether this series is judged by how often something happens already
  /// @return what is told now: the same, less while it is held back, and the greatest of the moment when it is told after all
  double observe(
      double sum, double abnormal, double alarm, double distance, double passed, boolean rare) {
    late = false;
    double left = Math.exp(-passed / FOUR_WEEKS);
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= (float) left;
    }
    farthest *= (float) left;
    age += on ? (float) passed : 0;
    boolean goesOn = abnormal >= GOES_ON * alarm;
    if (!on && sum >= alarm) {
      on = true;
      told = false;
      age = 0;
      height = 0;
      far = 0;
      wait = patience(rare ? ENDURED_COUNTS : ENDURED);
    }
    if (!on) {
      return sum;
    }
    far = Math.max(far, (float) distance);
    double tells = sum;
    if (!told) {
      height = Math.max(height, (float) sum);
      if (wait == 0 || far > FARTHER * farthest || (goesOn && age >= wait)) {
        told = true;
        late = wait > 0 && age >= wait;
        tells = height;
      } else {
        tells = Math.min(sum, SHOWN * alarm);
      }
    }
    if (!goesOn) {
      on = false;
      count();
    }
    return tells;
  }

  /// How long a moment has to last so that no more than the endured ones would still go on, in seconds.
  private float patience(double endured) {
    double remaining = 0;
    for (float count : counts) {
      remaining += count;
    }
    for (int i = 0; i < BOUNDS.length; i++) {
      if (remaining <= endured) {
        return i == 0 ? 0 : BOUNDS[i - 1];
      }
      remaining -= counts[i];
    }
    return BOUNDS[BOUNDS.length - 1];
  }

  private void count() {
    for (int i = 0; i < BOUNDS.length; i++) {
      if (age <= BOUNDS[i]) {
        counts[i]++;
        farthest = Math.max(farthest, far);
        return;
      }
    }
  }

  /// How abnormal the series is to be shown.
  ///
  /// @param abnormal how far from usual it is, as a sum
  double shown(double abnormal, double alarm) {
    return holds() ? Math.min(abnormal, SHOWN * alarm) : abnormal;
  }

  /// Whether an alarm is held back.
  boolean holds() {
    return on && !told;
  }

  /// Whether the newest sample is the one at which what was held back is told.
  boolean tells() {
    return late;
  }

  /// For how many seconds the present moment has lasted.
  double lasts() {
    return age;
  }

  /// For how many seconds it has to last until it is told.
  double waits() {
    return wait;
  }

  /// How many such moments there were in about four weeks.
  long often() {
    double all = 0;
    for (float count : counts) {
      all += count;
    }
    return Math.round(all);
  }

  void write(ByteBuffer to) {
    for (float count : counts) {
      to.putFloat(count);
    }
    to.putFloat(age).putFloat(wait).putFloat(height);
    to.putFloat(far).putFloat(farthest).putInt((on ? 1 : 0) | (told ? 2 : 0));
  }

  void read(ByteBuffer from) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = from.getFloat();
    }
    age = from.getFloat();
    wait = from.getFloat();
    height = from.getFloat();
    far = from.getFloat();
    farthest = from.getFloat();
    int flags = from.getInt();
    on = (flags & 1) != 0;
    told = (flags & 2) != 0;
  }
}
