package dev.muster.correlate.engine.reading;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A change as the engine gets to see it.
///
/// @param changeId the house's id of it
/// @param at when we were told
/// @param madeAt when it was made, as its author or pipeline says; null when it does not say, or in what was stored before it was kept
/// @param summary the text for people
/// @param source which system reported it
/// @param kind what kind of change, in the words of that system; null when it says nothing
/// @param target the changed thing in the words of that system; null when it says nothing
/// @param service the service in the words of that system; null when it says nothing
/// @param from for announced work when it begins, otherwise null
/// @param until for announced work when it ends, otherwise null
/// @param attributes everything else, flat, by name; a list is joined by commas
/// @param scope the service through whose integration it came in; null when that is not known
public record ChangeSighting(
    String changeId,
    Instant at,
    @Nullable Instant madeAt,
    String summary,
    String source,
    @Nullable String kind,
    @Nullable String target,
    @Nullable String service,
    @Nullable Instant from,
    @Nullable Instant until,
    Map<String, String> attributes,
    @Nullable String scope) {
  public ChangeSighting {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /// A change of which only what it says itself is known.
  public ChangeSighting(
      String changeId,
      Instant at,
      @Nullable Instant madeAt,
      String summary,
      String source,
      @Nullable String kind,
      @Nullable String target,
      @Nullable String service,
      @Nullable Instant from,
      @Nullable Instant until,
      Map<String, String> attributes) {
    this(
        changeId,
        at,
        madeAt,
        summary,
        source,
        kind,
        target,
        service,
        from,
        until,
        attributes,
        null);
  }

  /// When it was made: not after we were told, whatever the sender's clock says.
  public Instant made() {
    return madeAt == null || madeAt.isAfter(at) ? at : madeAt;
  }
}
