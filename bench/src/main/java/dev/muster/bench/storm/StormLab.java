package dev.muster.bench.storm;

import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.past.Rehearsal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Groups the alerts of storms without a server, reasons about the incidents and writes `predictions.json` into each folder, for `storm_score.py`.
///
/// Run: `java -cp ... dev.muster.bench.storm.StormLab FOLDER...`
public final class StormLab {
  private StormLab() {}

  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      run(Path.of(folder), System.out);
    }
  }

  /// Runs one storm.
  static void run(Path folder, PrintStream out) throws IOException {
    StormFolder storm = StormFolder.read(folder);
    long start = System.nanoTime();
    LearnedModel model = StormReplay.learn(storm);
    long learned = System.nanoTime();
    var insight = new StormInsight(storm);
    insight.learn(
        Rehearsal.play(
            storm.topology(),
            StormReplay.past(storm),
            storm.changes().stream().filter(each -> each.at().isBefore(storm.split())).toList(),
            StormInsight.ANSWERS_FROZEN));
    long taught = System.nanoTime();
    var replay = new StormReplay(storm, model);
    replay.listen(new InsightReplay(insight, storm.split()));
    Map<String, @Nullable String> alerts = replay.run();
    long done = System.nanoTime();
    Files.writeString(
        folder.resolve("predictions.json"),
        new JsonMapper().writeValueAsString(insight.predictions(alerts)));
    out.printf(
        "%s: learned from %d alerts in %.1f s, insight in %.1f s; %d signals in %.1f s, %d"
            + " decisions%n",
        folder.getFileName(),
        model.learnedFrom(),
        (learned - start) / 1e9,
        (taught - learned) / 1e9,
        storm.signals().size(),
        (done - taught) / 1e9,
        replay.decisions());
  }
}
