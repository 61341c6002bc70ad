package dev.muster.bench.detect;

import dev.muster.bench.detect.Troubles.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Curves by a fifth recipe: the figures by which people watch an application, for four to six weeks, with trouble of the kinds that
/// they mark. Days are sums of waves, each weekday has its own size, some days are holidays and nothing is wrong; noise is short and
/// grows with the level as far as it likes to; some values are odd for one sample, some are missing. The same number gives the same curve.
final class MadeUpKpi {
  /// How many kinds of curves take turns.
  static final int FAMILIES = 8;

  private static final int DAY = 86_400;
  private static final int WAVES = 4;
  private static final long START = 1_772_409_600L;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final double[] sizes = new double[WAVES];
  private final double[] turns = new double[WAVES];
  private final double[] weekdays = new double[7];
  private final double[] days;
  private final double depth;
  private final double deviation;
  private final double grows;
  private final double stays;

  private MadeUpKpi(int number) {
    chance = new Chance(13_000_000L + number);
    family = number % FAMILIES;
    step = ofMinutes(number) ? 60 : 300;
    int whole = 28 + chance.below(15);
    samples = whole * DAY / step;
    for (int k = 0; k < WAVES; k++) {
      sizes[k] = Math.abs(chance.normal()) * Math.pow(k + 1, -1.3);
      turns[k] = chance.between(0, 1);
    }
    boolean alike = chance.happens(0.35);
    boolean rests = chance.happens(0.6);
    for (int d = 0; d < weekdays.length; d++) {
      double size = d >= 5 && rests ? chance.between(0.45, 0.9) : 1;
      weekdays[d] = alike ? 1 : size * Math.exp(0.05 * chance.normal());
    }
    days = new double[whole + 1];
    double varies = chance.scaled(0.003, 0.05);
    for (int d = 0; d < days.length; d++) {
      boolean holiday = chance.happens(0.03);
      days[d] = (holiday ? chance.between(0.6, 1.25) : 1) * Math.exp(varies * chance.normal());
    }
    depth = chance.happens(0.25) ? chance.between(0, 0.1) : chance.between(0.2, 1.1);
    deviation = chance.scaled(0.006, 0.07);
    grows = chance.between(0, 1);
    stays = chance.happens(0.5) ? 0 : Math.exp(-step / chance.scaled(60, 1_200));
  }

  static LabelledSeries of(int number) {
    return new MadeUpKpi(number).make();
  }

  /// Whether that curve has one sample a minute, not one in five.
  static boolean ofMinutes(int number) {
    return number / FAMILIES % 3 != 1;
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "pages seen";
      case 1 -> "orders, few";
      case 2 -> "time to answer, a mean";
      case 3 -> "failures in a hundred";
      case 4 -> "users signed in";
      case 5 -> "processor of a pool with jobs";
      case 6 -> "time to answer, the slowest";
      default -> "bandwidth with transfers at night";
    };
  }

  /// How much of the usual is asked at a time, around 1.
  private double demand(double second) {
    double day = second / DAY;
    double sum = 0;
    for (int k = 0; k < WAVES; k++) {
      sum += sizes[k] * Math.sin(2 * Math.PI * ((k + 1) * day + turns[k]));
    }
    int today = (int) day;
    double clock = day - today;
    double size = weekdays[today % 7] * days[Math.min(today, days.length - 1)];
    double next = weekdays[(today + 1) % 7] * days[Math.min(today + 1, days.length - 1)];
    double turn = Math.clamp((clock - 0.9) / 0.1, 0, 1);
    return Math.exp(depth * sum) * (size + turn * (next - size));
  }

  private LabelledSeries make() {
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    if (family == 3) {
      kinds.removeAll(List.of(Kind.DIP_TO_ZERO, Kind.STANDS_STILL, Kind.CHANGED_VARIANCE));
    }
    int sides = family == 2 || family == 3 || family == 6 ? 1 : 0;
    var troubles = new Troubles(chance, step, samples, sides, List.copyOf(kinds));
    double level = chance.scaled(1, 1e5);
    double orders = chance.scaled(2, 50);
    double asked = chance.scaled(200, 1e5);
    double failing = chance.scaled(5e-4, 0.05);
    int every = 600 * (1 + chance.below(6));
    double jobs = chance.happens(0.6) ? chance.between(0.05, 0.4) : 0;
    double transfers = chance.between(0, 5.5) * 3_600;
    double lasting = chance.between(900, 9_000);
    double odd = chance.happens(0.4) ? 0 : chance.scaled(3e-6, 1e-4) * step / 60;
    double lost = chance.happens(0.5) ? 0 : chance.scaled(1e-4, 8e-3);
    double slow = 0;
    double wanders = chance.scaled(0.003, 0.12);
    double slowly = Math.exp(-step / chance.scaled(14_400, 200_000));
    double state = 0;
    var times = new long[samples];
    var values = new double[samples];
    int n = 0;
    for (int i = 0; i < samples; i++) {
      double second = (double) i * step;
      state = stays * state + Math.sqrt(1 - stays * stays) * chance.normal();
      slow = slowly * slow + Math.sqrt(1 - slowly * slowly) * chance.normal();
      double share = demand(second) * Math.exp(wanders * slow);
      double noise = deviation * Math.pow(share, grows);
      double odds = chance.happens(odd) ? chance.sign() * noise * chance.between(4, 10) : 0;
      double value =
          switch (family) {
            case 1 -> {
              double mean = orders * share;
              double sigma = Math.sqrt(mean);
              yield Math.max(
                  0, Math.round(troubles.at(i, mean, chance.poisson(mean) - mean, sigma)));
            }
            case 2 -> {
              double skewed = Math.exp(2 * noise * state) - 1 + odds;
              double usual = 0.6 + 0.4 * share;
              yield level * Math.max(0.01, troubles.at(i, usual, usual * skewed, 2 * noise));
            }
            case 3 -> {
              double all = Math.max(5, asked * share * step / 60);
              double sigma = Math.sqrt(failing / all) + 0.1 * failing;
              double rate = Math.clamp(troubles.at(i, failing, 0.1 * failing * state, sigma), 0, 1);
              yield 100 * Math.min(1, chance.poisson(all * rate) / all);
            }
            case 4 -> level * Math.max(0, troubles.at(i, share, noise * 0.3 * state, noise * 0.3));
            case 5 -> {
              double job = second % every < Math.max(step, every / 15.0) ? jobs : 0;
              double usual = 0.35 * share + job;
              yield 100 * Math.clamp(troubles.at(i, usual, noise * state + odds, noise), 0, 1);
            }
            case 6 -> {
              double spikes = chance.happens(0.02) ? chance.exponential() * 0.8 : 0;
              double usual = 0.7 + 0.3 * share;
              double skewed = Math.exp(4 * noise * state + spikes) - 1;
              yield level * Math.max(0.01, troubles.at(i, usual, usual * skewed, 6 * noise));
            }
            case 7 -> {
              double since = (second - transfers + DAY) % DAY;
              double usual = share + (since < lasting ? 0.8 : 0);
              yield level * Math.max(0, troubles.at(i, usual, noise * state + odds, noise));
            }
            default ->
                Math.round(
                    100 * level * Math.max(0, troubles.at(i, share, noise * state + odds, noise)));
          };
      if (!chance.happens(lost)) {
        times[n] = (START + (long) i * step) * 1_000;
        values[n++] = Math.round(value * 1e4) / 1e4;
      }
    }
    return new LabelledSeries(
        Arrays.copyOf(times, n), Arrays.copyOf(values, n), troubles.marked(START));
  }
}
