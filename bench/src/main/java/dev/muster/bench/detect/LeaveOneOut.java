package dev.muster.bench.detect;

import dev.muster.bench.detect.WindowScore.Profile;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.detect.series.Weights;
import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Says how much of a score on labelled files is owed to having chosen the weights on the same files: for each kind of files, the
/// weights are chosen anew without it, from equal ones, and the kind is scored with them.
///
/// The choice climbs: it tries one weight after the other half as large and larger, all together as well, and keeps what raises the
/// standard score at the built-in threshold, of the files that are left (seven tenths) and of made-up ones (three). Only weights are
/// chosen; the views themselves and everything else were invented with the development part of the benchmark at hand, so what it prints as
/// left out is still more than wholly new files would earn.
public final class LeaveOneOut {
  private static final int MADE_UP = 40;
  private static final double OF_MADE_UP = 0.3;

  /// By how much weights are changed in the first round and in the second.
  private static final double[] STEPS = {1.6, 1.3};

  /// By how much all of them are, which is as if the threshold was moved.
  private static final double[] TOGETHER = {0.7, 0.85, 1.15, 1.4};

  private final Map<String, List<LabelledSeries>> kinds;
  private final List<LabelledSeries> madeUp;
  private final PrintStream told;

  private LeaveOneOut(
      Map<String, List<LabelledSeries>> kinds, List<LabelledSeries> madeUp, PrintStream told) {
    this.kinds = kinds;
    this.madeUp = madeUp;
    this.told = told;
  }

  /// Prints a row for each kind of files and one for all.
  ///
  /// @param in a folder of CSV files, each in a folder named after its kind; kinds whose names differ in the ending `NoAnomaly` or
  ///     `WithAnomaly` only are one
  /// @param labels a JSON object: for each file, by its name below `in`, a list of windows of a first and a last time
  /// @throws IOException that says what cannot be read, or that there are fewer than two kinds
  public static void print(Path in, Path labels, PrintStream told) throws IOException {
    var madeUp = new ArrayList<LabelledSeries>();
    for (int i = 0; i < MADE_UP; i++) {
      madeUp.add(MadeUpFile.of(i));
    }
    new LeaveOneOut(read(in, labels), madeUp, told).print();
  }

  static Map<String, List<LabelledSeries>> read(Path in, Path labels) throws IOException {
    if (!Files.isDirectory(in)) {
      throw new IOException(in + " is no folder");
    }
    JsonNode windows;
    try {
      windows = Json.mapper().readTree(Files.readAllBytes(labels));
    } catch (JacksonException notJson) {
      throw new IOException(labels + " is not valid JSON: " + Json.why(notJson), notJson);
    }
    var kinds = new TreeMap<String, List<LabelledSeries>>();
    for (Path file : SeriesFiles.below(in, null).files()) {
      Path relative = in.relativize(file);
      JsonNode own = windows.path(relative.toString().replace('\\', '/'));
      if (!own.isArray()) {
        throw new IOException(labels + " holds no windows of " + relative);
      }
      kinds
          .computeIfAbsent(kind(relative), _ -> new ArrayList<>())
          .add(labelled(SeriesFile.read(file), own));
    }
    if (kinds.size() < 2) {
      throw new IOException("There must be two kinds of files at least, each in a folder of " + in);
    }
    return kinds;
  }

  private static String kind(Path relative) {
    String folder = relative.getNameCount() > 1 ? relative.getName(0).toString() : "";
    return folder.replaceFirst("(No|With)Anomaly$", "");
  }

  private static LabelledSeries labelled(SeriesFile file, JsonNode windows) throws IOException {
    var rows =
        file.rows().stream()
            .filter(row -> row.millis() != null && Double.isFinite(row.number()))
            .toList();
    long[] times = new long[rows.size()];
    double[] values = new double[rows.size()];
    for (int i = 0; i < times.length; i++) {
      Long millis = rows.get(i).millis();
      times[i] = millis == null ? 0 : millis;
      values[i] = rows.get(i).number();
    }
    var spans = new ArrayList<LabelledSeries.Span>();
    for (JsonNode window : windows) {
      Long from = SeriesFile.millis(window.path(0).asString(""));
      Long to = SeriesFile.millis(window.path(1).asString(""));
      if (from == null || to == null) {
        throw new IOException("A window has no two times: " + window);
      }
      spans.add(new LabelledSeries.Span(from, to));
    }
    return new LabelledSeries(times, values, spans);
  }

