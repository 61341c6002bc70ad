package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// One incident laid out on the topology: who cries, since when, and who is named by others.
final class Scene {
  /// A thing that cries.
  static final class Node {
    final int place;
    final List<Symptom> clues = new ArrayList<>();
    final TreeSet<String> signs = new TreeSet<>();
    final TreeSet<Integer> names = new TreeSet<>();
    double onset = Double.MAX_VALUE;
    double weight;
    int severity;

    Node(int place) {
      this.place = place;
    }
  }

  final SortedMap<Integer, Node> nodes = new TreeMap<>();

  /// How many crying things name it, by the weight of what they cry.
  final SortedMap<Integer, Double> named = new TreeMap<>();

  /// Which kinds of alert name it.
  final SortedMap<Integer, TreeSet<String>> naming = new TreeMap<>();

  /// Weight of the cries per service, and when its first came.
  final SortedMap<Integer, Double> serviceWeight = new TreeMap<>();

  final SortedMap<Integer, Double> serviceOnset = new TreeMap<>();

  /// What cries beside the incident, by place: see {@link Beside}.
  final SortedMap<Integer, Beside> beside = new TreeMap<>();

  /// How many things beside it name something, by the weight of what they cry.
  final SortedMap<Integer, Double> namedBeside = new TreeMap<>();

  /// Per service the most that one of its things beside it cries.
  final SortedMap<Integer, Double> serviceBeside = new TreeMap<>();

  /// A thing that cries at the time of the incident without being part of it.
  static final class Beside {
    double weight;
    double onset = Double.MAX_VALUE;
  }

  /// Half of the weight of what cries beside is lost for each so much between the beginnings, in milliseconds.
  private static final double NEAR_MS = 420_000;

  final List<Symptom> clues;
  double onset = Double.MAX_VALUE;
  double weight;

  /// @param worth how much a cry counts, 0 to 1: little when it is often heard for no reason
  /// @param around what else cried meanwhile
  Scene(
      Topology topology,
      Collection<Symptom> all,
      Collection<Symptom> around,
      Lags lags,
      ToDoubleFunction<Symptom> worth) {
    record Timed(Symptom clue, double began) {}
    List<Timed> timed =
        all.stream()
            .map(clue -> new Timed(clue, lags.onset(clue)))
            .sorted(Comparator.comparingDouble(Timed::began).thenComparing(one -> one.clue.alert()))
            .toList();
    clues = timed.stream().map(Timed::clue).toList();
    for (Timed one : timed) {
      Symptom clue = one.clue;
      double began = one.began;
      onset = Math.min(onset, began);
      int place = clue.place() == null ? -1 : topology.indexOf(clue.place());
      if (place < 0) {
        continue;
      }
      double value = worth.applyAsDouble(clue);
      Node node = nodes.computeIfAbsent(place, Node::new);
      node.clues.add(clue);
      // the second cry of the same thing says less than the first
      double more = node.signs.add(clue.sign()) ? value / Math.sqrt(node.signs.size()) : 0;
      node.weight += more;
      weight += more;
      node.onset = Math.min(node.onset, began);
      node.severity = Math.max(node.severity, clue.badness());
      int service =
          clue.service() == null ? topology.serviceOf(place) : topology.indexOf(clue.service());
      if (service >= 0) {
        serviceWeight.merge(service, more, Double::sum);
        serviceOnset.merge(service, began, Math::min);
      }
      for (String name : clue.mentions()) {
        int other = topology.indexOf(name);
        if (other >= 0 && other != place && other != service) {
          node.names.add(other);
          naming.computeIfAbsent(other, _ -> new TreeSet<>()).add(clue.sign());
        }
      }
    }
    for (Node node : nodes.values()) {
      for (int name : node.names) {
        named.merge(name, 1.0, Double::sum);
      }
    }
    for (Symptom clue : around) {
      beside(topology, clue, lags.onset(clue), worth.applyAsDouble(clue));
    }
  }

  /// The kinds of alert of all that cries.
  Set<String> signs() {
    var signs = new TreeSet<String>();
    nodes.values().forEach(node -> signs.addAll(node.signs));
    return signs;
  }

  private void beside(Topology topology, Symptom clue, double began, double worth) {
    int place = clue.place() == null ? -1 : topology.indexOf(clue.place());
    if (place < 0) {
      return;
    }
    double weight = worth * Math.pow(0.5, Math.abs(began - onset) / NEAR_MS);
    Beside here = beside.computeIfAbsent(place, _ -> new Beside());
    here.weight = Math.max(here.weight, weight);
    here.onset = Math.min(here.onset, began);
    int service =
        clue.service() == null ? topology.serviceOf(place) : topology.indexOf(clue.service());
    if (service >= 0) {
      serviceBeside.merge(service, weight, Math::max);
    }
    for (String name : clue.mentions()) {
      int other = topology.indexOf(name);
      if (other >= 0 && other != place && other != service) {
        namedBeside.merge(other, weight, Double::sum);
      }
    }
  }
}
