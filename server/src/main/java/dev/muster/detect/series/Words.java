package dev.muster.detect.series;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Puts the reasons of a score into plain words.
final class Words {
  private static final int MOST_PARTS = 4;
  private static final double WORTH_NAMING = 1.5;

  private Words() {}

  /// The views that were surprised most, the strongest first.
  static List<Verdict.Part> of(
      Views views, Season season, double actual, double expected, double lower, double upper) {
    var parts = new ArrayList<Verdict.Part>();
    double[] surprises = views.surprises();
    for (View view : View.values()) {
      double surprise = surprises[view.ordinal()];
      if (surprise >= WORTH_NAMING) {
        parts.add(
            new Verdict.Part(
                view.name().toLowerCase(Locale.ROOT),
                Math.round(surprise * 10) / 10.0,
                words(view, season, actual, expected, lower, upper)));
      }
    }
    parts.sort(Comparator.comparingDouble(Verdict.Part::surprise).reversed());
    return parts.size() > MOST_PARTS ? List.copyOf(parts.subList(0, MOST_PARTS)) : parts;
  }

  /// Why a rare count is surprising.
  static Verdict.Part of(RareCounts counts) {
    String usual =
        "%s in the last %d samples, where about %s is usual"
            .formatted(number(counts.counted()), counts.window(), number(counts.usual()));
    String single =
        "%s at once, where about %s a sample is usual"
            .formatted(number(counts.counted()), number(counts.usual()));
    return new Verdict.Part(
        "count",
        Math.round(counts.surprise() * 10) / 10.0,
        "a count of " + (counts.window() == 1 ? single : usual));
  }

  /// Why a move away from a held value is surprising.
  static Verdict.Part of(HeldValue held, double actual) {
    String moves =
        held.known() > 0.5
            ? "when it moves, it is by about " + number(held.usualMove())
            : "it hardly ever moves";
    return new Verdict.Part(
        "held",
        Math.round(held.surprise() * 10) / 10.0,
        "%s is not the %s that the series holds; %s"
            .formatted(number(actual), number(held.held()), moves));
  }

  /// Why it is surprising that the series does not move: of all its samples none was like that.
  static Verdict.Part of(Standstill still, double actual, long samples) {
    String usually = usually(still);
    return new Verdict.Part(
        "standstill",
        Math.round(10 * Math.log10((double) samples)) / 10.0,
        "it has been exactly %s for %s; %s"
            .formatted(number(actual), time(still.lasts()), usually));
  }

  /// How the series stands still otherwise. What it did once is said, though it does not count as usual.
  private static String usually(Standstill still) {
    if (still.longest() < 1) {
      return "of late its samples always differed";
    }
    if (still.usual() < 1) {
      return "of late it stood still only once, for about " + time(still.longest());
    }
    return still.longest() > 2 * still.usual()
        ? "of late it stood still once for about %s, else for no more than about %s"
            .formatted(time(still.longest()), time(still.usual()))
        : "it seldom stands still for more than " + time(still.usual());
  }

  private static String time(double seconds) {
    return seconds < 120
        ? Math.round(seconds) + " seconds"
        : seconds < 7_200
            ? Math.round(seconds / 60) + " minutes"
            : Math.round(seconds / 3_600) + " hours";
  }

  /// Why what is surprising is not told yet, or only now. Without a surprise of its own: it is about the others.
  static Verdict.Part of(Fleeting moments) {
    String often = "such moments came about %d times in four weeks".formatted(moments.often());
    return new Verdict.Part(
        "fleeting",
        0,
        moments.holds()
            ? "%s and were soon over: it is told when this one lasts for %s"
                .formatted(often, time(moments.waits()))
            : "it has lasted for %s; %s, and hardly any lasted so long"
                .formatted(time(moments.lasts()), often));
  }

  /// Why it is surprising that the series stays off its season.
  static Verdict.Part of(Lasting lasts) {
    return new Verdict.Part(
        "lasting",
        Math.round(lasts.surprise() * 10) / 10.0,
        "it has been %s what is usual at this time for more than an hour"
            .formatted(lasts.mean() > 0 ? "above" : "below"));
  }

  private static String words(
      View view, Season season, double actual, double expected, double lower, double upper) {
    String usual =
        switch (season) {
          case NONE -> "the samples before";
          case DAY -> "this time of day";
          case WEEK -> "this time of the week";
        };
    String side = actual > expected ? "above" : "below";
    return switch (view) {
      case JUMP, HOURLY_JUMP ->
          "%s is %s the expected %s (usually %s to %s), judged by %s"
              .formatted(
                  number(actual), side, number(expected), number(lower), number(upper), usual);
      case JUMPS -> "the last three samples together are off what was expected by " + usual;
      case SHORT_STEP -> "the last 3 samples differ from the 3 before more than usual";
      case LONG_STEP -> "the last 8 samples differ from the 8 before more than usual";
      case LEVEL ->
          "%s is far from the level of the last hundreds of samples".formatted(number(actual));
      case RECORD -> "%s is beyond everything seen so far".formatted(number(actual));
      case STANDING -> "the last 24 samples all lie at one end of what was seen so far";
      case RESTLESSNESS -> "the series moves more, or less, than it usually does";
      case SEASON -> "%s is unusual for this time of the week".formatted(number(actual));
    };
  }

  /// A number with four digits that count, without an exponent where that is readable.
  static String number(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return digits == 0 ? text : text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
