package dev.muster.mobilize.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A schedule without its overrides, which are many and have rows of their own.
///
/// @param layers lowest first, with those that were removed
/// @param feedKey lets a calendar read the feed without signing in; a secret
record Schedule(
    String id,
    String name,
    String description,
    ZoneId zone,
    List<String> teamIds,
    List<Layer> layers,
    String feedKey,
    Instant createdAt) {
  Schedule {
    teamIds = List.copyOf(teamIds);
    layers = List.copyOf(layers);
  }

  List<Layer> standing() {
    return layers.stream().filter(layer -> !layer.removed()).toList();
  }

  /// Whoever has turns now or in a time to come.
  Set<String> peopleFrom(Instant now) {
    var people = new LinkedHashSet<String>();
    for (Layer layer : layers) {
      for (Rotation rotation : layer.rotations()) {
        if (rotation.endOrNever().isAfter(now)) {
          people.addAll(rotation.users());
        }
      }
    }
    return people;
  }

  Schedule withTeams(List<String> teams) {
    return new Schedule(id, name, description, zone, teams, layers, feedKey, createdAt);
  }
}
