package dev.muster.catalog.topology;

import java.util.List;

/// Which entity an alert speaks of.
///
/// @param entity number of the best entity in the topology, or -1 when nothing fits
/// @param service number of the service concerned, or -1
/// @param mentions numbers of further entities that are named, as peers usually; neither the entity nor the service
/// @param identifier the words of the alert by which the entity was found; when it was not, the first that looks like an identifier
/// @param exact whether the identifier names the entity itself and not only what it is a part of (an unknown replica, for example)
/// @param named whether a field names it, and not the text alone or an abbreviation
/// @param words why, in plain words; when nothing fits, what was looked for
public record Resolution(
    int entity,
    int service,
    List<Integer> mentions,
    String identifier,
    boolean exact,
    boolean named,
    String words) {
  public Resolution {
    mentions = List.copyOf(mentions);
  }

  /// Whether the alert speaks of something that the topology does not know: a gap to be filled.
  public boolean isGap() {
    return entity < 0;
  }
}
