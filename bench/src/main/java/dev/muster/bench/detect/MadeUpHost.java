package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Series as machines and their programs write them, by a third recipe: queues, saw-teeth of a heap with restarts, disks that fill,
/// processors whose level changes with each release, batches at night, replicas that follow the load. Sampled every 30 seconds to
/// every hour, so that the same trouble lasts a hundred samples or one. The same number gives the same series.
final class MadeUpHost {
  /// How many kinds of series take turns.
  static final int FAMILIES = 10;

  private static final int[] STEPS = {30, 60, 300, 900, 3_600};
  private static final int[] DAYS = {12, 24, 45, 70, 120};
  private static final long MONDAY = 1_767_571_200L;
  private static final int DAY = 86_400;

  /// Nothing is wrong before so many samples, and before the fifth day: some must come before any can be judged.
  private static final int LEAST_LEARNED = 250;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final long start;
  private final double busy;
  private final double peak;
  private final double weekend;
  private final double size;
  private final double noise;
  private final double[] values;

  /// What is wrong at a sample: the kind of event (0 for none), how strong it is, and what share of it is over.
  private final int[] wrong;

  private final double[] strength;
  private final double[] over;
  private final List<Span> events = new ArrayList<>();

  private MadeUpHost(int number) {
    chance = new Chance(9_000_000L + number);
    family = number % FAMILIES;
    int rate = rate(number);
    step = STEPS[rate];
    samples = DAYS[rate] * DAY / step;
    start = MONDAY + (long) chance.below(7 * 24) * 3_600;
    busy = chance.between(0.2, 0.9);
    peak = chance.between(9, 21);
    weekend = chance.happens(0.3) ? 1 : chance.between(0.4, 0.95);
    size = chance.scaled(10, 1e5);
    noise = chance.scaled(0.02, 0.12);
    values = new double[samples];
    wrong = new int[samples];
    strength = new double[samples];
    over = new double[samples];
  }

  static LabelledSeries of(int number) {
    return new MadeUpHost(number).make();
  }

  /// Which of the [#rates] that series is sampled at.
  static int rate(int number) {
    return number / FAMILIES % STEPS.length;
  }

