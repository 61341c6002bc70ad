package dev.muster.bench.detect;

import dev.muster.bench.detect.WindowScore.Profile;
import dev.muster.detect.series.SeriesDetector;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/// How well the detector finds what is known to be wrong in made-up curves and files, all families side by side.
public final class MadeUpJudgement {
  private static final int CURVES = 96;
  private static final int SERVICES = 96;
  private static final int HOSTS = 100;
  private static final int FILES = 120;

  /// Numbers below this are for developing; the tables show others.
  private static final int NEVER_TUNED = 1_000;

  private MadeUpJudgement() {}

  /// Prints four tables: curves of three recipes by events, files by windows.
  public static void print() {
    System.out.println(
        "| made-up curves | event F1 | at the best threshold | caught | missed | false half hours"
            + " |");
    System.out.println("|---|---|---|---|---|---|");
    var all = new EventScore();
    var minutes = new EventScore();
    var fives = new EventScore();
    var families = new EventScore[MadeUpCurve.FAMILIES];
    for (int family = 0; family < families.length; family++) {
      families[family] = new EventScore();
      for (int i = 0; i < CURVES / families.length; i++) {
        LabelledSeries curve = MadeUpCurve.of(NEVER_TUNED + i * families.length + family);
        double[] scores = scores(curve);
        boolean coarse = curve.times()[1] - curve.times()[0] > 60_000;
        all.add(curve, scores);
        (coarse ? fives : minutes).add(curve, scores);
        families[family].add(curve, scores);
      }
      row(MadeUpCurve.name(family), families[family]);
    }
    row("one sample a minute", minutes);
    row("one in five minutes", fives);
    row("all", all);
    System.out.println();
    services();
    System.out.println();
    hosts();
    System.out.println();
    System.out.println(
        "| made-up files | standard | few false alarms | few misses | standard, best threshold |");
    System.out.println("|---|---|---|---|---|");
    var whole = new WindowScore();
    for (int family = 0; family < MadeUpFile.FAMILIES; family++) {
      var own = new WindowScore();
      for (int i = 0; i < FILES / MadeUpFile.FAMILIES; i++) {
        LabelledSeries file = MadeUpFile.of(NEVER_TUNED + i * MadeUpFile.FAMILIES + family);
        double[] scores = scores(file);
        own.add(file, scores);
        whole.add(file, scores);
      }
      row(MadeUpFile.name(family), own);
    }
    row("all", whole);
  }

  private static void services() {
    System.out.println(
        "| made-up curves, second recipe | event F1 | at the best threshold | caught | missed |"
            + " false half hours |");
    System.out.println("|---|---|---|---|---|---|");
    var all = new EventScore();
    var minutes = new EventScore();
    var fives = new EventScore();
    for (int family = 0; family < MadeUpService.FAMILIES; family++) {
      var own = new EventScore();
      for (int i = 0; i < SERVICES / MadeUpService.FAMILIES; i++) {
        int number = NEVER_TUNED + i * MadeUpService.FAMILIES + family;
        LabelledSeries curve = MadeUpService.of(number);
        double[] scores = scores(curve);
        own.add(curve, scores);
        all.add(curve, scores);
        (MadeUpService.isOfMinutes(number) ? minutes : fives).add(curve, scores);
      }
      row(MadeUpService.name(family), own);
    }
    row("one sample a minute", minutes);
    row("one in five minutes", fives);
    row("all", all);
  }

  private static void hosts() {
    System.out.println(
        "| made-up curves, third recipe | event F1 | at the best threshold | caught | missed |"
            + " false half hours |");
    System.out.println("|---|---|---|---|---|---|");
    var all = new EventScore();
    List<EventScore> rates = MadeUpHost.rates().stream().map(rate -> new EventScore()).toList();
    for (int family = 0; family < MadeUpHost.FAMILIES; family++) {
      var own = new EventScore();
      for (int i = 0; i < HOSTS / MadeUpHost.FAMILIES; i++) {
        int number = NEVER_TUNED + i * MadeUpHost.FAMILIES + family;
        LabelledSeries curve = MadeUpHost.of(number);
        double[] scores = scores(curve);
        own.add(curve, scores);
        all.add(curve, scores);
        rates.get(MadeUpHost.rate(number)).add(curve, scores);
      }
      row(MadeUpHost.name(family), own);
    }
    for (int rate = 0; rate < rates.size(); rate++) {
      row(MadeUpHost.rates().get(rate), rates.get(rate));
    }
    row("all", all);
  }

  private static double[] scores(LabelledSeries series) {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    var scores = new double[series.times().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = detector.observe(series.times()[i], series.values()[i]).score();
    }
    return scores;
  }

  private static void row(String name, EventScore score) {
    EventScore.Result built = score.at(SeriesDetector.THRESHOLD);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %d | %d | %d |%n",
        name,
        built.f1(),
        score.best().f1(),
        built.caught(),
        built.missed(),
        built.wrong());
  }

  private static void row(String name, WindowScore score) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %.1f | %.1f |%n",
        name,
        score.at(SeriesDetector.THRESHOLD, Profile.STANDARD),
        score.at(SeriesDetector.THRESHOLD, Profile.FEW_FALSE_ALARMS),
        score.at(SeriesDetector.THRESHOLD, Profile.FEW_MISSES),
        score.best(Profile.STANDARD));
  }
}
