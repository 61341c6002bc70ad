package dev.muster.bench.detect;

import dev.muster.bench.detect.Troubles.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Curves by a sixth recipe: what the agent on a server reports, for three to five weeks, with trouble of the kinds that people mark.
/// Most of it hardly knows the day: it is busy by fits and starts (hidden states that last minutes to hours), rounds to what the agent
/// prints, runs against its bounds, has a timer every so many minutes. The same number gives the same curve.
final class MadeUpServer {
  /// How many kinds of curves take turns.
  static final int FAMILIES = 8;

  private static final int DAY = 86_400;
  private static final long START = 1_773_014_400L;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final double day;
  private final double dayAt;
  private final double deviation;
  private final int timer;
  private final double timed;
  private final double[] levels = new double[3];
  private final double leaves;

  private MadeUpServer(int number) {
    chance = new Chance(17_000_000L + number);
    family = number % FAMILIES;
    step = ofMinutes(number) ? 60 : 300;
    samples = (21 + chance.below(15)) * DAY / step;
    day = chance.happens(0.5) ? 0 : chance.between(0.05, 0.5);
    dayAt = chance.between(0, 1);
    deviation = chance.scaled(0.01, 0.1);
    timer = 300 * (1 + chance.below(12));
    timed = chance.happens(0.5) ? 0 : chance.between(0.1, 0.8);
    levels[0] = 1;
    levels[1] = 1 + chance.between(0, 6) * deviation;
    levels[2] = 1 - chance.between(0, 4) * deviation;
    leaves = step / chance.scaled(1_200, 40_000);
  }

  static LabelledSeries of(int number) {
    return new MadeUpServer(number).make();
  }

  /// Whether that curve has one sample a minute, not one in five.
  static boolean ofMinutes(int number) {
    return number / FAMILIES % 3 != 2;
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "processor, by fits and starts";
      case 1 -> "load, goes its way";
      case 2 -> "memory in use";
      case 3 -> "bytes written, mostly few";
      case 4 -> "packets received";
      case 5 -> "connections";
      case 6 -> "time a disk is busy";
      default -> "switches of context";
    };
  }

  private LabelledSeries make() {
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    if (family == 2) {
      kinds.removeAll(List.of(Kind.STANDS_STILL, Kind.CHANGED_VARIANCE, Kind.SPIKE));
    } else if (family == 3) {
      kinds.removeAll(List.of(Kind.STANDS_STILL, Kind.DIP_TO_ZERO));
    }
    int sides = family == 3 || family == 6 ? 1 : 0;
    var troubles = new Troubles(chance, step, samples, sides, List.copyOf(kinds));
    double scale = chance.scaled(5, 1e6);
    double grain = chance.happens(0.5) ? 0 : deviation * chance.scaled(0.1, 1);
    double burst = chance.scaled(0.003, 0.08);
    double lost = chance.happens(0.6) ? 0 : chance.scaled(1e-4, 5e-3);
    double connected = chance.scaled(5, 400);
    double pull = Math.exp(-step / chance.scaled(300, 7_200));
    double grown = 0;
    double own = 0;
    int state = 0;
    var times = new long[samples];
    var values = new double[samples];
    int n = 0;
    for (int i = 0; i < samples; i++) {
      double second = (double) i * step;
      if (chance.happens(leaves)) {
        state = chance.below(levels.length);
      }
      double wave = 1 + day * Math.sin(2 * Math.PI * (second / DAY + dayAt));
      double tick = second % timer < step ? timed : 0;
      own = pull * own + Math.sqrt(1 - pull * pull) * chance.normal();
      double fresh = chance.normal();
      double busy = wave * levels[state];
      double value =
          switch (family) {
            case 0 ->
                percent(
                    troubles.at(i, 0.3 * (busy + tick), 0.3 * deviation * fresh, 0.3 * deviation));
            case 1 -> {
              double off = 3 * deviation * own;
              yield Math.max(0, 4 * troubles.at(i, wave, wave * off, 4 * deviation * wave));
            }
            case 2 -> {
              grown = chance.happens(0.1 * step / DAY) ? 0 : grown + 0.02 * step / DAY;
              double usual = 0.4 * wave + Math.min(0.3, grown);
              yield percent(troubles.at(i, usual, 0.1 * deviation * own, 0.1 * deviation));
            }
            case 3 -> {
              boolean bursts = chance.happens(burst);
              double much = bursts ? 8 * Math.exp(0.7 * chance.normal()) : 0;
              double usual = 1 + 12 * tick;
              yield scale * Math.max(0, troubles.at(i, usual, much + 0.3 * Math.abs(fresh), 2.5));
            }
            case 4 -> {
              double off = Math.exp(2 * deviation * fresh) - 1;
              yield scale
                  * Math.max(0, troubles.at(i, busy + tick, busy * off, 2 * deviation * busy));
            }
            case 5 -> {
              double mean = connected * busy;
              double off = Math.sqrt(mean) * own;
              yield Math.max(0, Math.round(troubles.at(i, mean, off, Math.sqrt(mean) + 0.5)));
            }
            case 6 -> {
              double usual = 0.15 * busy + 0.3 * tick;
              double off = 0.05 * chance.exponential();
              yield percent(troubles.at(i, usual, off, 0.07));
            }
            default -> {
              double off = deviation * (0.7 * own + 0.7 * fresh);
              yield scale * Math.max(0, troubles.at(i, busy, busy * off, deviation * busy));
            }
          };
      double printed =
          grain > 0 && family != 3 && family != 5 ? grained(value, grain, scale) : value;
      if (!chance.happens(lost)) {
        times[n] = (START + (long) i * step) * 1_000;
        values[n++] = Math.round(printed * 1e4) / 1e4;
      }
    }
    return new LabelledSeries(
        Arrays.copyOf(times, n), Arrays.copyOf(values, n), troubles.marked(START));
  }

  private double grained(double value, double grain, double scale) {
    double unit =
        grain
            * switch (family) {
              case 0, 6 -> 30;
              case 1 -> 4;
              case 2 -> 10;
              default -> scale;
            };
    return Math.rint(value / unit) * unit;
  }

  private static double percent(double share) {
    return 100 * Math.clamp(share, 0, 1);
  }
}
