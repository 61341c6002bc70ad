package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A shop of three layers and its failures, for tests: `front-n` calls `middle-n` calls `back-n`, which uses `store-n`; everything of one
/// third runs on `machine-n`.
final class SmallWorld {
  static final int THIRDS = 6;
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  final Topology topology;
  private int alerts;

  SmallWorld() {
    var entities = new ArrayList<Entity>();
    var edges = new ArrayList<Dependency>();
    for (int i = 0; i < THIRDS; i++) {
      for (String layer : List.of("front", "middle", "back")) {
        entities.add(entity("service", layer + "-" + i, layer + "-" + i));
        edges.add(new Dependency(layer + "-" + i, "machine-" + i, "runs-on", 1));
      }
      entities.add(entity("host", "machine-" + i, "back-" + i));
      entities.add(entity("database", "store-" + i, "back-" + i));
      edges.add(new Dependency("front-" + i, "middle-" + i, "calls", 1));
      edges.add(new Dependency("middle-" + i, "back-" + i, "calls", 1));
      edges.add(new Dependency("back-" + i, "store-" + i, "uses", 1));
    }
    topology = Topology.of(entities, edges);
  }

  private static Entity entity(String kind, String id, String service) {
    return new Entity(id, kind, id, service, null, null, Set.of(), Map.of());
  }

  Symptom symptom(Instant at, String check, String place, String... mentions) {
    return symptom(at, check, place, List.of(), mentions);
  }

  Symptom symptom(Instant at, String check, String place, List<String> marks, String... mentions) {
    String service =
        topology.serviceOf(topology.indexOf(place)) < 0
            ? null
            : topology.entity(topology.serviceOf(topology.indexOf(place))).id();
    return new Symptom(
        "alert-" + alerts++,
        at,
        "watcher",
        "watcher|" + check,
        List.of(check.split(" ", -1)),
        marks,
        Severity.ERROR,
        place,
        service,
        List.of(mentions));
  }

  /// The store of that third is slow: it cries itself, its users name it.
  List<Symptom> slowStore(int third, Instant at, boolean silent, Random random) {
    var symptoms = new ArrayList<Symptom>();
    if (!silent) {
      symptoms.add(symptom(at, "slow statements", "store-" + third, List.of("table_" + third)));
    }
    symptoms.add(
        symptom(
            at.plusSeconds(20 + random.nextInt(20)),
            "failing calls",
            "back-" + third,
            "store-" + third));
    symptoms.add(
        symptom(
            at.plusSeconds(50 + random.nextInt(20)),
            "failing calls",
            "middle-" + third,
            "back-" + third));
    symptoms.add(
        symptom(
            at.plusSeconds(80 + random.nextInt(20)),
            "failing calls",
            "front-" + third,
            "middle-" + third));
    return symptoms;
  }

  /// A release of the middle layer broke it.
  List<Symptom> badRelease(int third, Instant at, Random random) {
    return List.of(
        symptom(at, "new exception", "middle-" + third, List.of("CartFault" + third)),
        symptom(
            at.plusSeconds(30 + random.nextInt(20)),
            "failing calls",
            "front-" + third,
            "middle-" + third));
  }

  static ChangeNote release(String id, Instant at, String service) {
    return new ChangeNote(
        id, at, at.plusSeconds(5), "release", "pipeline", "ines", service, service, "release");
  }

  static PastIncident past(
      String id,
      List<Symptom> symptoms,
      @Nullable Instant failedAt,
      String cause,
      String service,
      PastIncident.@Nullable Verdict change,
      List<String> sameAs) {
    return new PastIncident(
        id,
        symptoms.getFirst().onset(),
        failedAt,
        symptoms.getLast().onset().plus(Duration.ofMinutes(30)),
        cause,
        service,
        change == null ? new PastIncident.Verdict.NoChange() : change,
        sameAs,
        "restarted " + cause,
        symptoms,
        List.of());
  }
}
