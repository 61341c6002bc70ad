package dev.muster.bench.storm;

import dev.muster.correlate.past.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the engine made of a storm, kept so that the reasoning can be judged again and again on the very same groups, in seconds and
/// whatever became of the engine since: how the past looked to it, what it asked about when, and where each alert lay in the end.
final class GroupsTape implements Asked {
  /// File in the folder of the storm.
  static final String FILE = "groups.json";

  private static final JsonMapper JSON = new JsonMapper();

  /// One question.
  ///
  /// @param kind `heard`, `answer`, `same` or `over`
  /// @param id alert for `heard`, incident for the others
  /// @param alerts of the incident; the other incident for `same`
  private record Call(String kind, String id, List<String> alerts, Instant at) {}

  private final List<Rehearsal.Case> rehearsed = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, @Nullable String> alerts = new HashMap<>();

  @Override
  public void hear(String alert, Instant now) {
    calls.add(new Call("heard", alert, List.of(), now));
  }

  @Override
  public void changedUntil(Instant now) {
    // every question tells the time of its own
  }

  @Override
  public void answer(String incident, Collection<String> alerts, Instant now) {
    calls.add(new Call("answer", incident, List.copyOf(alerts), now));
  }

  @Override
  public void sameAnswer(String answered, String other) {
    calls.add(new Call("same", answered, List.of(other), Instant.EPOCH));
  }

  @Override
  public void over(String incident, Collection<String> alerts, Instant now) {
    calls.add(new Call("over", incident, List.copyOf(alerts), now));
  }

  /// How the past looked.
  List<Rehearsal.Case> rehearsed() {
    return List.copyOf(rehearsed);
  }

  /// Incident per alert, null for none.
  Map<String, @Nullable String> alerts() {
    return alerts;
  }

  /// Takes down how the past looked.
  void rehearsed(List<Rehearsal.Case> cases) {
    rehearsed.addAll(cases);
  }

  /// Takes down where each alert lay when the answer stood.
  void alerts(Map<String, @Nullable String> grouping) {
    alerts.putAll(grouping);
  }

  /// Asks all questions once more.
  void play(Asked asked) {
    for (Call call : calls) {
      if (!call.kind.equals("same")) {
        asked.changedUntil(call.at);
      }
      switch (call.kind) {
        case "heard" -> asked.hear(call.id, call.at);
        case "answer" -> asked.answer(call.id, call.alerts, call.at);
        case "same" -> asked.sameAnswer(call.id, call.alerts.getFirst());
        default -> asked.over(call.id, call.alerts, call.at);
      }
    }
  }

  void write(Path folder) throws IOException {
    var all = new LinkedHashMap<String, Object>();
    all.put(
        "rehearsed",
        rehearsed.stream()
            .map(one -> List.of(one.incident(), one.at().toString(), one.alerts()))
            .toList());
    all.put(
        "calls",
        calls.stream()
            .map(call -> List.of(call.kind, call.id, call.at.toString(), call.alerts))
            .toList());
    all.put("alerts", alerts);
    Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(all));
  }

  static GroupsTape read(Path folder) throws IOException {
    JsonNode all = JSON.readTree(folder.resolve(FILE).toFile());
    var tape = new GroupsTape();
    for (JsonNode one : all.get("rehearsed")) {
      tape.rehearsed.add(
          new Rehearsal.Case(
              one.get(0).asString(), Instant.parse(one.get(1).asString()), strings(one.get(2))));
    }
    for (JsonNode one : all.get("calls")) {
      tape.calls.add(
          new Call(
              one.get(0).asString(),
              one.get(1).asString(),
              strings(one.get(3)),
              Instant.parse(one.get(2).asString())));
    }
    all.get("alerts")
        .properties()
        .forEach(one ->
            tape.alerts.put(
                one.getKey(), one.getValue().isNull() ? null : one.getValue().asString()));
    return tape;
  }

  private static List<String> strings(JsonNode node) {
    var all = new ArrayList<String>();
    node.forEach(one -> all.add(one.asString()));
    return all;
  }
}
