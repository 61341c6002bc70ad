package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.insight.Elsewhere;
import dev.muster.correlate.insight.Symptom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// What the alerts of an incident rest on, along known dependencies, two steps far (what breaks a thing lies beside it or one further most
/// of the time), and what cries there in other incidents. For one question.
final class Beneath {
  private static final int STEPS = 2;

  /// More is no neighbourhood.
  private static final int MOST = 1_000;

  /// What cried there so long before the incident began may be behind it.
  private static final Duration SHORTLY = Duration.ofHours(1);

  private final Set<String> places = new HashSet<>();
  private final Instant since;

  /// By id of a thing how many alerts it has in each of the other incidents.
  private final Map<String, Map<String, Integer>> there = new TreeMap<>();

  private final List<Symptom> behind = new ArrayList<>();

  /// @param own the alerts of the incident
  Beneath(Collection<Symptom> own, Topology topology) {
    since =
        own.stream()
            .map(Symptom::onset)
            .min(Comparator.naturalOrder())
            .orElse(Instant.MAX)
            .minus(SHORTLY);
    var above = new TreeSet<String>();
    for (Symptom symptom : own) {
      if (symptom.place() != null) {
        above.add(symptom.place());
      }
    }
    for (int at : reached(above, topology)) {
      places.add(topology.entity(at).id());
      int service = topology.serviceOf(at);
      if (service >= 0) {
        places.add(topology.entity(service).id());
      }
    }
    places.removeAll(above);
    for (Symptom symptom : own) {
      if (symptom.service() != null) {
        places.remove(symptom.service());
      }
    }
  }

  /// Ids of what it rests on, and of their services.
  Set<String> places() {
    return Collections.unmodifiableSet(places);
  }

  /// Hears of an alert of another incident that is open.
  void cries(String incident, Symptom symptom) {
    String place = symptom.place();
    String service = symptom.service();
    if (place == null) {
      return;
    }
    if (places.contains(place)) {
      count(place, incident);
      if (!symptom.onset().isBefore(since)) {
        behind.add(symptom);
      }
    }
    if (service != null && !service.equals(place) && places.contains(service)) {
      count(service, incident);
    }
  }

  private void count(String place, String incident) {
    there.computeIfAbsent(place, _ -> new TreeMap<>()).merge(incident, 1, Integer::sum);
  }

  /// What was heard.
  ///
  /// @param names what people call an incident, by its id
  Elsewhere elsewhere(UnaryOperator<String> names) {
    var said = new TreeMap<String, String>();
    there.forEach((place, counts) -> said.put(place, words(counts, names)));
    return new Elsewhere(
        said,
        behind.stream()
            .sorted(Comparator.comparing(Symptom::onset).thenComparing(Symptom::alert))
            .limit(MOST)
            .toList());
  }

  private static String words(Map<String, Integer> counts, UnaryOperator<String> names) {
    int all = counts.values().stream().mapToInt(count -> count).sum();
    String most =
        counts.entrySet().stream()
            .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElseThrow();
    return "It has no alert in this incident, but %s open in %s%s."
        .formatted(
            all == 1 ? "one" : Integer.toString(all),
            names.apply(most),
            counts.size() == 1 ? "" : " and others");
  }

  /// Ids of those services with alerts in an incident that are tied to another such: one rests on the other. What came in through the
  /// doors of services with nothing between them is together for some other reason.
  static Set<String> tied(Collection<Symptom> symptoms, Topology topology) {
    var crying = new TreeMap<String, Set<String>>();
    for (Symptom symptom : symptoms) {
      String service = symptom.service();
      if (symptom.place() != null && service != null) {
        crying.computeIfAbsent(service, _ -> new TreeSet<>()).add(symptom.place());
      }
    }
    var services = new BitSet();
    for (String service : crying.keySet()) {
      int at = topology.indexOf(service);
      if (at >= 0) {
        services.set(at);
      }
    }
    var tied = new TreeSet<String>();
    crying.forEach((service, own) -> {
      int self = topology.indexOf(service);
      for (int at : reached(own, topology)) {
        int other = topology.serviceOf(at);
        if (other >= 0 && other != self && services.get(other)) {
          tied.add(service);
          tied.add(topology.entity(other).id());
        }
      }
    });
    return tied;
  }

  /// Those and what they rest on, by their numbers.
  private static int[] reached(Collection<String> places, Topology topology) {
    var seen = new BitSet(topology.size());
    int[] reached = new int[Math.max(MOST, places.size())];
    int count = 0;
    for (String place : places) {
      int at = topology.indexOf(place);
      if (at >= 0 && !seen.get(at)) {
        seen.set(at);
        reached[count++] = at;
      }
    }
    int from = 0;
    for (int step = 0; step < STEPS; step++) {
      int to = count;
      for (; from < to; from++) {
        for (int next : topology.dependencies(reached[from])) {
          if (count < MOST && !seen.get(next)) {
            seen.set(next);
            reached[count++] = next;
          }
        }
      }
    }
    return Arrays.copyOf(reached, count);
  }
}
