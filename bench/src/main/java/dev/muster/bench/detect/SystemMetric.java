package dev.muster.bench.detect;

import dev.muster.bench.detect.SystemFaults.Kind;
import java.util.List;

/// One number of a made-up system: what it is at each sample, given what is asked and what is wrong.
final class SystemMetric {
  static final List<String> NAMES =
      List.of(
          "requests served",
          "latency, coupled to the load",
          "processor, full at 100",
          "memory with collections",
          "disk that fills and is cleaned up",
          "errors in per cent, mostly none",
          "queue that comes in bursts",
          "batch at night",
          "hits of a cache, cold after releases",
          "temperature of a room",
          "bytes of a network, backups at night",
          "connections");

  private static final int REQUESTS = 0;
  private static final int LATENCY = 1;
  private static final int PROCESSOR = 2;
  private static final int MEMORY = 3;
  private static final int DISK = 4;
  private static final int ERRORS = 5;
  private static final int QUEUE = 6;
  private static final int BATCH = 7;
  private static final int CACHE = 8;
  private static final int TEMPERATURE = 9;
  private static final int NETWORK = 10;

  private final int family;
  private final SystemLoad load;
  private final double size;
  private final double busy;
  private final double noise;
  private final double stays;
  private final double nightly;
  private final double night;
  private final double cron;
  private final double odd;

  SystemMetric(int family, SystemLoad load, Chance chance) {
    this.family = family;
    this.load = load;
    size = chance.scaled(5, 5_000);
    busy = chance.between(0.15, 0.55);
    noise = chance.scaled(0.02, 0.15);
    stays = chance.happens(0.5) ? 0 : Math.exp(-load.step / chance.scaled(60, 1_200));
    nightly = chance.between(0, 5);
    night = chance.between(0.4, 3);
    cron = chance.happens(0.4) ? chance.between(0.05, 0.3) : 0;
    odd = chance.happens(0.5) ? 0 : chance.scaled(1e-5, 3e-4) * load.step / 60;
  }

  /// When a fault that comes at a sample befalls the system: batches fail while they run.
  int when(int sample, Chance chance) {
    if (family != BATCH || chance.happens(0.3)) {
      return sample;
    }
    double hours = (nightly - load.hour(sample) + 24) % 24;
    return sample + (int) (hours * 3_600 / load.step) + 1;
  }

  /// What befalls this part of a system.
  Kind fault(Chance chance) {
    if (chance.happens(0.03)) {
      return Kind.STUCK;
    }
    Kind[] usual =
        switch (family) {
          case REQUESTS -> new Kind[] {Kind.DOWN, Kind.WEAK, Kind.OVERRUN, Kind.FLAPPING};
          case LATENCY -> new Kind[] {Kind.SLOW, Kind.SLOW, Kind.OVERRUN, Kind.WEAK};
          case PROCESSOR -> new Kind[] {Kind.SLOW, Kind.OVERRUN, Kind.DOWN, Kind.WEAK};
          case MEMORY, DISK -> new Kind[] {Kind.LEAK, Kind.LEAK, Kind.OVERRUN, Kind.SLOW};
          case ERRORS -> new Kind[] {Kind.FAILING, Kind.FAILING, Kind.DOWN, Kind.FLAPPING};
          case QUEUE -> new Kind[] {Kind.OVERRUN, Kind.WEAK, Kind.DOWN, Kind.SLOW};
          case BATCH -> new Kind[] {Kind.DOWN, Kind.SLOW, Kind.OVERRUN, Kind.WEAK};
          case CACHE -> new Kind[] {Kind.SLOW, Kind.FAILING, Kind.LEAK, Kind.SLOW};
          case TEMPERATURE -> new Kind[] {Kind.LEAK, Kind.WEAK, Kind.LEAK, Kind.DOWN};
          case NETWORK -> new Kind[] {Kind.OVERRUN, Kind.DOWN, Kind.WEAK, Kind.OVERRUN};
          default -> new Kind[] {Kind.LEAK, Kind.DOWN, Kind.SLOW, Kind.WEAK};
        };
    return usual[chance.below(usual.length)];
  }

