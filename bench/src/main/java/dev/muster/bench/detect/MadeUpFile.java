package dev.muster.bench.detect;

import dev.muster.bench.detect.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Short files of one device or one quantity each, with one to four anomalies and a window around each, as public collections of
/// anomalies have them: processors, network bytes, requests, temperatures, roads, mentions, prices, and made-up daily signals with
/// one odd day. The same number gives the same file.
final class MadeUpFile {
  /// How many kinds of files take turns.
  static final int FAMILIES = 10;

  private static final long MONDAY = 1_767_571_200L;
  private static final int DAY = 86_400;

  /// Of a file's samples, this share lies in windows.
  private static final double WINDOWED = 0.1;

  /// Nothing is odd in this first part of a file.
  private static final double QUIET = 0.2;

  private final Chance chance;
  private final int family;
  private final int step;
  private final int samples;
  private final Day day;
  private final double[] values;
  private final int[] odd;
  private final int[] lengths;

  private MadeUpFile(int number) {
    chance = new Chance(9_000_000L + number);
    family = number % FAMILIES;
    step =
        switch (family) {
          case 3 -> chance.happens(0.5) ? 3_600 : 300;
          case 4, 5 -> 600;
          case 7 -> 3_600;
          case 9 -> chance.happens(0.4) ? 1_800 : 300;
          default -> 300;
        };
    samples =
        switch (family) {
          case 3 -> 7_000 + chance.below(12_000);
          case 4, 5 -> 2_000 + chance.below(900);
          case 6 -> 15_800;
          case 7 -> 1_620;
          case 9 -> 4_000 + chance.below(6_000);
          default -> 4_032;
        };
    day = new Day(chance);
    values = new double[samples];
    int count = family == 8 ? 1 : family == 6 ? 2 + chance.below(3) : 1 + chance.below(3);
    odd = new int[count];
    lengths = new int[count];
    for (int i = 0; i < count; i++) {
      double room = (1 - QUIET - 0.08) / count;
      odd[i] = (int) (samples * (QUIET + room * (i + chance.between(0.15, 0.85))));
      lengths[i] = (int) chance.scaled(2, 60);
    }
  }

  static LabelledSeries of(int number) {
    return new MadeUpFile(number).make();
  }

  static String name(int family) {
    return switch (family) {
      case 0 -> "processor, level that shifts";
      case 1 -> "network bytes, bursts";
      case 2 -> "requests";
      case 3 -> "temperature";
      case 4 -> "speed on a road";
      case 5 -> "occupancy and travel time of a road";
      case 6 -> "mentions, bursts";
      case 7 -> "price of an advertisement";
      case 8 -> "daily signal with one odd day";
      default -> "people carried, weeks and holidays";
    };
  }

  private LabelledSeries make() {
    switch (family) {
      case 0 -> processor();
      case 1 -> bytes();
      case 2 -> requests();
      case 3 -> temperature();
      case 4, 5 -> road();
      case 6 -> mentions();
      case 7 -> price();
      case 8 -> daily();
      default -> people();
    }
    var times = new long[samples];
    long at = MONDAY + (long) chance.below(7) * DAY;
    for (int i = 0; i < samples; i++) {
      times[i] = at * 1_000;
      at +=
          family == 4 || family == 5
              ? step * (1L + (chance.happens(0.15) ? 1 + chance.below(4) : 0))
              : step;
      values[i] = Math.round(values[i] * 1e4) / 1e4;
    }
    int half = (int) (samples * WINDOWED / odd.length / 2);
    List<Span> windows = new ArrayList<>();
    int after = 0;
    for (int centre : odd) {
      int from = Math.max(after, centre - half);
      int to = Math.min(samples - 1, centre + half);
      windows.add(new Span(times[from], times[to]));
      after = to + 1;
    }
    return new LabelledSeries(times, values, windows);
  }

  private interface Effect {
    double at(double share);
  }

  private void during(int event, int length, Effect effect) {
    for (int i = odd[event]; i < Math.min(samples, odd[event] + length); i++) {
      values[i] += effect.at((i - odd[event]) / (double) length);
    }
  }

