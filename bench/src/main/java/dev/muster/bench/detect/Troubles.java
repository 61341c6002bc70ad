package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What people mark on a curve as trouble, by kind: so that what is caught can be told for each kind by itself. Times, lengths and
/// strengths are by chance, alone and in clusters.
final class Troubles {
  private static final int DAY = 86_400;

  /// Nothing goes wrong before the fourth day.
  private static final int FIRST = 3 * DAY;

  /// Marked at least this long, in seconds.
  private static final int LEAST_MARKED = 420;

  /// The kinds of trouble, with how long one lasts, in seconds.
  enum Kind {
    LEVEL_SHIFT(600, 18_000),
    SPIKE(30, 240),
    DIP_TO_ZERO(180, 3_600),
    SLOW_RAMP(1_800, 14_400),
    CHANGED_VARIANCE(1_800, 14_400),
    STANDS_STILL(1_800, 21_600),
    SUDDEN_THEN_FADES(600, 7_200);

    private final int shortest;
    private final int longest;

    Kind(int shortest, int longest) {
      this.shortest = shortest;
      this.longest = longest;
    }

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// @param from first sample
  /// @param to sample after the last
  /// @param strength in deviations of the curve's short noise, with its side as the sign
  private record Trouble(Kind kind, int from, int to, double strength) {}

  private final List<Trouble> all = new ArrayList<>();
  private final int step;
  private int next;
  private double frozen;

  /// @param chance what happens when
  /// @param step seconds between samples
  /// @param sides 1 when trouble of this curve only goes up, -1 when only down, 0 when both
  /// @param kinds that can befall this curve
  Troubles(Chance chance, int step, int samples, int sides, List<Kind> kinds) {
    this.step = step;
    if (chance.happens(0.15)) {
      return;
    }
    double perDay = Math.min(2, 0.3 * Math.exp(0.8 * chance.normal()));
    double mood = chance.scaled(0.7, 1.6);
    double second = FIRST;
    while (true) {
      boolean cluster = !all.isEmpty() && chance.happens(0.2);
      second += cluster ? chance.between(2_400, 14_400) : chance.exponential() * DAY / perDay;
      Kind kind = kinds.get(chance.below(kinds.size()));
      int from = (int) (second / step);
      int length = Math.max(1, (int) Math.round(chance.scaled(kind.shortest, kind.longest) / step));
      if (from + length >= samples) {
        return;
      }
      int side = sides == 0 ? chance.sign() : sides;
      all.add(new Trouble(kind, from, from + length, side * mood * chance.scaled(4, 14)));
      second += (double) length * step + 1_800;
    }
  }

  /// What is measured at a sample; samples must rise by one.
  ///
  /// @param usual what it would be without noise
  /// @param off the noise of this sample
  /// @param deviation of that noise
  double at(int i, double usual, double off, double deviation) {
    while (next < all.size() && all.get(next).to <= i) {
      next++;
    }
    double plain = usual + off;
    if (next == all.size() || all.get(next).from > i) {
      return plain;
    }
    Trouble now = all.get(next);
    if (now.from == i) {
      frozen = plain;
    }
    double share = (i - now.from + 1.0) / (now.to - now.from);
    double far = now.strength * deviation;
    return switch (now.kind) {
      case LEVEL_SHIFT -> plain + far;
      case SPIKE -> plain + 1.6 * far;
      case DIP_TO_ZERO -> 0.02 * plain;
      case SLOW_RAMP -> plain + 1.5 * far * share;
      case CHANGED_VARIANCE -> usual + off * (2 + Math.abs(now.strength) / 3);
      case STANDS_STILL -> frozen;
      case SUDDEN_THEN_FADES -> plain + 2 * far * Math.exp(-3 * share);
    };
  }

  /// As they are marked.
  ///
  /// @param start of the curve in seconds
  List<Span> marked(long start) {
    return all.stream()
        .map(each -> {
          long from = (start + (long) each.from * step) * 1_000;
          long to = (start + (each.to - 1L) * step) * 1_000;
          return new Span(from, Math.max(to, from + LEAST_MARKED * 1_000L), each.kind.words());
        })
        .toList();
  }
}
