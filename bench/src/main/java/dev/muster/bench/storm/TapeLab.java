package dev.muster.bench.storm;

import dev.muster.correlate.past.Rehearsal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Judges the reasoning on groups that the engine formed once. With `--record` it lets the engine group the storm and keeps what it
/// asked in `groups.json`; without, it asks the same again and writes `predictions-recorded.json`, or what `--to` names, for
/// `storm_score.py`.
///
/// Run: `java -cp ... dev.muster.bench.storm.TapeLab [--record] [--to=FILE] FOLDER...`
public final class TapeLab {
  private TapeLab() {}

  public static void main(String[] arguments) throws IOException {
    boolean record = false;
    String answers = "predictions-recorded.json";
    for (String argument : arguments) {
      if (argument.equals("--record")) {
        record = true;
      } else if (argument.startsWith("--to=")) {
        answers = argument.substring("--to=".length());
      } else if (record) {
        record(Path.of(argument), System.out);
      } else {
        play(Path.of(argument), answers, System.out);
      }
    }
  }

  static void record(Path folder, PrintStream out) throws IOException {
    StormFolder storm = StormFolder.read(folder);
    long start = System.nanoTime();
    var tape = new GroupsTape();
    tape.rehearsed(
        Rehearsal.play(
            storm.topology(),
            StormReplay.past(storm),
            storm.changes().stream().filter(each -> each.at().isBefore(storm.split())).toList(),
            StormInsight.ANSWERS_FROZEN));
    var replay = new StormReplay(storm, StormReplay.learn(storm));
    replay.listen(new InsightReplay(tape, storm.split()));
    Map<String, @Nullable String> alerts = replay.run();
    tape.alerts(alerts);
    tape.write(folder);
    out.printf("%s: recorded in %.1f s%n", folder.getFileName(), (System.nanoTime() - start) / 1e9);
  }

  static void play(Path folder, String answers, PrintStream out) throws IOException {
    StormFolder storm = StormFolder.read(folder);
    GroupsTape tape = GroupsTape.read(folder);
    var insight = new StormInsight(storm);
    long start = System.nanoTime();
    insight.learn(tape.rehearsed());
    long learned = System.nanoTime();
    tape.play(insight);
    long done = System.nanoTime();
    Files.writeString(
        folder.resolve(answers),
        new JsonMapper().writeValueAsString(insight.predictions(tape.alerts())));
    out.printf(
        "%s: learned in %.1f s, answers in %.1f s%n",
        folder.getFileName(), (learned - start) / 1e9, (done - learned) / 1e9);
  }
}
