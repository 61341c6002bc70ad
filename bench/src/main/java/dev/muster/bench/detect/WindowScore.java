package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How well scores find the windows of files, by the rules of Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms"
/// (2015): in a window only the first alarm counts, the more the earlier it is; an alarm outside costs little, a missed window
/// much. 100 is the first sample of each window and nothing else, 0 is silence.
final class WindowScore {
  /// What a window found, an alarm outside, and a window missed weigh.
  enum Profile {
    STANDARD(0.11, 1),
    FEW_FALSE_ALARMS(0.22, 1),
    FEW_MISSES(0.11, 2);

    final double wrong;
    final double missed;

    Profile(double wrong, double missed) {
      this.wrong = wrong;
      this.missed = missed;
    }
  }

  /// One sample: what it gains in its window (of which the best counts), or what it costs outside.
  private record Sample(double score, int window, double worth) {}

  private final List<Sample> samples = new ArrayList<>();
  private int windows;

  private static double sigmoid(double y) {
    return -Math.tanh(2.5 * y);
  }

  void add(LabelledSeries series, double[] scores) {
    long[] times = series.times();
    int n = times.length;
    int probation = Math.min((int) (0.15 * n), 750);
    int index = 0;
    int first = -1;
    int ended = -1;
    int width = 0;
    List<Span> spans = series.events();
    for (int i = 0; i < n; i++) {
      while (index < spans.size() && spans.get(index).to() < times[i]) {
        ended = i - 1;
        width = Math.max(1, ended - first);
        first = -1;
        index++;
      }
      boolean inside = index < spans.size() && spans.get(index).from() <= times[i];
      if (inside && first < 0) {
        first = i;
      }
      if (i < probation) {
        continue;
      }
      if (inside) {
        int rows = rows(times, i, spans.get(index)) + i - first;
        double y = -(rows - (i - first)) / (double) rows;
        samples.add(new Sample(scores[i], windows + index, sigmoid(y) / sigmoid(-1)));
      } else {
        double y = ended < 0 ? 4 : (i - ended) / (double) width;
        samples.add(new Sample(scores[i], -1, y > 3 ? -1 : sigmoid(y)));
      }
    }
    windows += spans.size();
  }

  private static int rows(long[] times, int from, Span span) {
    int rows = 0;
    while (from + rows < times.length && times[from + rows] <= span.to()) {
      rows++;
    }
    return rows;
  }

  /// The score at one threshold.
  double at(double threshold, Profile profile) {
    var gain = new double[windows];
    double cost = 0;
    for (Sample each : samples) {
      if (each.score >= threshold) {
        if (each.window < 0) {
          cost += profile.wrong * each.worth;
        } else {
          gain[each.window] = Math.max(gain[each.window], each.worth + profile.missed);
        }
      }
    }
    double raw = cost;
    for (double each : gain) {
      raw += each;
    }
    return 100 * raw / (windows * (1 + profile.missed));
  }

  /// The score at the threshold that is best on these files.
  double best(Profile profile) {
    samples.sort(Comparator.comparingDouble(Sample::score).reversed());
    var gain = new double[windows];
    double raw = 0;
    double best = 0;
    for (int i = 0; i < samples.size(); i++) {
      Sample each = samples.get(i);
      if (each.window < 0) {
        raw += profile.wrong * each.worth;
      } else {
        double more = Math.max(gain[each.window], each.worth + profile.missed);
        raw += more - gain[each.window];
        gain[each.window] = more;
      }
      if (i + 1 == samples.size() || samples.get(i + 1).score < each.score) {
        best = Math.max(best, raw);
      }
    }
    return 100 * best / (windows * (1 + profile.missed));
  }
}
