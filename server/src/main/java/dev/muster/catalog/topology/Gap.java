package dev.muster.catalog.topology;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that alerts speak of and that the topology does not know.
///
/// @param identifier the word by which the alerts name it
/// @param alerts how many alerts named it
/// @param integrationId the door that the latest came through
/// @param words what was looked for, in plain words
public record Gap(
    String identifier,
    long alerts,
    @Nullable String integrationId,
    String exampleAlertId,
    String words,
    Instant firstAt,
    Instant lastAt) {}