  private void spikes(double rate, double typical, double spread) {
    for (int i = 0; i < samples; i++) {
      if (chance.happens(rate)) {
        values[i] += typical * Math.exp(spread * chance.normal());
      }
    }
  }

  private void processor() {
    double level = chance.scaled(0.1, 60);
    double noise = level * chance.scaled(0.005, 0.08);
    double stays = chance.between(0, 0.8);
    double state = 0;
    boolean stairs = chance.happens(0.3);
    for (int i = 0; i < samples; i++) {
      state = stays * state + chance.heavy(4);
      values[i] = level + noise * state;
      if (stairs) {
        values[i] = Math.round(values[i] / noise) * noise;
      }
    }
    spikes(chance.scaled(1e-4, 6e-3), level * 0.3, 0.4);
    for (int e = 0; e < odd.length; e++) {
      double size = level * chance.scaled(0.3, 4);
      if (e == odd.length - 1 && chance.happens(0.5)) {
        int side = chance.happens(0.25) ? -1 : 1;
        during(e, samples, s -> side < 0 ? -0.7 * level : size);
      } else if (chance.happens(0.3)) {
        during(e, lengths[e] * 2, s -> chance.happens(0.4) ? size : 0);
      } else {
        during(e, Math.max(1, lengths[e] / 3), s -> size);
      }
    }
    floor(0);
  }

  private void bytes() {
    double base = chance.scaled(100, 1e5);
    double rate = chance.scaled(0.005, 0.15);
    int every = chance.happens(0.4) ? 12 * (1 + chance.below(12)) : 0;
    for (int i = 0; i < samples; i++) {
      values[i] = base * Math.exp(0.15 * chance.normal());
      if (every > 0 && i % every == 3) {
        values[i] += base * 20 * Math.exp(0.1 * chance.normal());
      }
    }
    spikes(rate, base * 6, 0.9);
    for (int e = 0; e < odd.length; e++) {
      if (chance.happens(0.6)) {
        double size = base * chance.scaled(60, 600);
        during(e, 1 + lengths[e] / 8, s -> size * chance.between(0.7, 1.2));
      } else {
        during(e, lengths[e] * 3, s -> base * 4 * Math.exp(0.5 * chance.normal()));
      }
    }
  }

  private void requests() {
    double base = chance.scaled(20, 500);
    double swing = chance.between(0, 0.9);
    double size = chance.between(0.15, 0.5);
    for (int i = 0; i < samples; i++) {
      double mean = base * (1 - swing + swing * day.at((double) i * step));
      values[i] = chance.poisson(mean * Math.exp(size * chance.normal()));
    }
    for (int e = 0; e < odd.length; e++) {
      double times = chance.scaled(2, 8);
      int length = lengths[e];
      for (int i = odd[e]; i < Math.min(samples, odd[e] + length); i++) {
        values[i] = times > 5 ? 0 : Math.round(values[i] * times);
      }
    }
  }

  private void temperature() {
    double level = chance.between(20, 90);
    double swing = chance.between(0, 6);
    double wander = 0;
    double slow = 0;
    double stays = Math.pow(0.97, step / 300.0);
    for (int i = 0; i < samples; i++) {
      wander = stays * wander + chance.normal() * Math.sqrt(1 - stays * stays);
      slow = 0.999 * slow + 0.045 * chance.normal();
      values[i] =
          level + swing * day.at((double) i * step) + 2 * wander + 4 * slow + 0.3 * chance.normal();
    }
    for (int e = 0; e < odd.length; e++) {
      double size = (chance.happens(0.75) ? -1 : 1) * chance.scaled(10, 45);
      int length = 6 * lengths[e];
      double ramp = chance.between(0.02, 0.7);
      during(e, length, s -> size * Math.min(1, Math.min(s / ramp, (1 - s) / 0.1)));
    }
  }

