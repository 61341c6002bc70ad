package dev.muster.detect.metric;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A datagram of StatsD: `name:value|type|@rate|#tag:value`, one a line, with the tags of the dialect that Datadog introduced.
///
/// Counters (`c`) become rates; gauges (`g`) are levels; timers (`ms`), histograms (`h`) and distributions (`d`) are averaged over
/// the step; sets (`s`) are counted as occurrences.
public final class StatsdLines {
  private StatsdLines() {}

  /// Reads a datagram. Never throws, whatever the bytes.
  ///
  /// @param now time of arrival in epoch milliseconds, since the datagram has none
  public static Readings read(byte[] datagram, int length, long now) {
    var gathering = new Readings.Gathering();
    for (String line : new String(datagram, 0, length, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isBlank()) {
        line(line.strip(), now, gathering);
      }
    }
    return gathering.done();
  }

  private static void line(String line, long now, Readings.Gathering gathering) {
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
    SeriesName series = SeriesName.of(name, tags);
    for (String value : parts[0].substring(colon + 1).split(":", -1)) {
      switch (parts[1]) {
        case "c", "m" -> {
          double count = number(value);
          gathering.add(
              new Reading.Sample(
                  series, Reading.Kind.DELTA, now, rate > 0 ? count / rate : count, null));
        }
        case "g" ->
            // a sign means a change against a value that only the sender knows
            add(gathering, series, now, value, value.startsWith("+") || value.startsWith("-"));
        case "ms", "h", "d" -> add(gathering, series, now, value, false);
        case "s" -> gathering.add(new Reading.Sample(series, Reading.Kind.DELTA, now, 1, null));
        default -> gathering.fault("A line has an unknown type");
      }
    }
  }

  private static void add(
      Readings.Gathering gathering, SeriesName series, long now, String value, boolean relative) {
    double number = number(value);
    if (relative) {
      gathering.fault("Relative gauges are not taken");
    } else if (Double.isNaN(number)) {
      gathering.fault("A value is no number");
    } else {
      gathering.add(new Reading.Sample(series, Reading.Kind.GAUGE, now, number, null));
    }
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
