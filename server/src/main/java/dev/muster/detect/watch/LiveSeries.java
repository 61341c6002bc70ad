package dev.muster.detect.watch;

import dev.muster.detect.anomaly.Anomaly;
import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Gate;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.Subject;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.kernel.Sha256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A series that values come for, as its lane keeps it. Only the lane changes it; {@link #chunk} and
/// {@link #isWaiting} alone may be read by others.
final class LiveSeries {
  private static final int ID_LETTERS = 13;

  /// A rule that watches, and how far it is with this series.
  static final class Watch {
    final Gate gate;
    final @Nullable Survey survey;
    Rule rule;
    @Nullable Anomaly anomaly;

    Watch(Rule rule, Gate gate, @Nullable Survey survey, @Nullable Anomaly anomaly) {
      this.rule = rule;
      this.gate = gate;
      this.survey = survey;
      this.anomaly = anomaly;
    }
  }

  final String id;
  final String source;
  final SeriesName name;
  final Meter.Shown shown;
  final @Nullable String unit;
  final int place;
  final long firstSeen;
  long lastSeen;

  /// What stands in the row, in epoch milliseconds; 0 when there is none.
  long storedSeen;

  volatile @Nullable Chunk chunk;
  @Nullable SeriesDetector detector;

  /// A detector is meant for it and has yet to learn its past.
  private volatile boolean waiting;

  /// Counts the series of its source that wait; null while nobody asks.
  @Nullable AtomicInteger waitingOfSource;

  List<Watch> watches = new ArrayList<>();
  long rulesSeen = -1;
  List<StepListener.Sink> sinks = List.of();
  long sinksSeen = -1;
  boolean loaded;
  boolean dirty;
  long savedAt;

  LiveSeries(
      String source,
      SeriesName name,
      Meter.Shown shown,
      @Nullable String unit,
      int place,
      long seen) {
    this.id = id(source, name);
    this.source = source;
    this.name = name;
    this.shown = shown;
    this.unit = unit;
    this.place = place;
    this.firstSeen = seen;
    this.lastSeen = seen - 1; // no value of its own yet
    this.savedAt = seen;
  }

  /// The id of a series: made of its source and name, 67 bits of their SHA-256.
  static String id(String source, SeriesName name) {
    byte[] digest = Sha256.of(source + "\n" + name);
    String digits = new BigInteger(1, digest).toString(36).toUpperCase(Locale.ROOT);
    return "S" + digits.substring(digits.length() - ID_LETTERS);
  }

  Subject subject() {
    return new Subject(name, shown, unit);
  }

  /// Whether a detector is meant for it that has yet to learn its past.
  boolean isWaiting() {
    return waiting;
  }

  void setWaiting(boolean now) {
    AtomicInteger all = waitingOfSource;
    if (waiting != now && all != null) {
      all.addAndGet(now ? 1 : -1);
    }
    waiting = now;
  }

  boolean isWatchedByDetector() {
    for (Watch watch : watches) {
      if (watch.rule.criterion() instanceof Criterion.Unusual) {
        return true;
      }
    }
    return false;
  }
}
