package dev.muster.correlate.insight;

import java.time.Instant;
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
    String summary) {}
