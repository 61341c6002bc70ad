package dev.muster.detect.rule;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.LimitForecast;
import dev.muster.detect.series.Outlier;
import dev.muster.detect.series.Season;
import dev.muster.detect.series.Verdict;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says anomalies in plain words.
public final class Wording {
  /// Longest name of a series in a summary; the details have all of it.
  private static final int LONGEST_NAME = 200;

  private Wording() {}

  /// A number with three or four digits that matter, and its unit.
  static String number(double value, Subject subject) {
    String unit = subject.unit();
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
    return digits + of + (subject.shown() == Meter.Shown.RATE ? "/s" : "");
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

  /// One sentence that says what is wrong.
  public static String summary(Subject subject, Finding finding) {
    if (finding instanceof Finding.Unseen unseen) {
      return "New: %s fails in %s of its events, all others in %s"
          .formatted(value(unseen), percent(unseen.share()), percent(unseen.others()));
    }
    return named(subject.name())
        + switch (finding) {
          case Finding.Judged(Verdict verdict) ->
              " is %s, %s the %s to %s expected %s"
                  .formatted(
                      number(verdict.actual(), subject),
                      verdict.actual() >= verdict.expected() ? "above" : "below",
                      number(verdict.lower(), subject),
                      number(verdict.upper(), subject),
                      season(verdict.season()));
          case Finding.Bounded(double value, double limit) ->
              " is %s, %s the limit of %s"
                  .formatted(
                      number(value, subject),
                      value < limit ? "below" : "above",
                      number(limit, subject));
          case Finding.Missing(Duration silence) -> " has sent nothing for " + duration(silence);
          case Finding.Moved(double value, double change, Duration window) ->
              " %s by %s within %s, to %s"
                  .formatted(
                      change < 0 ? "fell" : "rose",
                      number(Math.abs(change), subject),
                      duration(window),
                      number(value, subject));
          case Finding.Ahead(double _, double limit, LimitForecast.Outlook outlook) ->
              ahead(outlook, number(limit, subject));
          case Finding.Compared(double value, double usual, double _, int peers) ->
              " is %s while its %d peers have about %s"
                  .formatted(number(value, subject), peers - 1, number(usual, subject));
          case Finding.Unseen _ -> ""; // said above, it is not about one series
        };
  }

  private static String value(Finding.Unseen unseen) {
    String text = unseen.label() + "=\"" + unseen.value() + "\"";
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent >= 10 ? "%.0f %%" : "%.2g %%", percent);
  }

  private static String ahead(LimitForecast.Outlook outlook, String limit) {
    Double days = outlook.days();
    if (days == null) {
      return " does not move towards " + limit;
    }
    return days == 0
        ? " has reached the limit of " + limit
        : " reaches the limit of " + limit + " in about " + days(days) + interval(outlook);
  }

  /// `in about 4.5 days (3 to 8)`.
  private static String interval(LimitForecast.Outlook outlook) {
    Double earliest = outlook.earliest();
    Double latest = outlook.latest();
    if (earliest == null) {
      return "";
    }
    return latest == null
        ? " (not before " + days(earliest) + ")"
        : String.format(Locale.ROOT, " (%.1f to %.1f)", earliest, latest);
  }

  private static String days(double days) {
    return days < 1
        ? String.format(Locale.ROOT, "%.0f hours", 24 * days)
        : String.format(Locale.ROOT, "%.1f days", days);
  }

