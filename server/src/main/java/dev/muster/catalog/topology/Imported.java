package dev.muster.catalog.topology;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an importer read from a text, before it is compared with what is known.
///
/// @param mentions hosts that the configuration of an entity names and that are no entity of this text; another source may know them
/// @param owners entity id to the id of the service of this house that answers for it, where the text names one
/// @param skipped what could not be taken, and why; at most {@link #MOST_SKIPPED} are told one by one
/// @param skippedCount all that could not be taken
record Imported(
    List<Entity> entities,
    List<Dependency> dependencies,
    List<Mention> mentions,
    Map<String, String> owners,
    List<Skipped> skipped,
    int skippedCount) {
  /// So many faults are told one by one; the rest is counted.
  static final int MOST_SKIPPED = 200;

  /// Something that could not be taken.
  ///
  /// @param place where it stands, for example `entities[3]` or `line 17`
  record Skipped(String place, @Nullable String id, String why) {}

  /// A host that the configuration of an entity names.
  ///
  /// @param place where it stands, such as the name of a variable; never its value
  record Mention(String from, String host, String place) {}

  Imported {
    mentions = List.copyOf(mentions);
    entities = List.copyOf(entities);
    dependencies = List.copyOf(dependencies);
    owners = Map.copyOf(owners);
    skipped = List.copyOf(skipped);
  }
}
