package dev.muster.bench.storm;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.EngineSettings;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Groups the alerts of storms without a server and measures what the engine alone costs: CPU time of its thread for learning and for
/// deciding, and memory. Events are read line by line, so that a storm of a million events fits into a small heap. Writes
/// `predictions.json` (groups only) into the folder, for `storm_score.py`. The truth is not read.
///
/// Run: `java -cp ... dev.muster.bench.storm.GroupingLab [option...] FOLDER...`, where an option worsens the world:
/// `--keep=0.5` keeps that share of the alerts, `--incidents=10` is all of the past that is known, `--topology=none`,
/// `--keys=numbers` gives other ids. `--out=NAME` names the file. `--model=NAME` keeps what was learned in a file of the folder and
/// uses it the next time; `--learning=none` learns nothing. `--doors` lets each alert arrive through the door of a service ({@link Doors});
/// with `--topology=none` beside it the house knows those services and which rests on which, and no more, and `--tool=NAME` gives it a
/// single integration; `--sources=tools` has monitors give their own name for the source of whatever they send. `--settings=` are those of {@link EngineSettings}, in order, by commas. `--decisions=NAME` writes every decision
/// into a file of the folder, one JSON object a line, to see why the engine did what it did.
public final class GroupingLab {
  private static final Duration FROZEN = Duration.ofMinutes(10);
  private static final JsonMapper JSON = new JsonMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path folder;
  private final Options options;
  private final Topology topology;
  private final Map<String, String> history = new HashMap<>();
  private final Instant split;
  private final Map<String, String> renamed = new HashMap<>();
  private @Nullable PrintWriter diary;
  private long learningNanos;
  private long engineNanos;
  private long mostHeap;

  /// What is taken away from the world.
  ///
  /// @param keep share of the alerts, 0 to 1
  /// @param incidents of the past that are known, the latest; with the noise from then on
  /// @param topology whether there is one
  /// @param numbers whether alerts have other ids
  /// @param model file in the folder that keeps what was learned; learned anew when it is not there; empty for none
  /// @param settings of the engine
  /// @param decisions file in the folder for the decisions; empty for none
  /// @param doors whether alerts arrive through the doors of services; then without a topology the services are known all the same
  /// @param learning whether anything is learned
  /// @param tool the only integration that there is; null for each its own
  /// @param signed whether monitors give their own name for the source
  record Options(
      double keep,
      int incidents,
      boolean topology,
      boolean numbers,
      String out,
      String model,
      EngineSettings settings,
      String decisions,
      boolean doors,
      boolean learning,
      @Nullable String tool,
      boolean signed) {}

  private GroupingLab(Path folder, Options options) throws IOException {
    this.folder = folder;
    this.options = options;
    Topology whole = StormFolder.topology(folder);
    this.doors =
        options.doors
            ? new Doors(folder, whole, options.topology, options.tool, options.signed)
            : null;
    this.topology =
        options.topology ? whole : doors == null ? Topology.empty() : doors.servicesOnly(whole);
    JsonNode known = JSON.readTree(folder.resolve("history.json").toFile());
    split = Instant.parse(known.get("split").asString());
    var ends = new ArrayList<String>();
    for (Map.Entry<String, JsonNode> each : known.get("incidents").properties()) {
      ends.add(each.getValue().get("start").asString() + "|" + each.getKey());
    }
    ends.sort(null);
    Set<String> chosen = new HashSet<>();
    Instant from = Instant.EPOCH;
    if (options.incidents < ends.size()) {
      for (String each : ends.subList(Math.max(0, ends.size() - options.incidents), ends.size())) {
        chosen.add(each.substring(each.indexOf('|') + 1));
      }
      from =
          options.incidents == 0
              ? Instant.MAX
              : Instant.parse(
                  ends.get(ends.size() - options.incidents)
                      .substring(0, ends.get(ends.size() - options.incidents).indexOf('|')));
    } else {
      known.get("incidents").properties().forEach(each -> chosen.add(each.getKey()));
    }
    knownFrom = from;
    known
        .get("alerts")
        .properties()
        .forEach(each -> {
          String label = each.getValue().asString();
          if (label.equals(StormFolder.NOISE) || chosen.contains(label)) {
            history.put(each.getKey(), label);
          }
        });
  }

