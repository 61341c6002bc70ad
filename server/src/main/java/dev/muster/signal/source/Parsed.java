package dev.muster.signal.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out of a body.
///
/// @param key the routing key that the body itself names; null when it names none
/// @param reports what it says; empty when nothing of it can be taken
/// @param faults one sentence for each fault, naming the field; beside reports when only some of many alerts are faulty
/// @param body the body and where each report lies in it
public record Parsed(
    @Nullable String key, List<Report> reports, List<String> faults, SplitBody body) {}