  /// Why it was told, in plain words.
  public static List<String> reasons(Subject subject, Rule rule, Finding finding) {
    var reasons = new ArrayList<String>();
    switch (finding) {
      case Finding.Judged(Verdict verdict) -> {
        reasons.add(
            "Expected about %s, between %s and %s, %s."
                .formatted(
                    number(verdict.expected(), subject),
                    number(verdict.lower(), subject),
                    number(verdict.upper(), subject),
                    season(verdict.season())));
        for (Verdict.Part part : verdict.parts()) {
          reasons.add(sentence(part.words()));
        }
        reasons.add(confidence(verdict.confidence()));
        reasons.add(persistence(rule));
      }
      case Finding.Bounded _, Finding.Moved _ -> reasons.add(persistence(rule));
      case Finding.Missing _ ->
          reasons.add("Rule '" + rule.name() + "' waits no longer than that.");
      case Finding.Ahead(double value, double _, LimitForecast.Outlook outlook) -> {
        reasons.add(
            "It is %s now and moves by %s a day; the median of all pairs of its last %d days says so."
                .formatted(
                    number(value, subject), number(outlook.perDay(), subject), outlook.basis()));
        reasons.add("The interval holds the day in about 8 of 10 cases, if it goes on as it did.");
        if (rule.criterion() instanceof Criterion.Reaching reaching) {
          reasons.add(
              "Rule '%s' asks to be told %s ahead."
                  .formatted(rule.name(), duration(reaching.within())));
        }
      }
      case Finding.Compared(double _, double _, double deviations, int peers) -> {
        reasons.add(
            String.format(
                Locale.ROOT,
                "It is %.1f times the usual distance %s the median of %d series%s.",
                Math.abs(deviations),
                deviations < 0 ? "below" : "above",
                peers,
                common(rule)));
        reasons.add(persistence(rule));
      }
      case Finding.Unseen unseen -> {
        reasons.add(
            "%s was first seen at %s and never before; the rule takes it for new for %s."
                .formatted(
                    value(unseen),
                    unseen.firstSeen().truncatedTo(ChronoUnit.SECONDS),
                    rule.criterion() instanceof Criterion.Unseen asked
                        ? duration(asked.newFor())
                        : "some time"));
        reasons.add(
            String.format(
                Locale.ROOT,
                "%.0f of its %.0f events of the last %s are errors; chance would give as many less"
                    + " than once in 10,000 times.",
                unseen.errors(),
                unseen.events(),
                duration(Novelty.WINDOW)));
        reasons.add(persistence(rule));
      }
    }
    return List.copyOf(reasons);
  }

  private static String common(Rule rule) {
    return rule.criterion() instanceof Criterion.Apart apart && !apart.groupBy().isEmpty()
        ? " with the same " + String.join(", ", apart.groupBy())
        : "";
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
    String way =
        switch (rule.criterion()) {
          case Criterion.Unusual unusual -> unusual.sensitivity().wire() + " sensitivity, ";
          case Criterion.Moving moving ->
              String.format(
                  Locale.ROOT, "%.4g within %s, ", moving.change(), duration(moving.window()));
          case Criterion.Apart apart ->
              String.format(Locale.ROOT, "%.3g deviations, ", apart.deviations());
          case Criterion.Unseen unseen ->
              NumberFormat.getNumberInstance(Locale.ROOT).format(unseen.times())
                  + " times the others";
          case Criterion.Beyond _, Criterion.Silent _, Criterion.Reaching _ -> "";
        };
    String sides = rule.criterion() instanceof Criterion.Unseen ? "" : directions(rule);
    return "Rule '%s' (%s) asks for %s.".formatted(rule.name(), way + sides, steps);
  }

  private static String directions(Rule rule) {
    return switch (rule.direction()) {
      case UP -> "upwards";
      case DOWN -> "downwards";
      case BOTH -> "both ways";
    };
  }

  /// A time in the unit that people would take.
  public static String duration(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  /// Why an anomaly is over.
  ///
  /// @param lower lower end of the band when it opened; null when there was none
  public static String over(
      Subject subject, Finding finding, @Nullable Double lower, @Nullable Double upper) {
    return switch (finding) {
      case Finding.Judged(Verdict verdict) -> recovered(subject, verdict.actual(), lower, upper);
      case Finding.Bounded(double value, double _) ->
          "It is " + number(value, subject) + ", within the limit again.";
      case Finding.Missing _ -> "Values come again.";
      case Finding.Moved(double value, double _, Duration _) ->
          "It has settled at " + number(value, subject) + ".";
      case Finding.Ahead(double _, double limit, LimitForecast.Outlook outlook) -> {
        Double days = outlook.days();
        yield days == null
            ? "It does not move towards " + number(limit, subject) + " any more."
            : "The limit of %s is %s away again.".formatted(number(limit, subject), days(days));
      }
      case Finding.Compared(double value, double usual, double _, int peers) ->
          peers < Outlier.LEAST_PEERS
              ? "There are only " + peers + " peers left, too few to compare with."
              : "It is %s again, as its peers are (about %s)."
                  .formatted(number(value, subject), number(usual, subject));
      case Finding.Unseen unseen ->
          unseen.recent()
              ? "%s fails in %s of its events, no more than others may."
                  .formatted(value(unseen), percent(unseen.share()))
              : value(unseen) + " is not new any more.";
    };
  }

  private static String recovered(
      Subject subject, double value, @Nullable Double lower, @Nullable Double upper) {
    String is = number(value, subject);
    if (lower != null && upper != null && (value < lower || value > upper)) {
      return "It has stayed at "
          + is
          + " long enough to be its usual way; "
          + number(lower, subject)
          + " to "
          + number(upper, subject)
          + " was expected when it began.";
    }
    return "It is " + is + " again, as expected.";
  }
}