  private final @Nullable Doors doors;
  private final Instant knownFrom;

  public static void main(String[] arguments) throws IOException {
    double keep = 1;
    int incidents = Integer.MAX_VALUE;
    boolean withTopology = true;
    boolean numbers = false;
    String out = "predictions.json";
    String model = "";
    String decisions = "";
    boolean doors = false;
    boolean learning = true;
    String tool = null;
    boolean signed = false;
    EngineSettings settings = EngineSettings.defaults();
    var folders = new ArrayList<Path>();
    for (String each : arguments) {
      if (each.startsWith("--keep=")) {
        keep = Double.parseDouble(each.substring(7));
      } else if (each.startsWith("--incidents=")) {
        incidents = Integer.parseInt(each.substring(12));
      } else if (each.equals("--topology=none")) {
        withTopology = false;
      } else if (each.equals("--doors")) {
        doors = true;
      } else if (each.equals("--learning=none")) {
        learning = false;
      } else if (each.equals("--sources=tools")) {
        signed = true;
      } else if (each.startsWith("--tool=")) {
        tool = each.substring(7);
      } else if (each.equals("--keys=numbers")) {
        numbers = true;
      } else if (each.startsWith("--out=")) {
        out = each.substring(6);
      } else if (each.startsWith("--model=")) {
        model = each.substring(8);
      } else if (each.startsWith("--decisions=")) {
        decisions = each.substring(12);
      } else if (each.startsWith("--settings=")) {
        double[] x =
            java.util.Arrays.stream(each.substring(11).split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        settings = new EngineSettings(x[0], x[1], x[2], x[3], x[4], x[5], x[6]);
      } else {
        folders.add(Path.of(each));
      }
    }
    var options =
        new Options(
            keep,
            incidents,
            withTopology,
            numbers,
            out,
            model,
            settings,
            decisions,
            doors,
            learning,
            tool,
            signed);
    for (Path folder : folders) {
      new GroupingLab(folder, options).run();
    }
  }

  private boolean kept(String key) {
    return options.keep >= 1
        || Math.floorMod(key.hashCode() * 0x9e3779b9, 10_000) < options.keep * 10_000;
  }

  private String id(String key) {
    return options.numbers
        ? renamed.computeIfAbsent(key, _ -> Integer.toString(renamed.size() * 7919 + 13))
        : key;
  }

  private AlertSighting named(AlertSighting alert) {
    AlertSighting each = doors == null ? alert : doors.through(alert);
    return options.numbers ? KeyedAlerts.called(each, id(each.alertId())) : each;
  }

  private void run() throws IOException {
    List<ChangeSighting> changes = StormFolder.changes(folder.resolve("changes.jsonl"));
    Path file = folder.resolve(options.model.isEmpty() ? "." : options.model);
    LearnedModel model;
    if (Files.isRegularFile(file)) {
      model = LearnedModel.read(Files.readAllBytes(file));
    } else if (!options.learning) {
      model = LearnedModel.none();
    } else {
      model = learn(changes);
      if (!options.model.isEmpty()) {
        Files.write(file, model.write());
      }
    }
    history.clear();
    var engine =
        new CorrelationEngine(
            topology, model.withoutHabits(), options.settings, number -> "P" + number);
    Map<String, @Nullable String> frozen = new LinkedHashMap<>();
    if (!options.decisions.isEmpty()) {
      diary = new PrintWriter(Files.newBufferedWriter(folder.resolve(options.decisions)));
    }
    long inputs = replay(engine, changes, frozen);
    if (diary != null) {
      diary.close();
    }
    Files.writeString(
        folder.resolve(options.out), JSON.writeValueAsString(Map.of("alerts", frozen)));
    System.out.printf(
        Locale.ROOT,
        "%s: learned from %d alerts in %.1f s CPU, bar %.2f; %d inputs in %.1f s CPU (%.0f us"
            + " each); heap at most %d MiB%n",
        folder.getFileName(),
        model.learnedFrom(),
        learningNanos / 1e9,
        model.bar().orElse(options.settings.open()),
        inputs,
        engineNanos / 1e9,
        engineNanos / 1e3 / Math.max(1, inputs),
        mostHeap >> 20);
  }

  /// In a method of its own, so that nothing of the past is held while the engine decides.
  private LearnedModel learn(List<ChangeSighting> changes) throws IOException {
    List<PastAlert> past = past();
    long began = cpu();
    LearnedModel model =
        Learner.learn(
            topology,
            past,
            changes.stream().filter(change -> change.at().isBefore(split)).toList());
    learningNanos = cpu() - began;
    return model;
  }

  private static long cpu() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private List<PastAlert> past() throws IOException {
    var resolved = new HashMap<String, Instant>();
    var first = new LinkedHashMap<String, AlertSighting>();
    var reader = new StormFolder.Reader();
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve("events.jsonl"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        StormFolder.Heard heard = reader.heard(line);
        if (heard.at().isAfter(split)) {
          break;
        }
        if (heard.at().isBefore(knownFrom) || !kept(heard.key())) {
          continue;
        }
        if (heard.sighting() == null) {
          resolved.putIfAbsent(heard.key(), heard.at());
        } else if (history.containsKey(heard.key())) {
          first.putIfAbsent(heard.key(), heard.sighting());
        }
      }
    }
    var past = new ArrayList<PastAlert>();
    first.forEach((key, sighting) -> {
      String label = history.get(key);
      past.add(
          new PastAlert(
              named(sighting),
              label == null || label.equals(StormFolder.NOISE) ? null : label,
              resolved.get(key)));
    });
    return past;
  }

