package dev.muster.detect.rule;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import org.jspecify.annotations.Nullable;

/// What a sentence is about.
///
/// @param shown what its values mean
/// @param unit as the sender says it; null when it does not
public record Subject(SeriesName name, Meter.Shown shown, @Nullable String unit) {}
