package dev.muster.signal.drop;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What can be set about files that come in.
///
/// @param folder holds a folder for each integration, named as its key; null when no files come in
/// @param settle for so long a file must not have changed to be finished
/// @param keep how long files that were taken or refused are kept
public record DropSettings(@Nullable Path folder, Duration settle, Duration keep) {}
