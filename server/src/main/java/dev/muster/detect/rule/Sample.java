package dev.muster.detect.rule;

/// A value of a series.
///
/// @param millis epoch milliseconds
public record Sample(long millis, double value) {}
