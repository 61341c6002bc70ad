package dev.muster.detect.metric;

import dev.muster.kernel.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A datagram of StatsD: `name:value|type|@rate|#tag:value`, one a line, with the tags of the dialect that Datadog introduced.
///
/// Counters (`c`) become rates; gauges (`g`) are levels, and one with a sign moves the level that was last told; timers (`ms`),
/// histograms (`h`) and distributions (`d`) become quantiles and a rate; of sets (`s`) the different values of a step are counted. Not
/// safe for use by several threads.
public final class StatsdLines {
  /// Characters of the gauges whose level is known, some 30 MB, so that no sender can fill the memory; those that were not told for
  /// longest are forgotten. Enough for 50,000 of usual names.
  private static final int MOST_CHARACTERS = 8_000_000;

  /// Characters that a gauge counts for besides its name: what a map needs to hold it.
  private static final int EACH = 60;

  /// Buckets of measurements in a doubling: a quantile is at most 2.2 % off.
  private static final int BUCKETS_AN_OCTAVE = 32;

  private final Map<SeriesName, Double> gauges = new LinkedHashMap<>(16, 0.75f, true);
  private int characters;

  /// Reads a datagram. Never throws, whatever the bytes.
  ///
  /// @param now time of arrival in epoch milliseconds, since the datagram has none
  public Readings read(byte[] datagram, int length, long now) {
    var gathering = new Readings.Gathering();
    for (String line : new String(datagram, 0, length, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isBlank()) {
        line(line.strip(), now, gathering);
      }
    }
    return gathering.done();
  }

  private void line(String line, long now, Readings.Gathering gathering) {
    if (line.startsWith("_e{") || line.startsWith("_sc|")) {
      gathering.fault("Events and service checks of StatsD are not taken here");
      return;
    }
    String[] parts = line.split("\\|", -1);
    int colon = parts[0].indexOf(':');
    if (colon <= 0 || parts.length < 2) {
      gathering.fault("A line is not of the form name:value|type");
      return;
    }
    String name = plain(parts[0].substring(0, colon));
    double rate = 1;
    Map<String, String> tags = new HashMap<>();
    for (int i = 2; i < parts.length; i++) {
      if (parts[i].startsWith("@")) {
        try {
          rate = Double.parseDouble(parts[i].substring(1));
        } catch (NumberFormatException notANumber) {
          gathering.fault("A sample rate is no number");
          return;
        }
      } else if (parts[i].startsWith("#")) {
        tags(parts[i].substring(1), tags);
      }
    }
    if (!(rate > 0 && rate <= 1)) {
      gathering.fault("A sample rate must be more than 0 and at most 1");
      return;
    }
    SeriesName series = SeriesName.of(name, tags);
    String told = parts[0].substring(colon + 1);
    if (parts[1].equals("s")) { // one value, whatever it holds: an address of IPv6 has colons
      if (told.isEmpty()) {
        gathering.fault("A member of a set is missing");
      } else {
        gathering.add(new Reading.Member(series, now, Hashes.of(told)));
      }
      return;
    }
    for (String value : told.split(":", -1)) {
      double number = number(value);
      if (!Double.isFinite(number)) {
        gathering.fault("A value is no number");
        continue;
      }
      switch (parts[1]) {
        case "c", "m" ->
            gathering.add(new Reading.Sample(series, Reading.Kind.DELTA, now, number / rate, null));
        case "g" -> {
          // to set a level below nought its sender sends nought first, as StatsD asks for
          boolean moves = value.startsWith("+") || value.startsWith("-");
          double level = moves ? gauges.getOrDefault(series, 0.0) + number : number;
          remember(series, level);
          gathering.add(new Reading.Sample(series, Reading.Kind.GAUGE, now, level, null));
        }
        case "ms" -> gathering.add(measured(series, now, number, 1 / rate, "ms"));
        case "h", "d" -> gathering.add(measured(series, now, number, 1 / rate, null));
        default -> gathering.fault("A line has an unknown type");
      }
    }
  }

  private void remember(SeriesName series, double level) {
    if (series.isTooLong()) {
      return;
    }
    if (gauges.put(series, level) == null) {
      characters += EACH + series.length();
    }
    for (var eldest = gauges.keySet().iterator(); characters > MOST_CHARACTERS; ) {
      characters -= EACH + eldest.next().length();
      eldest.remove();
    }
  }

  /// How many gauges have a level that is known.
  int gauges() {
    return gauges.size();
  }

  /// A histogram of one measurement, in a bucket whose bounds grow exponentially.
  private static Reading measured(
      SeriesName series, long now, double value, double times, @Nullable String unit) {
    double size = Math.abs(value);
    double above = size == 0 ? 0 : bound(Math.ceil(BUCKETS_AN_OCTAVE * log2(size)));
    double below = size == 0 ? 0 : bound(Math.ceil(BUCKETS_AN_OCTAVE * log2(size)) - 1);
    double[] uppers =
        size == 0
            ? new double[] {0}
            : value > 0 ? new double[] {below, above} : new double[] {-above, -below};
    double[] counts = size == 0 ? new double[] {times} : new double[] {0, times};
    return new Reading.Distribution(series, false, now, uppers, counts, unit);
  }

  private static double bound(double place) {
    return Math.pow(2, place / BUCKETS_AN_OCTAVE);
  }

  private static double log2(double size) {
    return Math.log(size) / Math.log(2);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  private static void tags(String text, Map<String, String> tags) {
    for (String tag : text.split(",", -1)) {
      int colon = tag.indexOf(':');
      if (colon > 0) {
        tags.put(plain(tag.substring(0, colon)), tag.substring(colon + 1));
      } else if (!tag.isBlank()) {
        tags.put(plain(tag), "true");
      }
    }
  }

  private static String plain(String name) {
    return name.strip().replaceAll("[^A-Za-z0-9_:]", "_");
  }
}
