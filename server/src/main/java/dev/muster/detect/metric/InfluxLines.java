package dev.muster.detect.metric;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The line protocol of InfluxDB: `measurement,tag=value field=1.5,other=2i 1465839830100400200`.
///
/// Each numeric field is a series named `measurement_field`, with the tags as its labels; a field named `value` is named after the
/// measurement alone, and `gauge` and `counter` (as Telegraf names what it took from Prometheus or StatsD) as well. Booleans are
/// 1 and 0, texts are passed over.
public final class InfluxLines {
  /// Units of times, with how many milliseconds they are.
  private static final Map<String, Double> UNITS = units();

  /// A time farther off than ten years that is nearer than that in another unit was sent in that one.
  private static final double FAR = 10 * 365.25 * 86_400_000;

  private InfluxLines() {}

  private static Map<String, Double> units() {
    var units = new LinkedHashMap<String, Double>();
    units.put("ns", 1e-6);
    units.put("us", 1e-3);
    units.put("ms", 1.0);
    units.put("s", 1e3);
    units.put("m", 6e4);
    units.put("h", 3.6e6);
    return units;
  }

  /// Reads a body.
  ///
  /// @param precision unit of the times: `ns`, `us` or `u`, `ms`, `s`, `m`, `h`; null is `ns`
  /// @param now for lines without a time, in epoch milliseconds
  public static Readings read(byte[] body, @Nullable String precision, long now) {
    String unit =
        switch (precision == null ? "ns" : precision) {
          case "n" -> "ns";
          case "u", "µ" -> "us";
          case String other -> other;
        };
    Double perMilli = UNITS.get(unit);
    if (perMilli == null) {
      return Readings.refused("'precision' must be one of " + String.join(", ", UNITS.keySet()));
    }
    var gathering = new Readings.Gathering();
    String text = new String(body, StandardCharsets.UTF_8);
    int from = 0;
    while (from < text.length()) {
      int until = lineEnd(text, from);
      String line = text.substring(from, until).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        new Line(line, unit, perMilli, now, gathering).read();
      }
      from = until + 1;
    }
    return gathering.done();
  }

  /// The next line break that is not inside of a quoted text.
  private static int lineEnd(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '\\') {
        i++;
      } else if (letter == '"') {
        quoted = !quoted;
      } else if (letter == '\n' && !quoted) {
        return i;
      }
    }
    return text.length();
  }

  private static final class Line {
    private final String line;
    private final String unit;
    private final double perMilli;
    private final long now;
    private final Readings.Gathering gathering;
    private int at;

    Line(String line, String unit, double perMilli, long now, Readings.Gathering gathering) {
      this.line = line;
      this.unit = unit;
      this.perMilli = perMilli;
      this.now = now;
      this.gathering = gathering;
    }

    void read() {
      String measurement = until(", ");
      if (measurement.isEmpty()) {
        gathering.fault("A line has no measurement");
        return;
      }
      var tags = new HashMap<String, String>();
      while (at < line.length() && line.charAt(at) == ',') {
        at++;
        String name = until("=, ");
        if (at >= line.length() || line.charAt(at) != '=') {
          gathering.fault("A tag has no value");
          return;
        }
        at++;
        tags.put(name, until(", "));
      }
      if (at >= line.length()) {
        gathering.fault("A line has no fields");
        return;
      }
      at++;
      var fields = new LinkedHashMap<String, Double>();
      while (true) {
        String name = until("= ");
        if (name.isEmpty() || at >= line.length() || line.charAt(at) != '=') {
          gathering.fault("A field has no value");
          return;
        }
        at++;
        boolean text = at < line.length() && line.charAt(at) == '"';
        String value = text ? quoted() : until(", ");
        if (!text) {
          Double number = number(value);
          if (number == null) {
            gathering.fault("A field's value is neither a number nor a text nor a boolean");
            return;
          }
          fields.put(name, number);
        }
        if (at >= line.length() || line.charAt(at) != ',') {
          break;
        }
        at++;
      }
      long millis = now;
      String time = at < line.length() ? line.substring(at).strip() : "";
      if (!time.isEmpty()) {
        try {
          long number = Long.parseLong(time);
          millis = (long) (number * perMilli);
          String meant = meant(number);
          if (meant != null) {
            gathering.fault(
                "A line's time is "
                    + (millis < now ? "more than ten years ago" : "more than ten years ahead")
                    + " when it is read as '"
                    + unit
                    + "', and seems to be in '"
                    + meant
                    + "'; send it with 'precision="
                    + meant
                    + "'");
            return;
          }
        } catch (NumberFormatException notATime) {
          gathering.fault("A line's time is no whole number");
          return;
        }
      }
      emit(measurement, tags, fields, millis);
    }

    /// The unit that a time was sent in, where it cannot be the one that was said; null where it can.
    private @Nullable String meant(long number) {
      if (Math.abs(number * perMilli - now) <= FAR) {
        return null;
      }
      for (Map.Entry<String, Double> other : UNITS.entrySet()) {
        if (Math.abs(number * other.getValue() - now) <= FAR) {
          return other.getKey();
        }
      }
      return null;
    }

    private void emit(
        String measurement, Map<String, String> tags, Map<String, Double> fields, long millis) {
      String type = tags.remove("metric_type"); // how Telegraf's StatsD input tells counters
      for (Map.Entry<String, Double> field : fields.entrySet()) {
        String name =
            switch (field.getKey()) {
              case "value", "gauge", "counter" -> measurement;
              default -> measurement + "_" + field.getKey();
            };
        Reading.Kind kind =
            field.getKey().equals("counter") || "counter".equals(type)
                ? Reading.Kind.COUNTER
                : RemoteWrite.kindOf(name);
        gathering.add(
            new Reading.Sample(SeriesName.of(name, tags), kind, millis, field.getValue(), null));
      }
    }

    /// The text up to one of these letters that is not escaped.
    private String until(String ends) {
      var text = new StringBuilder();
      while (at < line.length()) {
        char letter = line.charAt(at);
        if (letter == '\\' && at + 1 < line.length() && ", =\\".indexOf(line.charAt(at + 1)) >= 0) {
          text.append(line.charAt(at + 1));
          at += 2;
        } else if (ends.indexOf(letter) >= 0) {
          break;
        } else {
          text.append(letter);
          at++;
        }
      }
      return text.toString();
    }

    private String quoted() {
      int from = ++at;
      while (at < line.length() && line.charAt(at) != '"') {
        at += line.charAt(at) == '\\' ? 2 : 1;
      }
      String text = line.substring(from, Math.min(at, line.length()));
      at = Math.min(at + 1, line.length());
      return text;
    }

    private static @Nullable Double number(String value) {
      switch (value) {
        case "t", "T", "true", "True", "TRUE" -> {
          return 1.0;
        }
        case "f", "F", "false", "False", "FALSE" -> {
          return 0.0;
        }
        default -> {
          if (value.isEmpty()) {
            return null;
          }
          char last = value.charAt(value.length() - 1);
          String digits =
              last == 'i' || last == 'u' ? value.substring(0, value.length() - 1) : value;
          for (int i = 0; i < digits.length(); i++) {
            if ("0123456789+-.eE".indexOf(digits.charAt(i)) < 0) {
              return null; // Java would take more, such as NaN and 5d
            }
          }
          try {
            Double number = Double.valueOf(digits);
            return number.isInfinite() ? null : number;
          } catch (NumberFormatException notANumber) {
            return null;
          }
        }
      }
    }
  }
}
