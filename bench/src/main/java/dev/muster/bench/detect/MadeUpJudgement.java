package dev.muster.bench.detect;

import dev.muster.bench.detect.WindowScore.Profile;
import dev.muster.detect.series.SeriesDetector;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToIntBiFunction;

/// How well the detector finds what is known to be wrong in made-up curves and files, all families side by side.
public final class MadeUpJudgement {
  private static final int CURVES = 96;
  private static final int SERVICES = 96;
  private static final int HOSTS = 100;
  private static final int SYSTEMS = 120;
  private static final int KPIS = 96;
  private static final int SERVERS = 96;
  private static final int FILES = 120;

  /// Numbers below this are for developing; the tables show others.
  private static final int NEVER_TUNED = 1_000;

  /// Curves of one kind.
  ///
  /// @param name of a family
  /// @param of the curve of a number
  /// @param rates how often curves are sampled
  /// @param rate which of these a curve is of
  private record Recipe(
      String title,
      int families,
      int curves,
      IntFunction<String> name,
      IntFunction<LabelledSeries> of,
      List<String> rates,
      ToIntBiFunction<Integer, LabelledSeries> rate) {}

  private static final List<String> MINUTES = List.of("one sample a minute", "one in five minutes");

  private static final List<Recipe> RECIPES =
      List.of(
          new Recipe(
              "made-up curves",
              MadeUpCurve.FAMILIES,
              CURVES,
              MadeUpCurve::name,
              MadeUpCurve::of,
              MINUTES,
              (_, curve) -> curve.times()[1] - curve.times()[0] > 60_000 ? 1 : 0),
          new Recipe(
              "made-up curves, second recipe",
              MadeUpService.FAMILIES,
              SERVICES,
              MadeUpService::name,
              MadeUpService::of,
              MINUTES,
              (number, _) -> MadeUpService.isOfMinutes(number) ? 0 : 1),
          new Recipe(
              "made-up curves, third recipe",
              MadeUpHost.FAMILIES,
              HOSTS,
              MadeUpHost::name,
              MadeUpHost::of,
              MadeUpHost.rates(),
              (number, _) -> MadeUpHost.rate(number)),
          new Recipe(
              "made-up curves, fourth recipe",
              MadeUpSystem.FAMILIES,
              SYSTEMS,
              MadeUpSystem::name,
              MadeUpSystem::of,
              MadeUpSystem.rates(),
              (number, _) -> MadeUpSystem.rate(number)),
          new Recipe(
              "made-up curves, fifth recipe",
              MadeUpKpi.FAMILIES,
              KPIS,
              MadeUpKpi::name,
              MadeUpKpi::of,
              MINUTES,
              (number, _) -> MadeUpKpi.ofMinutes(number) ? 0 : 1),
          new Recipe(
              "made-up curves, sixth recipe",
              MadeUpServer.FAMILIES,
              SERVERS,
              MadeUpServer::name,
              MadeUpServer::of,
              MINUTES,
              (number, _) -> MadeUpServer.ofMinutes(number) ? 0 : 1));

  private MadeUpJudgement() {}

  /// Prints seven tables: curves of six recipes by events, files by windows.
  public static void print() {
    for (Recipe recipe : RECIPES) {
      print(recipe);
      System.out.println();
    }
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

  private static void print(Recipe recipe) {
    System.out.printf(
        "| %s | event F1 | at the best threshold | caught | missed | false half hours |%n",
        recipe.title);
    System.out.println("|---|---|---|---|---|---|");
    var all = new EventScore();
    List<EventScore> rates = recipe.rates.stream().map(rate -> new EventScore()).toList();
    for (int family = 0; family < recipe.families; family++) {
      var own = new EventScore();
      for (int i = 0; i < recipe.curves / recipe.families; i++) {
        int number = NEVER_TUNED + i * recipe.families + family;
        LabelledSeries curve = recipe.of.apply(number);
        double[] scores = scores(curve);
        own.add(curve, scores);
        all.add(curve, scores);
        rates.get(recipe.rate.applyAsInt(number, curve)).add(curve, scores);
      }
      // the first number need not be of the first family
      row(recipe.name.apply((NEVER_TUNED + family) % recipe.families), own);
    }
    for (int rate = 0; rate < rates.size(); rate++) {
      row(recipe.rates.get(rate), rates.get(rate));
    }
    row("all", all);
    for (String kind : all.kinds()) {
      System.out.printf(
          Locale.ROOT,
          "| caught: %s | %.0f %% | | | | |%n",
          kind,
          100 * all.caught(kind, SeriesDetector.THRESHOLD));
    }
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
