package dev.muster.detect.watch;

import dev.muster.detect.series.SeriesDetector;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plays the past of a series through a rule: what it would have said. Pure.
final class Preview {
  /// An alert that there would have been.
  ///
  /// @param until null when it would still be open
  record Would(Instant from, @Nullable Instant until, double value) {}

  private Preview() {}

  /// @param points everything that is kept of the series, so that the detector has learned by the time that counts
  /// @param since earlier alerts are left out
  static List<Would> play(Rule rule, ZoneId zone, List<Chunk.Point> points, Instant since) {
    var detector = rule.kind() == Rule.Kind.DYNAMIC ? new SeriesDetector(zone) : null;
    var gate = new Gate();
    var would = new ArrayList<Would>();
    Would open = null;
    long last = Long.MIN_VALUE;
    for (Chunk.Point point : points) {
      if (rule.silence() != null && last != Long.MIN_VALUE) {
        long silence = rule.silence().toMillis();
        if (point.millis() - last > silence) {
          would.add(
              new Would(
                  Instant.ofEpochMilli(last + silence), Instant.ofEpochMilli(point.millis()), 0));
        }
      }
      last = point.millis();
      var verdict = detector == null ? null : detector.observe(point.millis(), point.value());
      Instant at = Instant.ofEpochMilli(point.millis());
      switch (gate.step(rule, point.value(), verdict)) {
        case NOTHING -> {
          // nothing would have been said
        }
        case OPENED -> open = new Would(at, null, point.value());
        case CLOSED -> {
          if (open != null) {
            would.add(new Would(open.from(), at, open.value()));
          }
          open = null;
        }
      }
    }
    if (open != null) {
      would.add(open);
    }
    return would.stream().filter(alert -> !alert.from().isBefore(since)).toList();
  }
}
