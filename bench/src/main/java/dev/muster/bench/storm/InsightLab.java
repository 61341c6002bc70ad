package dev.muster.bench.storm;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the reasoning would reach if alerts were grouped without fault: groups them by the truth, which the reasoning itself never
/// sees, and writes `predictions-true-groups.json` into each folder, for `storm_score.py`. An upper bound, to tell errors of
/// reasoning from errors of grouping.
///
/// Run: `java -cp ... dev.muster.bench.storm.InsightLab FOLDER...`
public final class InsightLab {
  private static final JsonMapper JSON = new JsonMapper();

  private InsightLab() {}

  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      run(Path.of(folder), System.out);
    }
  }

  private record Event(Instant at, int order, String id) {}

  static void run(Path folder, PrintStream out) throws IOException {
    StormFolder storm = StormFolder.read(folder);
    JsonNode truth = JSON.readTree(folder.resolve("truth.json").toFile());
    long start = System.nanoTime();
    var insight = new StormInsight(storm);
    long read = System.nanoTime();
    insight.learn();
    long learned = System.nanoTime();
    Map<String, @Nullable String> grouping = new HashMap<>();
    Map<String, List<String>> members = new TreeMap<>();
    var events =
        new PriorityQueue<>(
            Comparator.comparing(Event::at)
                .thenComparingInt(Event::order)
                .thenComparing(Event::id));
    insight
        .alerts()
        .forEach((key, alert) -> {
          String label = truth.get("alerts").path(key).asString(StormFolder.NOISE);
          grouping.put(key, label.equals(StormFolder.NOISE) ? null : label);
          events.add(new Event(alert.at(), 0, key));
          if (!label.equals(StormFolder.NOISE) && !storm.incidents().containsKey(label)) {
            members.computeIfAbsent(label, none -> new ArrayList<>()).add(key);
          }
        });
    members.forEach((incident, keys) -> {
      Instant opened = insight.arrivalOf(keys.getFirst());
      events.add(new Event(opened.plus(StormInsight.ANSWERS_FROZEN), 1, incident));
      events.add(new Event(insight.arrivalOf(keys.getLast()).plusSeconds(1_800), 2, incident));
    });
    int answers = 0;
    while (!events.isEmpty()) {
      Event event = events.remove();
      switch (event.order()) {
        case 0 -> insight.hear(event.id(), event.at());
        case 1 -> {
          insight.answer(event.id(), members.getOrDefault(event.id(), List.of()), event.at());
          answers++;
        }
        default ->
            insight.over(event.id(), members.getOrDefault(event.id(), List.of()), event.at());
      }
    }
    long done = System.nanoTime();
    Files.writeString(
        folder.resolve("predictions-true-groups.json"),
        JSON.writeValueAsString(insight.predictions(grouping)));
    out.printf(
        "%s: read %d alerts in %.1f s, learned in %.1f s, %d answers in %.1f s%n",
        folder.getFileName(),
        insight.alerts().size(),
        (read - start) / 1e9,
        (learned - read) / 1e9,
        answers,
        (done - learned) / 1e9);
  }
}
