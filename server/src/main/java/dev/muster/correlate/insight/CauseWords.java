package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import dev.muster.kernel.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Says in plain words why a candidate was thought to be the cause: what set it apart from the others, weightiest first. What sets it
/// apart decides whether a reason is given, and a fact of its own whether it is true: to be less unlikely than the others is none.
final class CauseWords {
  /// More reasons are not read.
  private static final int MOST = 4;

  /// What moves the odds by less than this, in natural logarithms, is no reason.
  private static final double LEAST = 0.15;

  /// From such a share of the trouble on much of it falls to a candidate.
  private static final double MUCH = 0.25;

  private final Topology topology;
  private final Scene scene;
  private final Map<String, String> elsewhere;
  private final Reach reach;
  private final double[] weights;
  private final double[] usual;

  /// By candidate what cries and rests on it, once that was asked.
  private final Map<Integer, List<Scene.Node>> resting = new HashMap<>();

  /// @param elsewhere see {@link Elsewhere#said}
  /// @param candidates all of them: what most have in common is no reason for one
  CauseWords(
      Topology topology,
      Scene scene,
      Map<String, String> elsewhere,
      Reach reach,
      double[] weights,
      List<CauseModel.Candidate> candidates) {
    this.topology = topology;
    this.scene = scene;
    this.elsewhere = elsewhere;
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
    String there = elsewhere.get(topology.entity(candidate.entity()).id());
    if (there != null) {
      sentences.add(there);
    } else if (candidate.traits()[CauseModel.Trait.SILENT.ordinal()] > 0) {
      sentences.add(
          scene.beside.has(candidate.entity())
              ? "It has no alert in this incident, but had one lately, in another or in none."
              : "It has no alert of its own; it is inferred from what rests on it.");
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
    double value = candidate.traits()[trait.ordinal()];
    boolean has = speaksFor && value > 0;
    return switch (trait) {
      case EXPLAINS, RELATIVE, EVIDENCE -> speaksFor ? resting(entity) : littleRestsOn(entity);
      case CREDIT -> speaksFor && value >= MUCH ? "Much of the trouble falls to it." : "";
      case EARLY -> speaksFor && holdsUpTheFirst(entity) ? "What began first rests on it." : "";
      case AFTER -> speaksFor && beganBefore(entity) ? "What rests on it began after it." : "";
      case PASSED_BEST, PASSED_MEAN ->
          has ? "What rests on it has alerts as it had before when such a thing had failed." : "";
      case NAMED_BY ->
          has && scene.naming.containsKey(entity)
              ? "Alerts of kinds that used to name the cause name it."
              : "";
      case FITS_KIND ->
          has
              ? "Alerts of these kinds came before when a %s had failed."
                  .formatted(topology.entity(entity).kind().replace('_', ' '))
              : "";
      case FIRST, SERVICE_FIRST -> began(entity, speaksFor);
      case NAMED_SHARE, NAMED_COUNT ->
          scene.named.containsKey(entity) && speaksFor
              ? "Alerts of %.0f others name it.".formatted(scene.named.getOrDefault(entity, 0.0))
              : "";
      case BEHIND_NAMED -> has ? "What alerts of others name rests on it." : "";
      case NAMES_OTHERS -> speaksFor || value <= 0 ? "" : "Its own alerts name something else.";
      case SIGN_BEST, SIGN_MEAN, WORDS ->
          has
              ? "Alerts of these kinds came from the cause before."
              : !speaksFor && value < 0 ? "Alerts of these kinds were symptoms before." : "";
      case BLAME_CRYING ->
          speaksFor || value <= 0 ? "" : "It rests on something that has alerts itself.";
      case BLAME_NAMED -> speaksFor || value <= 0 ? "" : "It rests on something that others name.";
      case QUIET_DEPENDANTS ->
          !speaksFor && mostlyQuietAbove(entity) ? "Much of what rests on it is quiet." : "";
      case KIND ->
          has
              ? "Where a %s is involved it is often the cause."
                  .formatted(topology.entity(entity).kind().replace('_', ' '))
              : "";
      case ENTITY_PAST -> has ? "It was the cause before." : "";
      case SERVICE_PAST -> has ? "Its service was the cause before." : "";
      case CHANGED -> has ? "Something was changed there shortly before." : "";
      case LIKE_ENTITY, LIKE_SERVICE -> has ? "A past incident like this one had this cause." : "";
      case SILENT_KIND ->
          candidate.traits()[CauseModel.Trait.SILENT.ordinal()] == 0
              ? ""
              : silence(entity, has && value >= CauseModel.HALF_SILENT, !speaksFor && value < 0);
      case SILENT_HEARD ->
          speaksFor || value <= 0 ? "" : "It often has alerts, and now it is quiet.";
      case HEARD -> "";
      case SEVERITY -> has ? "Its alerts are among the worst." : "";
      // said of it in any case, see above
      case BESIDE, BESIDE_FIRST -> "";
      case BESIDE_NAMED ->
          speaksFor && scene.namedBeside.has(entity)
              ? "Alerts outside of the incident name it."
              : "";
      case BESIDE_EXPLAINS, BESIDE_BEST ->
          has ? "Things with alerts outside of the incident rest on it too." : "";
      case SILENT, BESIDE_SERVICE, OWN_SHARE, OWN_COUNT, SERVICE_SHARE, IS_SERVICE, DEGREE -> "";
    };
  }

  private String silence(int entity, boolean often, boolean seldom) {
    String kind = topology.entity(entity).kind().replace('_', ' ');
    if (often) {
      return "A %s that fails often has no alert of its own.".formatted(kind);
    }
    return seldom ? "A %s that fails mostly has alerts of its own.".formatted(kind) : "";
  }

  /// What cries and rests on it, itself left out.
  private List<Scene.Node> restingOn(int entity) {
    return resting.computeIfAbsent(entity, this::found);
  }

  private List<Scene.Node> found(int entity) {
    return scene.nodes.values().stream()
        .filter(node -> node.place != entity && reach.upstream(node.place).contains(entity))
        .toList();
  }

  /// Whether something that began with the first, as far as monitors tell that apart, rests on it.
  private boolean holdsUpTheFirst(int entity) {
    return restingOn(entity).stream()
        .anyMatch(node -> node.onset <= scene.onset + CauseModel.CLOSE_MS);
  }

  /// Whether it cried before most of what rests on it.
  private boolean beganBefore(int entity) {
    Scene.Node own = scene.nodes.get(entity);
    List<Scene.Node> resting = restingOn(entity);
    return own != null
        && 2 * resting.stream().filter(node -> node.onset > own.onset).count() > resting.size();
  }

  private String resting(int entity) {
    long count = restingOn(entity).size();
    long others = others(entity);
    if (count == 0) {
      return "";
    }
    if (others == 1) {
      return "The other thing with alerts rests on it.";
    }
    return count < others
        ? "%d of the %d other things with alerts %s on it."
            .formatted(count, others, count == 1 ? "rests" : "rest")
        : others == 2
            ? "Both other things with alerts rest on it."
            : "All %d other things with alerts rest on it.".formatted(others);
  }

  /// However little it explains each of them by: less than half of what cries elsewhere.
  private String littleRestsOn(int entity) {
    int count = restingOn(entity).size();
    return 2L * count >= others(entity)
        ? ""
        : count == 0
            ? "None of the other things with alerts rests on it."
            : "Few of the other things with alerts rest on it.";
  }

  private long others(int entity) {
    return scene.nodes.keySet().stream().filter(place -> place != entity).count();
  }

  /// Whether more than half of what rests directly on it does not cry.
  private boolean mostlyQuietAbove(int entity) {
    int[] above = topology.dependants(entity);
    long quiet = Arrays.stream(above).filter(place -> !scene.nodes.containsKey(place)).count();
    return 2 * quiet > above.length;
  }

  private String began(int entity, boolean speaksFor) {
    Scene.Node node = scene.nodes.get(entity);
    if (node == null) {
      return speaksFor ? "Its service was among the first in trouble." : "";
    }
    long seconds = Math.round((node.onset - scene.onset) / 1000);
    return speaksFor && seconds < 5
        ? "Its trouble began first, allowing for how late each monitor notices."
        : "Its trouble began %s after the first."
            .formatted(Moments.words(Duration.ofSeconds(seconds)));
  }
}
