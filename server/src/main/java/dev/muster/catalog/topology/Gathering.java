package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an importer has read so far. What is named twice counts once, the later word wins; faults are noted with their place.
final class Gathering {
  /// Longest id, name or alias; longer ones identify nothing.
  private static final int LONGEST = 512;

  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final Map<String, Dependency> dependencies = new LinkedHashMap<>();
  private final Map<String, Imported.Mention> mentions = new LinkedHashMap<>();
  private final Map<String, String> owners = new LinkedHashMap<>();
  private final List<Imported.Skipped> skipped = new ArrayList<>();
  private int skippedCount;

  void skip(String place, @Nullable String id, String why) {
    skippedCount++;
    if (skipped.size() < Imported.MOST_SKIPPED) {
      skipped.add(new Imported.Skipped(place, id, why));
    }
  }

  /// Takes an entity, or notes why not.
  void entity(String place, Entity entity) {
    if (entity.id().isBlank() || entity.name().isBlank()) {
      skip(place, entity.id(), "it has no id or no name");
    } else if (entity.id().length() > LONGEST || entity.name().length() > LONGEST) {
      skip(place, null, "its id or name is longer than " + LONGEST + " characters");
    } else {
      entities.put(entity.id(), entity);
    }
  }

  void owner(String entityId, String serviceId) {
    owners.put(entityId, serviceId);
  }

  /// Takes a dependency, or notes why not.
  void dependency(String place, String from, String to, String kind, double confidence) {
    if (from.isBlank() || to.isBlank()) {
      skip(place, null, "an end of the dependency is not named");
    } else if (from.equals(to)) {
      skip(place, from, "it would rest on itself");
    } else if (!(confidence > 0 && confidence <= 1)) {
      skip(place, from, "its confidence must be above 0 and at most 1");
    } else {
      dependencies.put(from + "\n" + to + "\n" + kind, new Dependency(from, to, kind, confidence));
    }
  }

  /// Notes a host that the configuration of an entity names.
  void mention(String from, String host, String place) {
    mentions.putIfAbsent(from + "\n" + host, new Imported.Mention(from, host, place));
  }

  /// An entity that was read already.
  @Nullable Entity known(String id) {
    return entities.get(id);
  }

  /// Adds words by which an entity that was read already can be found.
  void alsoKnownAs(String id, Set<String> more) {
    Entity entity = entities.get(id);
    if (entity != null) {
      var aliases = new java.util.TreeSet<>(entity.aliases());
      aliases.addAll(more);
      entities.put(
          id,
          new Entity(
              entity.id(),
              entity.kind(),
              entity.name(),
              entity.serviceId(),
              entity.region(),
              entity.stage(),
              aliases,
              entity.attributes()));
    }
  }

  Imported done() {
    return new Imported(
        List.copyOf(entities.values()),
        List.copyOf(dependencies.values()),
        List.copyOf(mentions.values()),
        owners,
        skipped,
        skippedCount);
  }
}