  private void print() {
    told.println(
        "| left out | windows | in-sample, weights of the product | in-sample, chosen on all |"
            + " chosen without the kind |");
    told.println("|---|---|---|---|---|");
    Weights onAll = chosen(_ -> true);
    var product = new WindowScore();
    var all = new WindowScore();
    var left = new WindowScore();
    for (Map.Entry<String, List<LabelledSeries>> kind : kinds.entrySet()) {
      Weights without = chosen(other -> !other.equals(kind.getKey()));
      told.println(
          row(
              kind.getKey(),
              List.of(kind.getValue()),
              score(kind.getValue(), Weights.BUILT_IN, product),
              score(kind.getValue(), onAll, all),
              score(kind.getValue(), without, left)));
    }
    told.println(row("all", kinds.values(), product, all, left));
  }

  private static String row(
      String name, Iterable<List<LabelledSeries>> files, WindowScore... scores) {
    int windows = 0;
    for (List<LabelledSeries> some : files) {
      windows += some.stream().mapToInt(file -> file.events().size()).sum();
    }
    var row = new StringBuilder("| " + name + " | " + windows);
    for (WindowScore score : scores) {
      row.append(" | ").append(windows == 0 ? "" : words(score));
    }
    return row.append(" |").toString();
  }

  private static String words(WindowScore score) {
    return String.format(
        Locale.ROOT,
        "%.1f / %.1f / %.1f",
        score.at(SeriesDetector.THRESHOLD, Profile.STANDARD),
        score.at(SeriesDetector.THRESHOLD, Profile.FEW_FALSE_ALARMS),
        score.at(SeriesDetector.THRESHOLD, Profile.FEW_MISSES));
  }

  /// The score of some files, which are counted for all of them as well.
  private static WindowScore score(List<LabelledSeries> files, Weights weights, WindowScore whole) {
    var own = new WindowScore();
    for (LabelledSeries file : files) {
      double[] scores = scores(file, weights);
      own.add(file, scores);
      whole.add(file, scores);
    }
    return own;
  }

  private static double[] scores(LabelledSeries series, Weights weights) {
    var detector = new SeriesDetector(ZoneOffset.UTC, weights);
    var scores = new double[series.times().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = detector.observe(series.times()[i], series.values()[i]).score();
    }
    return scores;
  }

  /// The weights that are best on these kinds and the made-up files.
  private Weights chosen(Predicate<String> kind) {
    var files = new ArrayList<LabelledSeries>();
    kinds.forEach((name, some) -> {
      if (kind.test(name)) {
        files.addAll(some);
      }
    });
    return climb(weights -> goal(files, weights));
  }

  private double goal(List<LabelledSeries> files, Weights weights) {
    return (1 - OF_MADE_UP) * standard(files, weights) + OF_MADE_UP * standard(madeUp, weights);
  }

  private static double standard(List<LabelledSeries> files, Weights weights) {
    return score(files, weights, new WindowScore()).at(SeriesDetector.THRESHOLD, Profile.STANDARD);
  }

  /// How good weights are.
  interface Goal {
    double of(Weights weights);
  }

  /// Climbs from equal weights. Files of this kind come once in five minutes or so, and only the weights of that rate are chosen; a view
  /// that the product does not look from stays without.
  static Weights climb(Goal goal) {
    double[] numbers = equal(Weights.BUILT_IN.coarse(), Weights.BUILT_IN.givenCoarse());
    double best = goal.of(weights(numbers));
    for (double step : STEPS) {
      for (double factor : TOGETHER) {
        double[] other = Arrays.stream(numbers).map(each -> each * factor).toArray();
        double reached = goal.of(weights(other));
        if (reached > best) {
          best = reached;
          numbers = other;
        }
      }
      for (int i = 0; i < numbers.length; i++) {
        double before = numbers[i];
        double kept = before;
        for (double tried :
            before == 0 ? new double[0] : new double[] {before * step, before / step}) {
          numbers[i] = tried;
          double reached = goal.of(weights(numbers));
          if (reached > best) {
            best = reached;
            kept = tried;
          }
        }
        numbers[i] = kept;
      }
    }
    return weights(numbers);
  }

  /// Those of the plain series, then those given the season; each the mean of its own.
  private static double[] equal(double[] plain, double[] given) {
    double[] both = Arrays.copyOf(plain, plain.length + given.length);
    double usual = mean(plain);
    double usualGiven = mean(given);
    for (int i = 0; i < both.length; i++) {
      double known = i < plain.length ? plain[i] : given[i - plain.length];
      both[i] = known == 0 ? 0 : i < plain.length ? usual : usualGiven;
    }
    return both;
  }

  private static double mean(double[] weights) {
    return Arrays.stream(weights).filter(each -> each > 0).average().orElse(0);
  }

  private static Weights weights(double[] numbers) {
    int half = numbers.length / 2;
    return new Weights(
        Weights.BUILT_IN.fine(),
        Arrays.copyOf(numbers, half),
        Weights.BUILT_IN.givenFine(),
        Arrays.copyOfRange(numbers, half, numbers.length));
  }
}