  /// A difference that is always seen as noise.
  double least() {
    return switch (family) {
      case ERRORS -> 0.05;
      case QUEUE -> 0.5;
      case TEMPERATURE -> 0.05;
      default -> 1e-3;
    };
  }

  /// The series.
  double[] values(SystemFaults wrong) {
    var values = new double[load.samples];
    var state = new State();
    for (int i = 0; i < values.length; i++) {
      state.noise = stays * state.noise + Math.sqrt(1 - stays * stays) * load.normal(i);
      double value =
          switch (family) {
            case REQUESTS -> requests(i, wrong);
            case LATENCY -> latency(i, wrong, state);
            case PROCESSOR -> processor(i, wrong, state);
            case MEMORY -> memory(i, wrong, state);
            case DISK -> disk(i, wrong, state);
            case ERRORS -> errors(i, wrong);
            case QUEUE -> queue(i, wrong, state);
            case BATCH -> batch(i, wrong, state);
            case CACHE -> cache(i, wrong, state);
            case TEMPERATURE -> temperature(i, wrong, state);
            case NETWORK -> network(i, wrong, state);
            default -> connections(i, wrong, state);
          };
      values[i] = wrong.stuck(i) && i > 0 ? values[i - 1] : value;
    }
    return values;
  }

  /// What a system carries from one sample to the next.
  private static final class State {
    double noise;
    double held = 0.4;
    double floor = 0.3;
    double leaked;
    double waiting;
    int night = -1;
    double late;
    double longer = 1;
  }

  private double asked(int i, SystemFaults wrong) {
    return load.demand[i] * wrong.asked(i);
  }

  private double requests(int i, SystemFaults wrong) {
    return load.count(size * asked(i, wrong) * wrong.works(i) * load.step / 60, i);
  }

  private double latency(int i, SystemFaults wrong, State state) {
    double full = busy * asked(i, wrong) * wrong.slower(i) * load.release[i] / wrong.works(i);
    double waits = 1 / (1 - Math.min(0.95, full));
    double out = load.rare(i) < odd ? 2 : 1;
    return 0.02
        * size
        * load.release[i]
        * wrong.slower(i)
        * waits
        * out
        * Math.exp(noise * state.noise);
  }

  private double processor(int i, SystemFaults wrong, State state) {
    double second = load.hour(i) * 3_600 % 3_600;
    double job = second < Math.max(load.step, 180) ? cron : 0;
    double works = Math.sqrt(wrong.slower(i)) * load.release[i] * Math.min(1, wrong.works(i) * 1.2);
    double used = 0.03 + busy * asked(i, wrong) * works * Math.exp(noise * state.noise) + job;
    return 100 * Math.min(0.995 + 0.004 * load.rare(i), used);
  }

  private double memory(int i, SystemFaults wrong, State state) {
    boolean fresh = load.age[i] < load.step;
    state.leaked = fresh || wrong.mended(i) ? 0 : state.leaked + wrong.leaks(i) * load.step / 3_600;
    state.floor = fresh ? 0.25 : Math.min(0.4, state.floor + 0.003 * load.step / SystemLoad.DAY);
    double floor = Math.min(0.93, state.floor + state.leaked);
    state.held +=
        busy * asked(i, wrong) * wrong.slower(i) * load.step / 6_000 * (1 + noise * state.noise);
    if (state.held > 0.75 || fresh) {
      state.held = 0;
    }
    return 1_000 * Math.min(0.97, floor + Math.max(0.01, state.held) * (0.97 - floor) * 0.8);
  }

  private double disk(int i, SystemFaults wrong, State state) {
    double daily = 0.002 + 0.04 * noise;
    state.held += daily * asked(i, wrong) * load.step / SystemLoad.DAY;
    state.leaked = wrong.mended(i) ? 0 : state.leaked + 0.3 * wrong.leaks(i) * load.step / 3_600;
    if (load.hour(i) >= nightly && load.day(i) != state.night) {
      state.night = load.day(i);
      state.held -= 0.85 * daily;
      state.held = state.night % 7 == 6 && state.held > 0.6 ? 0.35 : state.held;
    }
    return 100 * Math.min(1, state.held + state.leaked + 2e-4 * state.noise);
  }

