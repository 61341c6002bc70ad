package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Knows series that fall (or rise) at once and come back slowly, again and again, at no fixed time: memory that leaks and is cleaned
/// up, a disk that fills, a backlog that is fetched. Each fall is rare and moves every view, but it is the series' way of life. A step
/// after which the series is not back for an hour is a tooth; where those to one side outnumber those to the other, further steps to
/// that side, no greater than they were, are no news. Trouble that comes and goes steps to both sides.
final class SawTeeth {
  /// Teeth to one side, beyond those to the other, from which they are known, a little and wholly.
  private static final double FEW = 3;

  private static final double KNOWN = 6;

  /// More are not counted, so that a leak that was mended is forgotten in weeks, however many teeth it had.
  private static final double MOST = 2 * KNOWN;

  /// A step up to this many times as great as the teeth were is one.
  private static final double AS_GREAT = 1.6;

  private static final double SIZE_RATE = 0.25;

  /// A series that has made up for so much of the step is back.
  private static final double BACK = 0.6;

  private static final int SECONDS_AWAY = 3_600;
  private static final int LEAST_AWAY = 12;

  /// A step that is so many times as great as the one before it is another.
  private static final double GREATER = 1.3;

  /// So many samples after a step the views still see it.
  private static final int SEEN_FOR = 16;

  private static final double FADES_MILLIS = 28 * 86_400_000.0;

  /// Snapshot size in bytes.
  static final int BYTES = 5 * 8 + 6 * 4;

  private float falls;
  private float rises;
  private double fall;
  private double rise;

  /// Of the step that is watched: how far it went, and from where; 0 for none.
  private double step;

  private double origin;
  private float news = 1;

  /// Of the steps that the views still see: how far it went.
  private double greatest;

  /// Samples until a step that is watched is a tooth; without one, those of the way back.
  private int away;

  private int seen;

  /// Samples in which a step back is still the same.
  private int back;

  /// Lets time pass between samples.
  void pass(long millis) {
    if (falls + rises > 0) {
      double left = Math.exp(-Math.max(0, millis) / FADES_MILLIS);
      falls *= (float) left;
      rises *= (float) left;
    }
  }

  /// How much of the newest surprise is news, from 0 to 1.
  ///
  /// @param value the newest number
  /// @param moved how far it is from where the series was some samples ago
  /// @param surprised whether the views are surprised
  /// @param interval between samples, in seconds
  double news(double value, double moved, boolean surprised, int interval) {
    if (step != 0) {
      watch(value);
    } else {
      away = Math.max(0, away - 1);
    }
    comeBack(moved);
    double size = Math.abs(moved);
    if (surprised && size > (seen > 0 ? another(moved) : 0)) {
      begin(value, moved, interval);
    } else if (seen > 0) {
      seen--;
    } else {
      news = 1;
    }
    return news;
  }

  /// How far a move must go to be another than the one that is still seen: much farther, or beyond where that began.
  private double another(double moved) {
    return Math.abs(greatest) * (moved > 0 == greatest > 0 ? GREATER : BACK);
  }

  /// A series that also steps back, surprisingly or not, has one tooth less.
  private void comeBack(double moved) {
    if (back > 0) {
      back--;
    } else if (falls > rises && moved > BACK * fall) {
      falls = Math.max(0, falls - 1);
      back = SEEN_FOR;
    } else if (rises > falls && moved < -BACK * rise) {
      rises = Math.max(0, rises - 1);
      back = SEEN_FOR;
    }
  }

  private void watch(double value) {
    if ((value - origin) / step < 1 - BACK) {
      step = 0;
      away = SEEN_FOR; // the way back is no step
    } else if (--away == 0) {
      double size = Math.abs(step);
      if (step < 0) {
        fall = falls == 0 ? size : fall + SIZE_RATE * (size - fall);
        falls = (float) Math.min(MOST, falls + 1);
      } else {
        rise = rises == 0 ? size : rise + SIZE_RATE * (size - rise);
        rises = (float) Math.min(MOST, rises + 1);
      }
      step = 0;
    }
  }

  private void begin(double value, double moved, int interval) {
    seen = SEEN_FOR;
    greatest = moved;
    double more = moved < 0 ? falls - rises : rises - falls;
    double usual = moved < 0 ? fall : rise;
    double trust = Math.clamp((more - FEW) / (KNOWN - FEW), 0, 1);
    news = Math.abs(moved) > AS_GREAT * usual ? 1 : (float) (1 - trust);
    boolean wayBack = step == 0 && away > 0;
    if (!wayBack && Math.abs(moved) > GREATER * Math.abs(step)) {
      step = moved;
      origin = value - moved;
      away = Math.max(LEAST_AWAY, SECONDS_AWAY / interval);
    }
  }

  void write(ByteBuffer to) {
    to.putFloat(falls).putFloat(rises).putDouble(fall).putDouble(rise);
    to.putDouble(step).putDouble(origin).putDouble(greatest);
    to.putFloat(news).putInt(away).putInt(seen).putInt(back);
  }

  /// @param sided whether the snapshot knows to which side the greatest step went
  void read(ByteBuffer from, boolean sided) {
    falls = (float) Math.min(MOST, from.getFloat());
    rises = (float) Math.min(MOST, from.getFloat());
    fall = from.getDouble();
    rise = from.getDouble();
    step = from.getDouble();
    origin = from.getDouble();
    greatest = from.getDouble();
    news = from.getFloat();
    away = from.getInt();
    seen = from.getInt();
    back = from.getInt();
    if (!sided) {
      seen = 0;
      news = 1;
    }
  }
}
