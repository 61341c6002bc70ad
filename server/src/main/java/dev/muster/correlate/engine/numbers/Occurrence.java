package dev.muster.correlate.engine.numbers;

/// That something came: enough to know later whether its like comes by the clock, whatever else has been forgotten of it.
///
/// @param kind digest of the kind of alert
/// @param place digest of what it was about, the same in another topology
/// @param at when it began, milliseconds since 1970
public record Occurrence(long kind, long place, long at) {}
