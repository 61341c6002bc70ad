package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small made-up town of lines: in each line a shop rests on a till, the till on a book, the book on a box. Troubles begin at a box and
/// climb; by the way a clock tower strikes every hour and single warnings come from anywhere.
final class SampleTown {
  static final Instant START = Instant.parse("2026-05-04T06:00:00Z");
  static final int LINES = 12;
  private static final String[] STOREYS = {"box", "book", "till", "shop"};

  private final Random random;
  private final List<PastAlert> alerts = new ArrayList<>();
  private int next;

  SampleTown(long seed) {
    random = new Random(seed);
  }

  static Topology topology() {
    var entities = new ArrayList<Entity>();
    var edges = new ArrayList<Dependency>();
    for (int line = 0; line < LINES; line++) {
      for (int storey = 0; storey < STOREYS.length; storey++) {
        String id = name(line, storey);
        entities.add(
            new Entity(
                id,
                storey == 0 ? "host" : "service",
                id,
                storey == 0 ? name(line, 1) : id,
                line % 2 == 0 ? "east" : "west",
                "prod",
                Set.of(),
                Map.of()));
        if (storey > 0) {
          edges.add(new Dependency(id, name(line, storey - 1), "rests-on", 1));
        }
      }
    }
    return Topology.of(entities, edges);
  }

  static String name(int line, int storey) {
    return "%s-of-line-%02d".formatted(STOREYS[storey], line);
  }

  static AlertSighting alert(String id, Instant at, String source, String kind, Severity severity) {
    return new AlertSighting(
        id,
        at,
        at,
        "watch",
        kind.replace('_', ' ') + " at " + source,
        source,
        null,
        null,
        kind,
        severity,
        Map.of());
  }

  /// A trouble of a line; its alerts.
  List<AlertSighting> trouble(@Nullable String incident, int line, Instant from) {
    var made = new ArrayList<AlertSighting>();
    Instant at = from;
    for (int storey = 0; storey < STOREYS.length; storey++) {
      at = at.plusSeconds(10 + random.nextInt(60));
      for (String kind : List.of(storey == 0 ? "box_down" : "answers_slow", "errors_many")) {
        if (kind.equals("errors_many") && random.nextInt(3) == 0) {
          continue;
        }
        made.add(keep(incident, at, name(line, storey), kind, Severity.ERROR, 45));
      }
    }
    return made;
  }

  AlertSighting noise(Instant at, int line, int storey, String kind) {
    return keep(null, at, name(line, storey), kind, Severity.WARNING, 5);
  }

  private AlertSighting keep(
      @Nullable String incident,
      Instant at,
      String source,
      String kind,
      Severity severity,
      int minutes) {
    AlertSighting sighting = alert("A%05d".formatted(next++), at, source, kind, severity);
    alerts.add(new PastAlert(sighting, incident, at.plus(Duration.ofMinutes(minutes))));
    return sighting;
  }

  /// So many days of life.
  List<PastAlert> life(int days) {
    for (int hour = 0; hour < 24 * days; hour++) {
      Instant at = START.plus(Duration.ofHours(hour));
      noise(at.plusSeconds(random.nextInt(60)), 3, 1, "clock_strikes");
      for (int i = 0; i < 2; i++) {
        noise(
            at.plusSeconds(random.nextInt(3_600)),
            random.nextInt(LINES),
            random.nextInt(STOREYS.length),
            random.nextBoolean() ? "a_bit_warm" : "answers_slow");
      }
      if (hour % 3 == 1) {
        trouble("T" + hour, random.nextInt(LINES), at.plusSeconds(600));
      }
    }
    return past();
  }

  List<PastAlert> past() {
    return alerts.stream()
        .sorted(
            Comparator.<PastAlert, Instant>comparing(each -> each.sighting().arrivedAt())
                .thenComparing(each -> each.sighting().alertId()))
        .toList();
  }
}
