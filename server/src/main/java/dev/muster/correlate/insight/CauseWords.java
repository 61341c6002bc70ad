package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Says in plain words why a candidate was thought to be the cause: what set it apart from the others, weightiest first.
final class CauseWords {
  /// More reasons are not read.
  private static final int MOST = 4;

  /// What moves the odds by less than this, in natural logarithms, is no reason.
  private static final double LEAST = 0.15;

  private final Topology topology;
  private final Scene scene;
  private final Reach reach;
  private final double[] weights;
  private final double[] usual;

  /// @param candidates all of them: what most have in common is no reason for one
  CauseWords(
      Topology topology,
      Scene scene,
      Reach reach,
      double[] weights,
      List<CauseModel.Candidate> candidates) {
    this.topology = topology;
    this.scene = scene;
    this.reach = reach;
    this.weights = weights;
    usual = new double[weights.length];
    for (CauseModel.Candidate candidate : candidates) {
      for (int i = 0; i < usual.length; i++) {
        usual[i] += candidate.traits()[i] / candidates.size();
      }
    }
  }

  List<String> of(CauseModel.Candidate candidate) {
    Map<CauseModel.Trait, Double> moved = new EnumMap<>(CauseModel.Trait.class);
    for (CauseModel.Trait trait : CauseModel.Trait.values()) {
      int i = trait.ordinal();
      double by = weights[i] * (candidate.traits()[i] - usual[i]);
      if (Math.abs(by) >= LEAST) {
        moved.put(trait, by);
      }
    }
    var sentences = new LinkedHashSet<String>();
    if (candidate.traits()[CauseModel.Trait.SILENT.ordinal()] > 0) {
      sentences.add("It has no alert of its own; it is inferred from what rests on it.");
    }
    moved.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<CauseModel.Trait, Double>>comparingDouble(
                    e -> -Math.abs(e.getValue()))
                .thenComparing(Map.Entry::getKey))
        .map(e -> sentence(e.getKey(), e.getValue() > 0, candidate))
        .filter(sentence -> !sentence.isEmpty())
        .forEach(sentences::add);
    return new ArrayList<>(sentences).subList(0, Math.min(MOST, sentences.size()));
  }

  private String sentence(
      CauseModel.Trait trait, boolean speaksFor, CauseModel.Candidate candidate) {
    int entity = candidate.entity();
    return switch (trait) {
      case EXPLAINS, RELATIVE, EVIDENCE ->
          speaksFor ? resting(entity) : "Little of what cries rests on it.";
      case CREDIT ->
          speaksFor ? "It explains a part of the trouble that nothing else explains." : "";
      case EARLY -> speaksFor ? "What began first rests on it." : "";
      case AFTER -> speaksFor ? "What rests on it began after it." : "";
      case PASSED_BEST, PASSED_MEAN ->
          speaksFor ? "What rests on it cries as it did before when such a thing had failed." : "";
      case NAMED_BY ->
          speaksFor && scene.naming.containsKey(entity)
              ? "Alerts of kinds that used to name the cause name it."
              : "";
      case FITS_KIND ->
          speaksFor
              ? "Alerts of these kinds came before when a %s had failed."
                  .formatted(topology.entity(entity).kind().replace('_', ' '))
              : "";
      case FIRST, SERVICE_FIRST -> began(entity, speaksFor);
      case NAMED_SHARE, NAMED_COUNT ->
          scene.named.containsKey(entity) && speaksFor
              ? "Alerts of %.0f others name it.".formatted(scene.named.getOrDefault(entity, 0.0))
              : "";
      case BEHIND_NAMED -> speaksFor ? "What alerts of others name rests on it." : "";
      case NAMES_OTHERS -> speaksFor ? "" : "Its own alerts name something else.";
      case SIGN_BEST, SIGN_MEAN, WORDS ->
          speaksFor
              ? "Alerts of these kinds came from the cause before."
              : "Alerts of these kinds were symptoms before.";
      case BLAME_CRYING -> speaksFor ? "" : "It rests on something that cries itself.";
      case BLAME_NAMED -> speaksFor ? "" : "It rests on something that others name.";
      case QUIET_DEPENDANTS -> speaksFor ? "" : "Much of what rests on it is quiet.";
      case KIND ->
          speaksFor
              ? "Where a %s is involved it is often the cause."
                  .formatted(topology.entity(entity).kind().replace('_', ' '))
              : "";
      case ENTITY_PAST -> speaksFor ? "It was the cause before." : "";
      case SERVICE_PAST -> speaksFor ? "Its service was the cause before." : "";
      case CHANGED -> speaksFor ? "Something was changed there shortly before." : "";
      case LIKE_ENTITY, LIKE_SERVICE ->
          speaksFor ? "A past incident like this one had this cause." : "";
      case SEVERITY -> speaksFor ? "Its alerts are among the worst." : "";
      case BESIDE, BESIDE_FIRST ->
          speaksFor && scene.beside.containsKey(entity)
              ? "It cries itself, in no incident yet or in another."
              : "";
      case BESIDE_NAMED ->
          speaksFor && scene.namedBeside.containsKey(entity)
              ? "Alerts outside of the incident name it."
              : "";
      case BESIDE_EXPLAINS, BESIDE_BEST ->
          speaksFor ? "Things that cry outside of the incident rest on it too." : "";
      case SILENT, BESIDE_SERVICE, OWN_SHARE, OWN_COUNT, SERVICE_SHARE, IS_SERVICE, DEGREE -> "";
    };
  }

  private String resting(int entity) {
    long count =
        scene.nodes.keySet().stream()
            .filter(place -> place != entity && reach.upstream(place).containsKey(entity))
            .count();
    long others = scene.nodes.keySet().stream().filter(place -> place != entity).count();
    return count == 0 ? "" : "%d of %d others that cry rest on it.".formatted(count, others);
  }

  private String began(int entity, boolean speaksFor) {
    Scene.Node node = scene.nodes.get(entity);
    if (node == null) {
      return speaksFor ? "Its service was among the first in trouble." : "";
    }
    long seconds = Math.round((node.onset - scene.onset) / 1000);
    if (speaksFor) {
      return seconds < 5
          ? "Its trouble began first, allowing for how late each monitor notices."
          : "Its trouble began %d s after the first.".formatted(seconds);
    }
    return "Its trouble began %d s after the first.".formatted(seconds);
  }
}