  private double errors(int i, SystemFaults wrong) {
    double all = Math.max(1, Math.round(size * load.demand[i] * load.step / 60));
    double share = Math.min(1, 2e-3 * noise + wrong.fails(i));
    return 100 * Math.min(1, load.count(all * share, i) / all);
  }

  private double queue(int i, SystemFaults wrong, State state) {
    double burst =
        load.rare(i) < 1e-2 * load.step / 60
            ? 10 * size * (0.2 + load.rare(load.samples - 1 - i))
            : 0;
    double comes = 0.5 * size * asked(i, wrong) * load.step / 60 + burst;
    double goes = size * 2.5 * wrong.works(i) / wrong.slower(i) * load.step / 60;
    state.waiting = Math.max(0, state.waiting + load.count(comes, i) - goes);
    state.waiting = Math.min(state.waiting, 1e3 * size);
    return Math.round(state.waiting + load.count(0.02 * size * load.demand[i], i));
  }

  private double batch(int i, SystemFaults wrong, State state) {
    if (load.day(i) != state.night) {
      state.night = load.day(i);
      state.late = 0.15 * Math.abs(load.normal(i));
      state.longer = Math.exp(0.12 * load.normal(Math.max(0, i - 1)));
    }
    double since = load.hour(i) - nightly - state.late;
    boolean runs = since >= 0 && since < night * state.longer * (1 + 0.5 * (wrong.slower(i) - 1));
    double idle = 0.01 * size * (1 + noise * state.noise);
    double again = wrong.asked(i) > 1.5 ? 0.8 : 0;
    double done = Math.max(again, runs ? wrong.works(i) / wrong.slower(i) : 0);
    return Math.max(0, size * done * (1 + noise * state.noise) + idle);
  }

  private double cache(int i, SystemFaults wrong, State state) {
    double misses = 0.06 * busy * (1.3 - 0.3 * Math.min(1.5, load.demand[i]));
    double cold = 0.35 * Math.exp(-load.age[i] / 700);
    double worse = wrong.slower(i) + 2 * wrong.leaks(i) + 10 * wrong.fails(i);
    return 100 * (1 - Math.min(1, misses * worse * Math.exp(2 * noise * state.noise) + cold));
  }

  private double temperature(int i, SystemFaults wrong, State state) {
    double weak = wrong.leaks(i) + (1 - wrong.works(i));
    state.leaked += (20 * weak - 0.9 * state.leaked) * Math.min(1, load.step / 3_600.0);
    double cycle = 0.4 * Math.abs((i * (double) load.step / 1_700 + 0.1 * state.noise) % 2 - 1);
    double wave = 1.2 * Math.sin((load.hour(i) - 9) / 24 * 2 * Math.PI);
    return Math.round(10 * (21 + wave + cycle + state.leaked + 2 * noise * state.noise)) / 10.0;
  }

  private double network(int i, SystemFaults wrong, State state) {
    if (load.age[i] < load.step) {
      return 0; // the counter began anew
    }
    double since = load.hour(i) - nightly;
    double backup = since >= 0 && since < night ? 2 * size : 0;
    double out = load.rare(i) < odd ? 3 : 1;
    double usual =
        size * asked(i, wrong) * wrong.works(i) * Math.exp(3 * noise * state.noise) * out;
    return usual + backup * (1 + noise * state.noise);
  }

  private double connections(int i, SystemFaults wrong, State state) {
    boolean fresh = load.age[i] < load.step;
    state.leaked = fresh || wrong.mended(i) ? 0 : state.leaked + wrong.leaks(i) * load.step / 3_600;
    double open = 0.3 * asked(i, wrong) * load.release[i] * wrong.slower(i) * wrong.works(i);
    double spread = 1 + 0.3 * noise * state.noise;
    return Math.round(0.2 * size * Math.min(1, open * spread + state.leaked)) + 2;
  }
}