  private void road() {
    boolean speed = family == 4;
    double level = speed ? 65 : chance.between(3, 12);
    double noise = speed ? chance.between(2, 5) : level * chance.between(0.1, 0.3);
    double jam = speed ? -chance.between(5, 35) : level * chance.between(0.5, 3);
    for (int i = 0; i < samples; i++) {
      double share = Math.pow(day.at((double) i * step), 3);
      values[i] = level + jam * share * chance.between(0.4, 1.2) + noise * chance.heavy(4);
    }
    spikes(chance.scaled(1e-4, 4e-3), speed ? -20 : 2 * level, 0.4);
    for (int e = 0; e < odd.length; e++) {
      double size =
          (speed ? -1 : 1) * (speed ? chance.between(25, 60) : level * chance.scaled(4, 20));
      during(e, Math.max(1, lengths[e] / 6), s -> size);
    }
    floor(0);
  }

  private void mentions() {
    double base = chance.scaled(2, 80);
    double swing = chance.between(0.3, 0.9);
    double excite = 0;
    for (int i = 0; i < samples; i++) {
      double mean = base * (1 - swing + swing * day.at((double) i * step));
      excite *= 0.8;
      if (chance.happens(0.004)) {
        excite += chance.exponential() * 1.2;
      }
      values[i] = chance.poisson(mean * (1 + excite) * Math.exp(0.3 * chance.normal()));
    }
    for (int e = 0; e < odd.length; e++) {
      double size = base * chance.scaled(6, 60);
      double fades = chance.scaled(2, 30);
      during(
          e,
          (int) (fades * 5) + 2,
          s -> chance.poisson(size * Math.exp(-5 * s) * chance.between(0.5, 1.1)));
    }
  }

  private void price() {
    double level = chance.scaled(0.05, 1);
    double spread = chance.between(0.15, 0.4);
    double swing = chance.between(0, 0.4);
    for (int i = 0; i < samples; i++) {
      values[i] =
          level
              * (1 - swing + swing * day.at((double) i * step))
              * Math.exp(spread * chance.normal());
    }
    spikes(chance.scaled(2e-4, 4e-3), 2 * level, 0.3);
    for (int e = 0; e < odd.length; e++) {
      double size = level * chance.scaled(3, 12);
      during(e, 1 + lengths[e] / 6, s -> size * chance.between(0.5, 1));
    }
  }

  private void daily() {
    double low = chance.between(0, 40);
    double high = low + chance.between(20, 80);
    double noise = chance.happens(0.2) ? 0 : (high - low) * chance.between(0.01, 0.08);
    double from = chance.between(6, 10);
    double to = chance.between(15, 20);
    int perDay = DAY / step;
    int oddDay = odd[0] / perDay;
    odd[0] = oddDay * perDay + (int) (perDay * (from + to) / 2 / 24);
    int kind = chance.below(6);
    for (int i = 0; i < samples; i++) {
      double hour = i % perDay * 24.0 / perDay;
      boolean busy = hour >= from && hour < to;
      boolean wrong = i / perDay == oddDay;
      double value = busy ? high : low;
      if (wrong && kind == 0 && busy) {
        value = low;
      } else if (wrong && kind == 1 && busy) {
        value = low + 1.6 * (high - low);
      } else if (wrong && kind == 2 && busy) {
        value = low - 0.6 * (high - low);
      } else if (wrong && kind == 3 && busy && hour > (from + to) / 2 - 1.5) {
        value = low + 0.5 * (high - low);
      } else if (wrong && kind == 4) {
        value = low + 0.5 * (high - low);
      } else if (kind == 5) {
        int every = wrong ? 6 : 24;
        value = i % every == 0 ? high : low;
      }
      values[i] = value + noise * chance.between(-1, 1);
    }
  }

  private void people() {
    double level = chance.scaled(200, 20_000);
    double stays = 0.8;
    double state = 0;
    for (int i = 0; i < samples; i++) {
      state = stays * state + 0.02 * chance.normal();
      values[i] = level * (0.2 + day.at((double) i * step)) * (1 + state);
    }
    int perDay = DAY / step;
    for (int e = 0; e < odd.length; e++) {
      double size = chance.happens(0.5) ? chance.between(0.3, 0.7) : chance.between(1.25, 1.8);
      int length = Math.min(perDay, perDay / 6 + lengths[e] * perDay / 60);
      for (int i = odd[e]; i < Math.min(samples, odd[e] + length); i++) {
        values[i] *= size;
      }
    }
  }

  private void floor(double least) {
    Arrays.setAll(values, i -> Math.max(least, values[i]));
  }
}
