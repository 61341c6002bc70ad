package dev.muster.detect.watch;

import dev.muster.detect.metric.Reading;
import java.util.List;

/// Readings of one request for one lane.
///
/// @param source the integration that they came through
record Portion(String source, List<Reading> readings) {}
