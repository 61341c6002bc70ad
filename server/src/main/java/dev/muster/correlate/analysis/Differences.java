package dev.muster.correlate.analysis;

import dev.muster.alert.Alert;
import dev.muster.correlate.Sightings;
import dev.muster.correlate.insight.FirstSeen;
import dev.muster.correlate.insight.Segments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What is different about the failing ones: attribute values that fail more than the rest, and values never seen before. It says so
/// when there is too little to tell, instead of finding patterns in chance.
final class Differences {
  /// Fewer failing cases, or fewer others, show nothing.
  static final int FEWEST_FAILING = 3;

  static final int FEWEST_OTHERS = 10;

  private static final int MOST = 10;

  /// What was found.
  ///
  /// @param verdict `found`, `nothing` or `not_enough_data`
  record Found(
      String verdict,
      String words,
      int cases,
      int failing,
      List<Segments.Segment> segments,
      List<FirstSeen.Novelty> firstSeen) {}

  private Differences() {}

  /// Compares cases.
  static Found among(List<Segments.Case> cases, List<FirstSeen.Novelty> firstSeen) {
    int failing = (int) cases.stream().filter(Segments.Case::failing).count();
    int others = cases.size() - failing;
    if (failing < FEWEST_FAILING || others < FEWEST_OTHERS) {
      return new Found(
          "not_enough_data",
          "%d failing and %d others; %d and %d are the least to tell a difference from chance."
              .formatted(failing, others, FEWEST_FAILING, FEWEST_OTHERS),
          cases.size(),
          failing,
          List.of(),
          List.of());
    }
    List<Segments.Segment> segments = Segments.find(cases, MOST);
    boolean found = !segments.isEmpty() || !firstSeen.isEmpty();
    return new Found(
        found ? "found" : "nothing",
        found
            ? "Among %d failing and %d others.".formatted(failing, others)
            : "%d failing and %d others differ in nothing beyond chance."
                .formatted(failing, others),
        cases.size(),
        failing,
        segments,
        firstSeen);
  }

  /// Compares the alerts of an incident with others of the same services.
  ///
  /// @param own ids of the incident's alerts
  /// @param all both, in any order
  static Found of(Set<String> own, Collection<Alert> all) {
    List<Alert> ordered =
        all.stream()
            .sorted(Comparator.comparing(Alert::firstSeenAt).thenComparing(Alert::id))
            .toList();
    var cases = new ArrayList<Segments.Case>();
    var novelties = new ArrayList<FirstSeen.Novelty>();
    var firstSeen = new FirstSeen();
    for (Alert alert : ordered) {
      boolean failing = own.contains(alert.id());
      Map<String, String> attributes = attributes(alert);
      cases.add(new Segments.Case(failing, attributes));
      attributes.forEach((name, value) ->
          firstSeen.see("", name, value, failing, alert.firstSeenAt()).ifPresent(novelties::add));
    }
    return among(cases, novelties.subList(0, Math.min(MOST, novelties.size())));
  }

  private static Map<String, String> attributes(Alert alert) {
    var attributes = new TreeMap<>(Sightings.attributes(alert.details()));
    put(attributes, "source", alert.source());
    put(attributes, "component", alert.component());
    put(attributes, "group", alert.group());
    put(attributes, "class", alert.eventClass());
    put(attributes, "client", alert.client());
    return attributes;
  }

  private static void put(
      Map<String, String> attributes,
      String name,
      @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isBlank()) {
      attributes.put(name, value);
    }
  }
}