  /// Keeps what was decided, for people to read.
  private void note(List<Decision> made, Instant at) {
    if (diary == null) {
      return;
    }
    for (Decision each : made) {
      diary.println(
          JSON.writeValueAsString(
              Map.of("at", at, "kind", each.getClass().getSimpleName(), "decision", each)));
    }
  }

  private record Arrived(String key, Instant at) {}

  private long replay(
      CorrelationEngine engine, List<ChangeSighting> changes, Map<String, @Nullable String> frozen)
      throws IOException {
    var waiting = new ArrayDeque<Arrived>();
    var keyed = new KeyedAlerts(engine);
    int change = 0;
    long inputs = 0;
    Instant tick = null;
    var reader = new StormFolder.Reader();
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve("events.jsonl"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        StormFolder.Heard heard = reader.heard(line);
        if (!kept(heard.key())) {
          continue;
        }
        String id = id(heard.key());
        tick = tick == null ? heard.at() : tick;
        long began = cpu();
        while (!tick.isAfter(heard.at())) {
          while (change < changes.size() && changes.get(change).at().isBefore(tick)) {
            engine.changed(changes.get(change++));
            inputs++;
          }
          note(engine.tick(tick), tick);
          freeze(engine, waiting, tick, frozen);
          tick = tick.plus(CorrelationEngine.TICK);
        }
        inputs++;
        if (heard.sighting() == null) {
          note(keyed.resolve(id, heard.at()), heard.at());
        } else {
          note(keyed.trigger(named(heard.sighting()), heard.opening(), heard.at()), heard.at());
          if (heard.opening() == 1) {
            waiting.add(new Arrived(heard.key(), heard.at()));
          }
        }
        engineNanos += cpu() - began;
        if (inputs % 20_000 == 0) {
          memory();
        }
      }
    }
    memory();
    while (!waiting.isEmpty() && tick != null) {
      engine.tick(tick);
      freeze(engine, waiting, tick, frozen);
      tick = tick.plus(CorrelationEngine.TICK);
    }
    return inputs;
  }

  private void memory() {
    mostHeap =
        Math.max(mostHeap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  private void freeze(
      CorrelationEngine engine,
      ArrayDeque<Arrived> waiting,
      Instant now,
      Map<String, @Nullable String> frozen) {
    while (!waiting.isEmpty() && !waiting.getFirst().at().plus(FROZEN).isAfter(now)) {
      String key = waiting.removeFirst().key();
      frozen.put(key, engine.incidentOf(id(key)).orElse(null));
    }
  }
}
