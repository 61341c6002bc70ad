package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.Season;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says anomalies in plain words.
final class Wording {
  /// Longest name of a series in a summary; the details have all of it.
  private static final int LONGEST_NAME = 200;

  private Wording() {}

  /// A number with three or four digits that matter, and its unit.
  static String number(double value, Meter.Shown shown, @Nullable String unit) {
    double size = Math.abs(value);
    String digits;
    if (value == Math.rint(value) && size < 1e6) {
      digits = String.format(Locale.ROOT, "%.0f", value);
    } else if (size >= 1e6) {
      digits =
          size >= 1e9
              ? String.format(Locale.ROOT, "%.3g billion", value / 1e9)
              : String.format(Locale.ROOT, "%.2f million", value / 1e6);
    } else if (size >= 100) {
      digits = String.format(Locale.ROOT, "%.0f", value);
    } else if (size >= 1) {
      digits = String.format(Locale.ROOT, "%.2f", value);
    } else {
      digits = String.format(Locale.ROOT, "%.3g", value);
    }
    String of = unit == null || unit.equals("1") ? "" : " " + unit;
    return digits + of + (shown == Meter.Shown.RATE ? "/s" : "");
  }

  private static String named(SeriesName name) {
    String text = name.toString();
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
  }

  static String season(Season season) {
    return switch (season) {
      case NONE -> "from its latest values";
      case DAY -> "at this time of day";
      case WEEK -> "at this time of the week";
    };
  }

  static String confidence(double confidence) {
    String sure =
        confidence >= 0.8
            ? "The detector knows this series well"
            : confidence >= 0.4
                ? "The detector knows this series fairly well"
                : "The detector has not seen much of this series yet";
    return sure + String.format(Locale.ROOT, " (confidence %.0f %%).", 100 * confidence);
  }

  /// The sentence for an anomaly of a dynamic rule.
  static String dynamic(LiveSeries series, Verdict verdict) {
    boolean up = verdict.actual() >= verdict.expected();
    return named(series.name)
        + " is "
        + number(verdict.actual(), series.shown, series.unit)
        + ", "
        + (up ? "above" : "below")
        + " the "
        + number(verdict.lower(), series.shown, series.unit)
        + " to "
        + number(verdict.upper(), series.shown, series.unit)
        + " expected "
        + season(verdict.season());
  }

  static List<String> reasons(LiveSeries series, Rule rule, Verdict verdict) {
    var reasons = new ArrayList<String>();
    reasons.add(
        "Expected about %s, between %s and %s, %s."
            .formatted(
                number(verdict.expected(), series.shown, series.unit),
                number(verdict.lower(), series.shown, series.unit),
                number(verdict.upper(), series.shown, series.unit),
                season(verdict.season())));
    for (Verdict.Part part : verdict.parts()) {
      reasons.add(sentence(part.words()));
    }
    reasons.add(confidence(verdict.confidence()));
    reasons.add(persistence(rule));
    return reasons;
  }

  private static String sentence(String words) {
    if (words.isEmpty()) {
      return words;
    }
    String capital = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }

  private static String persistence(Rule rule) {
    String steps =
        rule.points() == rule.of()
            ? rule.points() == 1 ? "one step" : rule.points() + " steps in a row"
            : rule.points() + " of the last " + rule.of() + " steps";
    String that =
        rule.kind() == Rule.Kind.DYNAMIC
            ? rule.sensitivity().wire() + " sensitivity, " + directions(rule)
            : directions(rule);
    return "Rule '%s' (%s) asks for %s.".formatted(rule.name(), that, steps);
  }

  private static String directions(Rule rule) {
    return switch (rule.direction()) {
      case UP -> "upwards";
      case DOWN -> "downwards";
      case BOTH -> "both ways";
    };
  }

  static String threshold(LiveSeries series, Rule rule, double value, double limit) {
    return named(series.name)
        + " is "
        + number(value, series.shown, series.unit)
        + ", "
        + (rule.direction() == Rule.Direction.DOWN ? "below" : "above")
        + " the limit of "
        + number(limit, series.shown, series.unit);
  }

  static List<String> thresholdReasons(Rule rule) {
    return List.of(persistence(rule));
  }

  static String absent(LiveSeries series, Duration silence) {
    return named(series.name) + " has sent nothing for " + duration(silence);
  }

  static String duration(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  /// Why a dynamic anomaly is over.
  static String recovered(LiveSeries series, Anomaly opened, @Nullable Verdict now, double value) {
    String is = number(value, series.shown, series.unit);
    Double lower = opened.lower();
    Double upper = opened.upper();
    if (now != null && lower != null && upper != null && (value < lower || value > upper)) {
      return "It has stayed at "
          + is
          + " long enough to be its usual way; "
          + number(lower, series.shown, series.unit)
          + " to "
          + number(upper, series.shown, series.unit)
          + " was expected when it began.";
    }
    return "It is " + is + " again, as expected.";
  }
}
