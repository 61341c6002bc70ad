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

  /// What cries at the time of the incident without being part of it, by place: the most that it cries, and when that began.
  final Weights beside = new Weights();

  final Weights besideOnset = new Weights();

  /// How many things beside it name something, by the weight of what they cry.
  final Weights namedBeside = new Weights();

  /// Per service the most that one of its things beside it cries.
  final Weights serviceBeside = new Weights();

  /// Half of the weight of what cries beside is lost for each so much between the beginnings, in milliseconds.
  private static final double NEAR_MS = 420_000;

  final List<Symptom> clues;
  double onset = Double.MAX_VALUE;
  double weight;

  private record Timed(Placed placed, double began) {
    static final Comparator<Timed> EARLIEST =
        (one, other) -> {
          int earlier = Double.compare(one.began, other.began);
          return earlier != 0
              ? earlier
              : one.placed.clue().alert().compareTo(other.placed.clue().alert());
        };
  }

  /// @param around what else cried meanwhile
  Scene(Topology topology, Collection<Symptom> all, Collection<Placed> around, Cries cries) {
    var timed = new ArrayList<Timed>(all.size());
    for (Symptom clue : all) {
      Placed placed = Placed.of(topology, cries, clue);
      timed.add(new Timed(placed, clue.at() - cries.late(placed.cry())));
    }
    timed.sort(Timed.EARLIEST);
    clues = timed.stream().map(one -> one.placed.clue()).toList();
    for (Timed one : timed) {
      Placed placed = one.placed;
      Symptom clue = placed.clue();
      double began = one.began;
      onset = Math.min(onset, began);
      int place = placed.place();
      if (place < 0) {
        continue;
      }
      double value = cries.worth(placed.cry());
      Node node = nodes.computeIfAbsent(place, Node::new);
      node.clues.add(clue);
      // the second cry of the same thing says less than the first
      double more = node.signs.add(clue.sign()) ? value / Math.sqrt(node.signs.size()) : 0;
      node.weight += more;
      weight += more;
      node.onset = Math.min(node.onset, began);
      node.severity = Math.max(node.severity, clue.badness());
      if (placed.service() >= 0) {
        serviceWeight.merge(placed.service(), more, Double::sum);
        serviceOnset.merge(placed.service(), began, Math::min);
      }
      for (int other : placed.mentions()) {
        node.names.add(other);
        naming.computeIfAbsent(other, _ -> new TreeSet<>()).add(clue.sign());
      }
    }
    for (Node node : nodes.values()) {
      for (int name : node.names) {
        named.merge(name, 1.0, Double::sum);
      }
    }
    for (Placed placed : around) {
      if (placed.place() >= 0) {
        beside(placed, cries);
      }
    }
  }

  /// The kinds of alert of all that cries.
  Set<String> signs() {
    var signs = new TreeSet<String>();
    nodes.values().forEach(node -> signs.addAll(node.signs));
    return signs;
  }

  private void beside(Placed placed, Cries cries) {
    double began = placed.clue().at() - cries.late(placed.cry());
    double weight = cries.worth(placed.cry()) * Math.pow(0.5, Math.abs(began - onset) / NEAR_MS);
    beside.most(placed.place(), weight);
    besideOnset.least(placed.place(), began);
    if (placed.service() >= 0) {
      serviceBeside.most(placed.service(), weight);
    }
    for (int other : placed.mentions()) {
      namedBeside.add(other, weight);
    }
  }
}
