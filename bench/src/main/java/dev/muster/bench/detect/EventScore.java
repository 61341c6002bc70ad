package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How well scores find the events of curves: an event is caught when an alarm falls between its start and its end; all other time
/// is cut into half hours, and each with an alarm is one false alarm. The first three days are for learning and do not count.
final class EventScore {
  private static final long LEARNING = 3 * 86_400_000L;
  private static final long HALF_HOUR = 1_800_000L;

  /// The highest score of each event and of each half hour outside.
  private record Most(double score, boolean event, String kind) {}

  /// @param f1 harmonic mean of the share of events caught and the share of alarms that were right
  record Result(double f1, int caught, int missed, int wrong) {
    static Result of(int caught, int missed, int wrong) {
      return new Result(
          2.0 * caught / Math.max(1, 2 * caught + missed + wrong), caught, missed, wrong);
    }
  }

  private final List<Most> all = new ArrayList<>();

  void add(LabelledSeries series, double[] scores) {
    long[] times = series.times();
    long begin = times[0] + LEARNING;
    List<Span> events = series.events();
    var most = new double[events.size()];
    int event = 0;
    long slot = Long.MIN_VALUE;
    double slotMost = 0;
    for (int i = 0; i < times.length; i++) {
      if (times[i] < begin) {
        continue;
      }
      while (event < most.length && events.get(event).to() < times[i]) {
        event++;
      }
      if (event < most.length && events.get(event).from() <= times[i]) {
        most[event] = Math.max(most[event], scores[i]);
        continue;
      }
      long now = times[i] / HALF_HOUR;
      if (now != slot) {
        outside(slotMost);
        slot = now;
        slotMost = 0;
      }
      slotMost = Math.max(slotMost, scores[i]);
    }
    outside(slotMost);
    for (int i = 0; i < most.length; i++) {
      if (events.get(i).to() >= begin) {
        all.add(new Most(most[i], true, events.get(i).kind()));
      }
    }
  }

  private void outside(double score) {
    if (score > 0) {
      all.add(new Most(score, false, ""));
    }
  }

  /// The kinds of events, in the order of the alphabet.
  List<String> kinds() {
    return all.stream()
        .map(Most::kind)
        .filter(kind -> !kind.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  /// The share of the events of a kind that is caught at a threshold.
  double caught(String kind, double threshold) {
    List<Most> those = all.stream().filter(each -> each.kind.equals(kind)).toList();
    long caught = those.stream().filter(each -> each.score >= threshold).count();
    return caught / (double) Math.max(1, those.size());
  }

  Result at(double threshold) {
    int caught = 0;
    int missed = 0;
    int wrong = 0;
    for (Most each : all) {
      boolean alarm = each.score >= threshold;
      if (each.event) {
        caught += alarm ? 1 : 0;
        missed += alarm ? 0 : 1;
      } else {
        wrong += alarm ? 1 : 0;
      }
    }
    return Result.of(caught, missed, wrong);
  }

  /// At the threshold that is best on these curves; an event with a score of nought is caught by none.
  Result best() {
    all.sort(Comparator.comparingDouble(Most::score).reversed());
    int events = (int) all.stream().filter(Most::event).count();
    Result best = Result.of(0, events, 0);
    int caught = 0;
    int wrong = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).event) {
        caught++;
      } else {
        wrong++;
      }
      if (all.get(i).score <= 0) {
        break;
      }
      boolean last = i + 1 == all.size() || all.get(i + 1).score < all.get(i).score;
      if (last) {
        Result here = Result.of(caught, events - caught, wrong);
        best = here.f1 > best.f1 ? here : best;
      }
    }
    return best;
  }
}
