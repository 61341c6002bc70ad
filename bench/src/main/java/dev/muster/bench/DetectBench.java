package dev.muster.bench;

import dev.muster.bench.detect.DetectorCost;
import dev.muster.bench.detect.DetectorRun;
import dev.muster.bench.detect.LeaveOneOut;
import dev.muster.bench.detect.MadeUpJudgement;
import dev.muster.bench.detect.QuietMonth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The product's detector of series on files, and what it costs.
///
/// Run: `./muster bench detect --in DIR --out DIR` writes a score beside each row of each CSV (columns timestamp and value) below a
/// folder. `./muster bench detect --cost [--series 10000,50000,250000]` measures time and heap beside a random cut forest and a
/// moving average; a quarter of a million series need a heap of 4 GiB, `MUSTER_JAVA_OPTS="-Xmx4g -Xmn64m -XX:-UseG1GC
/// -XX:+UseSerialGC"`. `./muster bench detect --quiet` counts false alerts on seasonal series in which nothing is wrong; `--made` judges made-up curves and files whose anomalies are known.
/// `./muster bench detect --leave-one-out --in DIR --labels FILE` scores labelled files, with the weights of the product and with weights that
/// were chosen without the kind of files that is scored.
public final class DetectBench {
  private DetectBench() {}

  public static void main(String[] arguments) throws IOException {
    List<String> given = Arrays.asList(arguments);
    int in = given.indexOf("--in");
    int out = given.indexOf("--out");
    if (given.size() == 4 && in >= 0 && out >= 0 && in % 2 == 0 && out % 2 == 0) {
      if (!DetectorRun.over(Path.of(given.get(in + 1)), Path.of(given.get(out + 1)), System.out)) {
        System.exit(1);
      }
    } else if (arguments.length == 5
        && arguments[0].equals("--leave-one-out")
        && arguments[1].equals("--in")
        && arguments[3].equals("--labels")) {
      LeaveOneOut.print(Path.of(arguments[2]), Path.of(arguments[4]), System.out);
    } else if (arguments.length == 1 && arguments[0].equals("--cost")) {
      DetectorCost.print(new int[] {10_000, 50_000, 250_000});
      QuietMonth.print();
    } else if (arguments.length == 3
        && arguments[0].equals("--cost")
        && arguments[1].equals("--series")) {
      DetectorCost.print(
          Arrays.stream(arguments[2].split(",")).mapToInt(Integer::parseInt).toArray());
    } else if (arguments.length == 1 && arguments[0].equals("--quiet")) {
      QuietMonth.print();
    } else if (arguments.length == 1 && arguments[0].equals("--made")) {
      MadeUpJudgement.print();
    } else {
      System.err.println(
          """
          Usage: ./muster bench detect --in DIR --out DIR
                 ./muster bench detect --cost [--series 10000,50000,250000]
                 ./muster bench detect --quiet
                 ./muster bench detect --made
                 ./muster bench detect --leave-one-out --in DIR --labels FILE\
          """);
      System.exit(2);
    }
  }
}
