package dev.muster.bench.storm;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A storm as it comes to a house where each service has its own integration key: every alert arrives through the door of a service, by the
/// file `doors.tsv` of the folder (dedup key, tab, id of the service in `topology.json`).
final class Doors {
  private final Map<String, String> houseIds = new HashMap<>();
  private final Map<String, String> doorOf = new HashMap<>();

  private final @Nullable String tool;
  private final boolean signed;

  /// @param topology of the storm
  /// @param tool the only integration that there is; null for each its own
  /// @param signed whether monitors give their own name for the source of all that they send
  /// @param known whether the house has that topology, so that the doors are of services in it; otherwise they have ids of the house's own
  Doors(Path folder, Topology topology, boolean known, @Nullable String tool, boolean signed)
      throws IOException {
    this.tool = tool;
    this.signed = signed;
    for (int i = 0; i < topology.size(); i++) {
      if (topology.serviceOf(i) == i) {
        String id = topology.entity(i).id();
        houseIds.put(id, known ? id : String.format(Locale.ROOT, "PSRV%04d", houseIds.size()));
      }
    }
    for (String line : Files.readAllLines(folder.resolve("doors.tsv"))) {
      String[] fields = line.split("\t", -1);
      String id = houseIds.get(fields[1]);
      if (id != null) {
        doorOf.put(fields[0], id);
      }
    }
  }

  /// The id in the house of the service through whose door an alert comes; null when none is said.
  @Nullable String of(String key) {
    return doorOf.get(key);
  }

  /// The same alert, through its door.
  AlertSighting through(AlertSighting each) {
    return new AlertSighting(
        each.alertId(),
        each.arrivedAt(),
        each.reportedAt(),
        tool == null ? each.tool() : tool,
        each.summary(),
        signed ? each.tool() : each.source(),
        each.component(),
        each.group(),
        each.eventClass(),
        each.severity(),
        each.attributes(),
        of(each.alertId()));
  }

  /// What a house knows that was told its services and which of them rest on which, and nothing of what they are made of. A service that has
  /// to do with no other is nothing of it.
  Topology servicesOnly(Topology topology) {
    Set<String> touched = new TreeSet<>();
    List<Dependency> edges = new ArrayList<>();
    for (int i = 0; i < topology.size(); i++) {
      String from = houseIds.get(topology.entity(i).id());
      for (int below : topology.dependencies(i)) {
        String to = houseIds.get(topology.entity(below).id());
        if (from != null && to != null) {
          edges.add(new Dependency(from, to, Dependency.OF_SERVICES, 1));
          touched.add(from);
          touched.add(to);
        }
      }
    }
    var entities = new ArrayList<Entity>();
    for (int i = 0; i < topology.size(); i++) {
      String id = houseIds.get(topology.entity(i).id());
      if (id != null && touched.contains(id)) {
        entities.add(
            new Entity(
                id, "service", topology.entity(i).name(), id, null, null, Set.of(), Map.of()));
      }
    }
    return Topology.of(entities, edges);
  }
}
