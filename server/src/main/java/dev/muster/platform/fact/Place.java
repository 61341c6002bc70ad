package dev.muster.platform.fact;

/// A topic's lane; within it facts are in order.
public record Place(String topic, int lane) {}
