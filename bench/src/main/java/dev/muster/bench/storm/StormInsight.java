package dev.muster.bench.storm;

import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.insight.ChangeNote;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.insight.Insight;
import dev.muster.correlate.insight.InsightSettings;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.insight.Surroundings;
import dev.muster.correlate.insight.Symptom;
import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.past.Rehearsal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lets the reasoning loose on a storm: teaches it the history, then asks it about incidents however they were grouped, and keeps its
/// answers in the form of `predictions.json`.
public final class StormInsight implements Asked {
  /// Answers about an incident stand when it is so old.
  public static final Duration ANSWERS_FROZEN = Duration.ofMinutes(15);

  /// An alert of the past that was in no incident counts as noise after so long.
  private static final Duration NOTHING_AFTER = Duration.ofHours(2);

  /// An alert and when it arrived.
  record Arrived(Instant at, Symptom symptom) {}

  private final StormFolder storm;
  private final Insight insight;
  private final Map<String, Arrived> alerts = new LinkedHashMap<>();

  /// What opened again under the key of one of them.
  private final Map<String, Arrived> returns = new HashMap<>();

  private final ArrayDeque<ChangeNote> changes = new ArrayDeque<>();
  private final Map<String, Object> root = new LinkedHashMap<>();
  private final Map<String, Object> change = new LinkedHashMap<>();
  private final Map<String, Object> similar = new LinkedHashMap<>();
  private final Map<String, Object> seen = new LinkedHashMap<>();
  private final Map<String, Object> sure = new LinkedHashMap<>();
  private final List<Map<String, Object>> warnings = new ArrayList<>();

  /// Reads all alerts of the storm, in the order of their arrival.
  public StormInsight(StormFolder storm) {
    this.storm = storm;
    Topology topology = storm.topology();
    insight = new Insight(topology, InsightSettings.USUAL);
    var reader = new AlertReader(topology);
    for (StormFolder.Heard heard : storm.signals()) {
      if (heard.sighting() != null && heard.opening() > 0) {
        String id = KeyedAlerts.id(heard.key(), heard.opening());
        var arrived =
            new Arrived(
                heard.at(),
                Symptom.of(reader.read(KeyedAlerts.called(heard.sighting(), id)), topology));
        (heard.opening() == 1 ? alerts : returns).put(id, arrived);
      }
    }
    var resolver = EntityResolver.of(topology);
    storm.changes().forEach(each -> changes.add(ChangeNote.of(each, resolver)));
  }

  /// The alerts, by key, in the order of their arrival.
  Map<String, Arrived> alerts() {
    return alerts;
  }

  /// When an alert arrived.
  Instant arrivalOf(String key) {
    Arrived alert = alerts.get(key);
    if (alert == null) {
      throw new IllegalArgumentException("no alert " + key);
    }
    return alert.at();
  }

  /// Teaches what is known of the time before the split, in the order in which it became known.
  public void learn() {
    learn(List.of());
  }

  /// The same.
  ///
  /// @param rehearsed what the past looked like to an engine that did not know it
  public void learn(List<Rehearsal.Case> rehearsed) {
    var members = new HashMap<String, List<Symptom>>();
    alerts.forEach((key, alert) -> {
      String label = storm.history().get(key);
      if (label != null && !label.equals(StormFolder.NOISE)) {
        members.computeIfAbsent(label, none -> new ArrayList<>()).add(alert.symptom());
      }
    });
    var heard = new Surroundings(alerts.size());
    for (Arrived alert : alerts.values()) {
      if (alert.at().isBefore(storm.split())) {
        heard.add(alert.symptom());
      }
    }
    var ended = new ArrayList<PastIncident>();
    storm
        .incidents()
        .forEach((id, json) -> {
          if (members.containsKey(id)) {
            ended.add(past(id, json, members.get(id), looks(id, rehearsed, heard)));
          }
        });
    ended.sort(Comparator.comparing(PastIncident::ended).thenComparing(PastIncident::id));
    var settled = new ArrayDeque<>(ended);
    var quiet = new ArrayDeque<Arrived>();
    for (Arrived alert : alerts.values()) {
      if (!alert.at().isBefore(storm.split())) {
        break;
      }
      changedUntil(alert.at());
      while (!settled.isEmpty() && settled.getFirst().ended().isBefore(alert.at())) {
        insight.learn(settled.removeFirst());
      }
      while (!quiet.isEmpty() && quiet.getFirst().at().plus(NOTHING_AFTER).isBefore(alert.at())) {
        insight.cameToNothing(quiet.removeFirst().symptom());
      }
      insight.hear(alert.symptom());
      if (StormFolder.NOISE.equals(storm.history().get(alert.symptom().alert()))) {
        quiet.add(alert);
      }
    }
    changedUntil(storm.split());
    settled.forEach(insight::learn);
    quiet.forEach(alert -> insight.cameToNothing(alert.symptom()));
    insight.settle();
  }

  private List<PastIncident.Look> looks(
      String incident, List<Rehearsal.Case> rehearsed, Surroundings past) {
    return Rehearsal.looks(
        rehearsed.stream().filter(one -> one.incident().equals(incident)).toList(),
        key -> incident.equals(storm.history().get(key)),
        key -> alerts.containsKey(key) ? alerts.get(key).symptom() : null,
        past);
  }

