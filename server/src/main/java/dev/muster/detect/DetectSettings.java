package dev.muster.detect;

/// What can be set about the doors of the detect room.
///
/// @param statsdHost address of the StatsD port; empty for all
/// @param statsdPort its number; 0 takes a free one, -1 leaves it closed
/// @param statsdKey key of the integration that its readings belong to
/// @param privateAllowed whether checks may reach loopback, link-local and private addresses
public record DetectSettings(
    String statsdHost, int statsdPort, String statsdKey, boolean privateAllowed) {}
