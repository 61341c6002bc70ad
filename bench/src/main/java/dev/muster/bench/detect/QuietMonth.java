package dev.muster.bench.detect;

import dev.muster.detect.series.SeriesDetector;
import java.time.ZoneOffset;

/// How often the detector alarms when nothing is wrong, per series and month, after five weeks of learning.
public final class QuietMonth {
  private static final int SERIES = 20;
  private static final int WEEKS = 17;
  private static final int LEARN_WEEKS = 5;
  private static final long MONDAY = 1_767_571_200L;

  private QuietMonth() {}

  /// Prints a table: kinds of series, sampled every minute and every five.
  public static void print() {
    System.out.println(
        "| nothing is wrong: false alerts a series-month | every minute | every 5 minutes |");
    System.out.println("|---|---|---|");
    for (int kind = 0; kind < MadeUpSeries.KINDS; kind++) {
      System.out.printf(
          "| %s | %.2f | %.2f |%n", MadeUpSeries.name(kind), rate(kind, 60), rate(kind, 300));
    }
  }

  private static double rate(int kind, int step) {
    long week = 7 * 86_400;
    long alarms = 0;
    for (int i = 0; i < SERIES; i++) {
      var series = new MadeUpSeries(i * MadeUpSeries.KINDS + kind);
      var detector = new SeriesDetector(ZoneOffset.UTC);
      for (long second = 0; second < WEEKS * week; second += step) {
        boolean alarm = detector.observe((MONDAY + second) * 1_000, series.at(second)).anomalous();
        if (alarm && second >= LEARN_WEEKS * week) {
          alarms++;
        }
      }
    }
    double months = SERIES * (WEEKS - LEARN_WEEKS) * 7 / 30.4;
    return alarms / months;
  }
}