  private static PastIncident past(
      String id, JsonNode json, List<Symptom> symptoms, List<PastIncident.Look> looks) {
    var sameAs = new ArrayList<String>();
    json.get("twins").forEach(twin -> sameAs.add(twin.asString()));
    Instant opened =
        symptoms.stream().map(Symptom::onset).min(Comparator.naturalOrder()).orElseThrow();
    return new PastIncident(
        id,
        opened,
        Instant.parse(json.get("failure_at").asString()),
        Instant.parse(json.get("end").asString()),
        json.get("root_entity").asString(),
        json.get("root_service").asString(),
        json.get("change").isNull()
            ? new PastIncident.Verdict.NoChange()
            : new PastIncident.Verdict.ByChange(json.get("change").asString()),
        sameAs,
        null,
        symptoms,
        looks);
  }

  /// Tells of all changes recorded by then.
  @Override
  public void changedUntil(Instant now) {
    while (!changes.isEmpty() && !changes.getFirst().recorded().isAfter(now)) {
      insight.changed(changes.removeFirst());
    }
  }

  /// Tells of an alert as it arrives.
  @Override
  public void hear(String id, Instant now) {
    Arrived alert = alerts.getOrDefault(id, returns.get(id));
    if (alert != null && !now.isBefore(storm.split())) {
      insight.hear(alert.symptom()).ifPresent(warning -> warned(warning, now));
    }
  }

  private void warned(Warning warning, Instant now) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("at", now.toString());
    entry.put("service", warning.service());
    entry.put("matches", warning.incidents());
    entry.put("probability", warning.probability());
    entry.put("words", warning.words());
    warnings.add(entry);
  }

  /// Asks about an incident and lets the answers stand.
  @Override
  public void answer(String incident, Collection<String> keys, Instant now) {
    changedUntil(now);
    Findings findings = insight.explain(symptoms(keys, now), now);
    root.put(incident, entities(findings));
    change.put(incident, ranked(findings));
    similar.put(incident, findings.similar().stream().map(Findings.Similar::id).toList());
    seen.put(incident, List.copyOf(keys));
    sure.put(incident, sure(findings));
  }

  /// How sure each first answer is, to see whether what is called likely comes as often.
  private static Map<String, Object> sure(Findings findings) {
    return Map.of(
        "root",
        findings.services().isEmpty() ? 0 : findings.services().getFirst().probability(),
        "change",
        findings.changes().isEmpty() ? 0 : findings.changes().getFirst().probability(),
        "none",
        findings.noChange(),
        "similar",
        findings.similar().isEmpty() ? 0 : findings.similar().getFirst().probability());
  }

  /// Per service, likeliest first, its likeliest entity.
  private static List<String> entities(Findings findings) {
    var entities = new ArrayList<String>();
    for (Findings.Suspect service : findings.services()) {
      String best = service.id();
      for (Findings.Suspect entity : findings.entities().reversed()) {
        best = service.id().equals(entity.service()) ? entity.id() : best;
      }
      entities.add(best);
    }
    return entities;
  }

  /// Changes with "none" at its place among them.
  private static List<@Nullable String> ranked(Findings findings) {
    var ranked = new ArrayList<@Nullable String>();
    boolean said = false;
    for (Findings.SuspectChange suspect : findings.changes()) {
      boolean doubted = findings.noChange() > suspect.probability() || findings.change() == null;
      if (!said && doubted) {
        ranked.add(null);
        said = true;
      }
      ranked.add(suspect.change().id());
    }
    return ranked;
  }

  /// The other incident became one with that one after its answers stood: they stand for both.
  @Override
  public void sameAnswer(String answered, String other) {
    for (Map<String, Object> answers : List.of(root, change, similar, seen, sure)) {
      Object answer = answers.get(answered);
      if (answer != null) {
        answers.putIfAbsent(other, answer);
      }
    }
  }

  /// The incident is over; nobody said what it was.
  @Override
  public void over(String incident, Collection<String> keys, Instant now) {
    insight.remember(incident, symptoms(keys, now), now);
  }

  private List<Symptom> symptoms(Collection<String> keys, Instant now) {
    var symptoms = new ArrayList<Symptom>();
    for (String key : keys) {
      Arrived alert = alerts.getOrDefault(key, returns.get(key));
      if (alert != null && !alert.at().isAfter(now)) {
        symptoms.add(alert.symptom());
      }
    }
    return symptoms;
  }

  /// What was answered, as `storm_score.py` wants it; beside it, in `seen`, the alerts on which each answer rests, and in `sure` the
  /// probabilities, to look into errors.
  ///
  /// @param grouping incident per alert, null for none
  public Map<String, Object> predictions(Map<String, @Nullable String> grouping) {
    var predictions = new LinkedHashMap<String, Object>();
    predictions.put("alerts", grouping);
    predictions.put("root", root);
    predictions.put("change", change);
    predictions.put("similar", similar);
    predictions.put("warnings", warnings);
    predictions.put("seen", seen);
    predictions.put("sure", sure);
    return predictions;
  }
}
