package dev.muster.detect.metric;

import java.util.Map;

/// A line of a log.
///
/// @param severity `fatal`, `error`, `warn`, `info`, `debug`, `trace`, or empty when unknown
/// @param resource what wrote it: labels such as `service`, `host`
public record LogLine(long millis, String severity, String body, Map<String, String> resource) {}
