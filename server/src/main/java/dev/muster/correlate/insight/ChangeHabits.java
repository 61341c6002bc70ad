package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What alerts tell of changes, by what was found of past incidents: whether a change was behind such alerts at all, of what kind it was
/// then, and whether such trouble shows soon after a change or late. Asked of the alerts of one service, since those of its victims tell
/// of the victims.
final class ChangeHabits {
  /// Harm that shows later than this after a change is late, in minutes.
  private static final double LATE = 60;

  private final Topology topology;
  private final Tally signs = new Tally(0.4, 3);
  private final Tally words = new Tally(0.4, 6);
  private final Tally late = new Tally(0.25, 3);
  private final Association types = new Association();

  ChangeHabits(Topology topology) {
    this.topology = topology;
  }

  /// The signs and words of the alerts of one service.
  record Said(Set<String> signs, Set<String> words) {
    private void add(Scene.Node node) {
      signs.addAll(node.signs);
      node.clues.forEach(clue -> words.addAll(clue.words()));
    }
  }

  /// What is heard of that service; of all when it is negative.
  Said said(Scene scene, int service) {
    var said = new Said(new TreeSet<>(), new TreeSet<>());
    for (Scene.Node node : scene.nodes.values()) {
      if (service < 0 || topology.serviceOf(node.place) == service) {
        said.add(node);
      }
    }
    return said;
  }

  /// Learns from an incident of which is known whether a change was behind it.
  ///
  /// @param service the one that had failed; negative when not established
  /// @param type kind of the change behind it; null when there was none
  /// @param minutes how long before the first trouble it was made
  void learn(Scene scene, int service, @Nullable String type, double minutes, Trace trace) {
    Said said = said(scene, service);
    said.signs.forEach(sign -> signs.add(sign, type != null, trace));
    said.words.forEach(word -> words.add(word, type != null, trace));
    if (type != null) {
      types.learn(said.signs, type, trace);
      said.signs.forEach(sign -> late.add(sign, minutes > LATE, trace));
    }
  }

  /// Whether a change was behind such alerts, as mean log odds per kind of alert.
  double fits(Said said) {
    return mean(signs, said.signs);
  }

  /// The same by the words of the texts, which monitors share; the sum, held back as words of one text say much the same.
  double fitsWords(Said said) {
    double sum = 0;
    for (String word : said.words) {
      sum += words.evidence(word);
    }
    return said.words.isEmpty() ? 0 : sum / Math.sqrt(said.words.size());
  }

  /// Whether changes of that kind were behind such alerts, rather than of another.
  double fits(Said said, String type) {
    return types.fits(said.signs, type);
  }

  /// Whether such alerts came late after the change behind them.
  double late(Said said) {
    return mean(late, said.signs);
  }

  private static double mean(Tally tally, Collection<String> keys) {
    double sum = 0;
    for (String key : keys) {
      sum += tally.evidence(key);
    }
    return keys.isEmpty() ? 0 : sum / keys.size();
  }

  /// Per service that may be the cause what is heard of it, where anything is.
  Map<Integer, Said> perService(Scene scene, SortedMap<Integer, Double> services) {
    var all = new HashMap<Integer, Said>();
    for (Scene.Node node : scene.nodes.values()) {
      int service = topology.serviceOf(node.place);
      if (services.containsKey(service)) {
        all.computeIfAbsent(service, _ -> new Said(new TreeSet<>(), new TreeSet<>())).add(node);
      }
    }
    return all;
  }
}
