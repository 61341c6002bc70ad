package dev.muster.correlate.insight;

import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.ChangeSighting;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that was changed: a release, a setting, a schema, a device's configuration.
///
/// @param id id of the change event
/// @param at when it was made, as its author or pipeline says; may lie before {@link #recorded} by any time
/// @param recorded when we were told
/// @param type what kind of change, in the words of the sender, for example `deploy`; null when it does not say
/// @param source what sent it, for example a pipeline; null when unknown
/// @param author who made it; null when unknown
/// @param entity id in the topology of what was changed; null when only the service is known
/// @param service id in the topology of the service changed; null when unknown
/// @param summary the sender's text
public record ChangeNote(
    String id,
    Instant at,
    Instant recorded,
    @Nullable String type,
    @Nullable String source,
    @Nullable String author,
    @Nullable String entity,
    @Nullable String service,
    String summary) {
  /// What senders call the one who made a change.
  private static final List<String> AUTHOR =
      List.of("author", "user", "actor", "committer", "changed_by", "deployed_by", "by", "owner");

  /// What the engine heard of a change, with the entity it names.
  public static ChangeNote of(ChangeSighting sighting, EntityResolver resolver) {
    Topology topology = resolver.topology();
    Resolution found = resolve(resolver, sighting.target());
    if (found == null || found.entity() < 0) {
      found = resolve(resolver, sighting.service());
    }
    if (found == null || found.entity() < 0) {
      found = resolver.resolve("", null, null, sighting.summary(), Map.of());
    }
    String author = null;
    for (String name : AUTHOR) {
      for (var attribute : sighting.attributes().entrySet()) {
        if (author == null && attribute.getKey().toLowerCase(Locale.ROOT).equals(name)) {
          author = attribute.getValue();
        }
      }
    }
    return new ChangeNote(
        sighting.changeId(),
        sighting.made(),
        sighting.at(),
        sighting.kind(),
        sighting.source(),
        author,
        found.entity() < 0 ? null : topology.entity(found.entity()).id(),
        found.service() < 0 ? null : topology.entity(found.service()).id(),
        sighting.summary());
  }

  /// Whether it names something that is known.
  public boolean isPlaced() {
    return entity != null || service != null;
  }

  /// The same, of a change that names nothing that is known.
  ///
  /// @param changed id of the service that was changed nevertheless
  public ChangeNote on(String changed) {
    return new ChangeNote(id, at, recorded, type, source, author, changed, changed, summary);
  }

  /// The same, of a past in which it was known when it was made, however late it was brought in.
  public ChangeNote inHindsight() {
    return new ChangeNote(id, at, at, type, source, author, entity, service, summary);
  }

  private static @Nullable Resolution resolve(EntityResolver resolver, @Nullable String name) {
    return name == null ? null : resolver.resolve(name, null, null, "", Map.of());
  }
}