  /// The intervals between samples, in words.
  static List<String> rates() {
    return List.of(
        "every 30 seconds", "every minute", "every 5 minutes", "every 15 minutes", "every hour");
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "request rate";
      case 1 -> "latency, log-normal";
      case 2 -> "length of a queue";
      case 3 -> "errors, with the traffic";
      case 4 -> "heap, saw-teeth and restarts";
      case 5 -> "disk that fills and is cleaned up";
      case 6 -> "processor, steps at releases";
      case 7 -> "batches at night";
      case 8 -> "replicas that follow the load";
      default -> "hits of a cache, nearly all";
    };
  }

  private LabelledSeries make() {
    plan();
    switch (family) {
      case 2 -> queue();
      case 4 -> heap();
      case 5 -> disk();
      default -> independent();
    }
    double lost = chance.happens(0.5) ? 0 : chance.scaled(1e-3, 2e-2);
    var times = new long[samples];
    var kept = new double[samples];
    int n = 0;
    for (int i = 0; i < samples; i++) {
      if (!chance.happens(lost)) {
        times[n] = (start + (long) i * step) * 1_000;
        kept[n++] = values[i];
      }
    }
    return new LabelledSeries(Arrays.copyOf(times, n), Arrays.copyOf(kept, n), events);
  }

  private void plan() {
    if (chance.happens(0.1)) {
      return;
    }
    double perDay = chance.scaled(0.08, 0.8);
    double second = Math.max(4.0 * DAY, (double) LEAST_LEARNED * step);
    while (true) {
      second += 2 * 3_600 + chance.exponential() * DAY / perDay;
      double seconds =
          chance.happens(0.35)
              ? chance.scaled(step, 600)
              : chance.happens(0.7) ? chance.scaled(600, 5_400) : chance.scaled(5_400, 36_000);
      int from = (int) (second / step);
      int length = Math.max(1, (int) Math.round(Math.max(seconds, step) / step));
      if (from + length + 2 >= samples) {
        return;
      }
      int kind = 1 + chance.below(3);
      double strong = chance.scaled(1, 4);
      for (int i = 0; i < length; i++) {
        wrong[from + i] = kind;
        strength[from + i] = strong;
        over[from + i] = (i + 1.0) / length;
      }
      long begin = (start + (long) from * step) * 1_000;
      long end = (start + (long) (from + length) * step) * 1_000;
      events.add(new Span(begin, Math.max(end, begin + 420_000)));
      second += (double) length * step;
    }
  }

  /// How much is asked at a sample, from about 0.1 to 1.
  private double load(int i) {
    double day = (start - MONDAY + (double) i * step) / DAY;
    double off = Math.abs(day % 1 * 24 - peak);
    double wave = Math.exp(-Math.pow(Math.min(off, 24 - off) / 6, 2));
    boolean free = (long) day % 7 >= 5;
    return (1 - busy + busy * wave) * (free ? weekend : 1);
  }

  private void independent() {
    double level = 1;
    double colour = chance.happens(0.5) ? 0 : Math.exp(-step / chance.scaled(120, 3_600));
    double state = 0;
    double replicas = chance.scaled(4, 20);
    double batchAt = chance.between(0, 5);
    double batchLasts = chance.between(0.5, 3);
    double late = 0;
    double longer = 1;
    double rare = chance.scaled(0.02, 2);
    double misses = chance.scaled(0.002, 0.05);
    double single = chance.happens(0.5) ? 0 : chance.scaled(1e-5, 3e-4) * step / 60;
    double released = 0;
    for (int i = 0; i < samples; i++) {
      state = colour * state + Math.sqrt(1 - colour * colour) * chance.normal();
      double load = load(i);
      double day = (start - MONDAY + (double) i * step) / DAY;
      if (chance.happens(0.25 * step / DAY)) {
        level = Math.clamp(level * Math.exp(0.08 * chance.normal()), 0.6, 1.6);
        released = i;
      }
      if (i > 0 && (long) day != (long) (day - (double) step / DAY)) {
        late = 0.1 * chance.normal();
        longer = Math.exp(0.1 * chance.normal());
      }
      double odd = chance.happens(single) ? chance.between(1.5, 3) : 1;
      double more = strength[i];
      values[i] =
          switch (family) {
            case 0 -> chance.poisson(size * load * requests(i) * Math.exp(noise * state));
            case 1 ->
                round(size * (0.7 + 0.3 * load) * odd * slower(i) * Math.exp(3 * noise * state));
            case 3 -> {
              double usual = rare * load * step / 60;
              double burst = (3 + 4 * Math.sqrt(usual)) * more * (wrong[i] == 2 ? over[i] : 1);
              yield chance.poisson(usual + (wrong[i] == 0 ? 0 : burst));
            }
            case 6 -> {
              double settling = 0.15 * Math.exp(-(i - released) * step / 300.0);
              double usual = 60 * load * level * (1 + settling) * Math.exp(noise * state);
              yield round(
                  Math.clamp(
                      switch (wrong[i]) {
                        case 1 -> usual + 12 * more * (1 + 5 * noise);
                        case 2 -> usual * 0.1;
                        case 3 -> 99 - chance.between(0, 1.5);
                        default -> usual;
                      },
                      0.1,
                      100));
            }
            case 7 -> round(batch(i, day % 1 * 24, batchAt + late, batchLasts * longer, state));
            case 8 -> {
              double usual = Math.max(2, Math.round(replicas * (0.3 + 0.7 * load) + 0.15 * state));
              double off = Math.max(2, Math.round(0.4 * replicas * more / 2));
              yield switch (wrong[i]) {
                case 1 -> Math.max(0, usual - off);
                case 2 -> 0;
                case 3 -> usual + off;
                default -> usual;
              };
            }
            default -> {
              double share = misses * (1.3 - 0.3 * load) * Math.exp(2 * noise * state);
              double worse = wrong[i] == 0 ? 0 : misses * more * (0.5 + 8 * noise);
              yield round(100 * (1 - Math.min(1, share + worse * (wrong[i] == 2 ? over[i] : 1))));
            }
          };
    }
  }

  /// What a sample's requests are multiplied by: an outage, a part that is missing, a rush.
  private double requests(int i) {
    double part = 1 - Math.exp(-3 * noise * strength[i] - 0.1 * strength[i]);
    return switch (wrong[i]) {
      case 1 -> 1 - part;
      case 2 -> chance.between(0, 0.1);
      case 3 -> 1 + (5 * noise + 0.2) * strength[i] * Math.sin(Math.PI * Math.min(0.9, over[i]));
      default -> 1;
    };
  }

  private double slower(int i) {
    double much = Math.exp(9 * noise * strength[i]);
    return switch (wrong[i]) {
      case 1 -> much;
      case 2 -> 1 + (much - 1) * over[i];
      case 3 -> chance.happens(0.6) ? 1.3 * much : 1;
      default -> 1;
    };
  }

  private double batch(int i, double hour, double from, double lasts, double state) {
    double since = (hour - from + 24) % 24;
    boolean runs = since < lasts;
    double idle = size * 0.05 * (1 + 4 * noise * state);
    double full = size * (0.8 + noise * state);
    return switch (wrong[i]) {
      case 1 -> runs ? idle * 0.2 : full; // at the wrong time, or missing
      case 2 -> runs ? full * 0.3 : size * 0.2 * strength[i];
      case 3 -> idle + 0.4 * size * strength[i];
      default -> Math.max(0, runs ? full : idle);
    };
  }

  /// What waits: it comes and goes by chance around a balance, and grows while nobody fetches.
  private void queue() {
    double waiting = 0;
    double served = chance.between(1.2, 3);
    double pace = chance.scaled(1, 100);
    for (int i = 0; i < samples; i++) {
      double comes = pace * load(i) * (wrong[i] == 1 ? 1 + strength[i] : 1);
      double goes = pace * served * (wrong[i] == 2 ? 0.05 : wrong[i] == 3 ? 0.3 : 1);
      waiting =
          Math.max(
              0, waiting + chance.poisson(comes * step / 30) - chance.poisson(goes * step / 30));
      if (over[i] == 1) {
        waiting = Math.min(waiting, 2 * pace); // whoever mends it empties the queue
      }
      values[i] = waiting + chance.poisson(comes / served);
    }
  }

  /// Memory of a program: it rises, is collected, and the program is restarted with each release.
  private void heap() {
    double floor = 0.3;
    double used = 0.3;
    double most = chance.between(0.6, 0.85);
    double rises = chance.scaled(900, 30_000);
    for (int i = 0; i < samples; i++) {
      used +=
          (most - floor) * step / rises * (0.5 + load(i)) * Math.exp(2 * noise * chance.normal());
      floor += 2e-3 * step / DAY;
      if (used > most) {
        used = floor + 0.02 * Math.abs(chance.normal());
      }
      if (chance.happens(0.15 * step / DAY)) {
        floor = 0.3;
        used = 0.25;
      }
      double seen =
          switch (wrong[i]) {
            case 1 -> Math.min(0.99, most + (0.05 + 0.04 * strength[i]) * (0.5 + 0.5 * over[i]));
            case 2 -> chance.between(0.05, 0.2); // starts again and again
            case 3 -> Math.min(0.99, most + 0.1 + 0.005 * chance.normal());
            default -> used;
          };
      values[i] = round(size * seen);
    }
  }

  /// Gigabytes in use: more every day, less after the night's cleaning.
  private void disk() {
    double used = chance.between(0.2, 0.5);
    double daily = chance.scaled(0.005, 0.08);
    double cleaned = chance.between(0.7, 1);
    double at = chance.between(0, 5) * 3_600;
    double burst = 0;
    for (int i = 0; i < samples; i++) {
      double second = (start - MONDAY + (double) i * step) % DAY;
      used += daily * load(i) * step / DAY * Math.exp(chance.normal());
      if (second >= at && second < at + step) {
        used = Math.max(0.1, used - cleaned * daily * 0.6);
      }
      if (used > 0.9) {
        used = 0.3;
      }
      double room = Math.max(0.03, 3 * daily) * strength[i];
      burst =
          switch (wrong[i]) {
            case 1 -> room * over[i];
            case 2 -> room;
            case 3 -> -Math.min(used - 0.05, room);
            default -> 0;
          };
      values[i] = round(size * Math.min(1.2, used + burst));
    }
  }

  private static double round(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
